"""The customer's addresses at the checkout: what is wrong with them, in their language."""

from __future__ import annotations

import pytest

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop

NEW = {"first_name": "J", "last_name": "D", "street": "1 Main St", "city": "Miami"}


def test_every_wrong_field_is_named_in_the_customers_language(shop: Shop) -> None:
    cart = shop.office.carts.set_language(EMPLOYEE, shop.cart().cart.id, "fr")
    link = shop.sent(cart)
    wrong = {"country": "US", "state": "", "postcode": "331", "phone": "12"}
    answer = shop.browser().post(
        f"{shop.path(link)}/address", data={"version": str(cart.version), **NEW, **wrong}
    )
    assert answer.status_code == 422
    for said in (
        "Veuillez corriger l\u2019adresse\u00a0:",
        "Code postal\u00a0: Écrivez-le comme 95014 / 22162-1010.",
        "État\u00a0: Choisissez dans la liste.",
        '<p id="a-postcode-wrong" class="wrong-text">Écrivez-le comme 95014 / 22162-1010.</p>',
        '<p id="a-state-wrong" class="wrong-text">Choisissez dans la liste.</p>',
        '<p id="a-phone-wrong" class="wrong-text">Vérifiez le numéro de téléphone',
    ):
        assert said in answer.text
    assert 'value="Miami"' in answer.text


def test_the_invoice_may_go_where_the_shop_does_not_deliver(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    dutch = {"country": "NL", "city": "Amsterdam", "postcode": "1012jl", "use": "invoice"}
    answer = shop.browser().post(
        f"{shop.path(link)}/address", data={"version": str(cart.version), **NEW, **dutch}
    )
    assert answer.status_code == 200
    assert "1 Main St\n1012JL Amsterdam\nNetherlands" in answer.text
    view = shop.office.checkout.visit(link.id).view
    assert view is not None
    assert view.ready


@pytest.mark.parametrize("tag", ["fr", "de", "ar"])
def test_all_that_can_be_wrong_is_said_in_every_language(shop: Shop, tag: str) -> None:
    language = Language(tag)
    customer = shop.customer("Jo", "jo@example.com")
    entries = (
        AddressEntry("", "D" * 256, "x\x07", "", "US", "331", "", phone="1", vat_number="FR1"),
        AddressEntry("", "D", "1 x", "Miami", "US", "10001", "FL"),
        AddressEntry("", "D", "1 x", "Miami", "US", "33101", "Freedonia"),
        AddressEntry("", "D", "1 x", "Miami", "XX"),
        AddressEntry("", "D", "1 x", "Miami", ""),
    )
    for entry in entries:
        with pytest.raises(AddressInvalid) as refused:
            shop.office.addresses.add(EMPLOYEE, customer.id, entry)
        said = language.say(refused.value.message)
        for problem in refused.value.fields:
            assert str(problem.message) not in said
