"""Values can be pickled and copied, for task queues and caches, and are the same afterwards."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError, every_error
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import CombinationId, FieldId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.testing import samples, strategies
from backoffice_orders.testing.samples import EMPLOYEE, MUG, PLAQUE, SHIRT

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}


@pytest.fixture(params=list(COPIES.values()), ids=list(COPIES))
def copied(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    made: Callable[[Any], Any] = request.param
    return made


@pytest.mark.parametrize(
    "value",
    [
        samples.SETTINGS,
        samples.STANDARD_TAX,
        samples.FRANCE,
        samples.POST,
        MUG,
        SHIRT,
        PLAQUE,
        samples.EMPLOYEE,
        samples.customer(tags=("vip",), attributes={"crm": "5"}),
        samples.address(),
        samples.cart(attributes={"a": "b"}),
        samples.rule(),
        samples.book(),
        samples.order(),
        samples.order().summary,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_copy_is_the_same(copied: Callable[[Any], Any], value: Any) -> None:
    again = copied(value)
    assert type(again) is type(value)
    assert again == value


@settings(max_examples=50, deadline=None)
@given(strategies.priced())
def test_any_cart_its_book_and_its_prices(cart_and_book: tuple[Cart, PriceBook]) -> None:
    for value in (*cart_and_book, price(*cart_and_book)):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_what_use_cases_return(copied: Callable[[Any], Any]) -> None:
    office = BackOffice.in_memory()
    samples.set_up_shop(office)
    john = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )
    started = office.carts.start(EMPLOYEE, john.id, attributes={"call": "7"})
    office.products.add(
        EMPLOYEE, started.cart.id, SHIRT.id, combination_id=CombinationId("shirt-m")
    )
    view = office.products.add(
        EMPLOYEE, started.cart.id, PLAQUE.id, 2, customization={FieldId("engraving"): "Anna"}
    )
    for value in (
        view,
        john,
        office.customers.details(EMPLOYEE, john.id),
        office.carts.history(EMPLOYEE, view.cart.id),
        office.products.search(EMPLOYEE, "mug", cart_id=view.cart.id),
        office.shipping.options(EMPLOYEE, view.cart.id),
    ):
        assert copied(value) == value


def test_an_error_keeps_its_details(copied: Callable[[Any], Any]) -> None:
    error = OutOfStock("mug", None, "Blue mug", 3, 1)
    again = copied(error)
    assert type(again) is OutOfStock
    assert again.details() == error.details()
    assert str(again) == str(error)


@pytest.mark.parametrize("kind", tuple(every_error()), ids=lambda kind: kind.__name__)
def test_every_error_can_be_sent_to_another_process(kind: type[BackOfficeError]) -> None:
    hints = get_type_hints(kind)
    error = kind(*(() if "tuple" in str(hints[name]) else "x" for name in kind.__match_args__))
    assert pickle.loads(pickle.dumps(error)).details() == error.details()
