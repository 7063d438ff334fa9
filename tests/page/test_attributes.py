"""The host's own attributes of a cart and of its lines: replaced, or one beside the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backoffice_orders.back_office import BackOffice
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE
from tests.page.conftest import Refused


def test_one_is_set_beside_the_others(office: BackOffice, cart: CartView) -> None:
    set_, id_ = office.carts.set_attributes, cart.cart.id
    set_(EMPLOYEE, id_, {"campaign": "spring", "floor": "3"})
    view = set_(EMPLOYEE, id_, {"floor": "4", "code": "12"}, keep_others=True)
    assert view.cart.attributes == {"campaign": "spring", "floor": "4", "code": "12"}
    view = set_(EMPLOYEE, id_, {"floor": ""}, keep_others=True)
    assert view.cart.attributes == {"campaign": "spring", "code": "12"}, "an empty text takes away"
    view = set_(EMPLOYEE, id_, {"floor": ""})
    assert view.cart.attributes == {"floor": ""}, "all of them are replaced"


def test_of_a_line_likewise(office: BackOffice, cart: CartView) -> None:
    set_, id_, line = office.carts.set_attributes, cart.cart.id, cart.cart.lines[0].id
    set_(EMPLOYEE, id_, {"shelf": "B7", "box": "2"}, line_id=line)
    view = set_(EMPLOYEE, id_, {"box": ""}, line_id=line, keep_others=True)
    assert view.cart.lines[0].attributes == {"shelf": "B7"}
    assert view.cart.attributes == {}


def test_what_is_no_text_is_refused_beside_others_too(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    id_ = cart.cart.id

    def beside(attributes: Any) -> Callable[[], CartView]:
        return lambda: office.carts.set_attributes(EMPLOYEE, id_, attributes, keep_others=True)

    refused("field_invalid", beside({"a": 1}))
    refused("field_missing", beside({"": "x"}))
    refused("field_invalid", beside({"a": "\u202e"}))
    assert office.carts.view(EMPLOYEE, id_).cart.attributes == {}
