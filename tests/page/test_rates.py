"""What a rule or cart refers to must be there when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.carrier import Carrier, ExchangeRate
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.product import Product
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, POST, SHIRT
from tests.page.conftest import Refused


@pytest.mark.parametrize(
    ("actions", "conditions"),
    [
        ([Amount(Money("5.00", "GBP"), tax_included=True)], []),
        ([FreeShipping(), Amount(Money("5.00", "GBP"))], []),
        ([FreeShipping()], [MinimumAmount(Money("50.00", "GBP"))]),
    ],
    ids=["amount", "second action", "minimum"],
)
def test_a_rule_in_a_currency_without_a_rate_is_not_created(
    office: BackOffice,
    cart: CartView,
    refused: Refused,
    actions: list[Action],
    conditions: list[Condition],
) -> None:
    new: dict[str, Any] = {"name": "Pounds", "actions": actions, "conditions": conditions}
    create = partial(office.vouchers.create, EMPLOYEE, **new)
    refused("currency_unavailable", create)
    grant = partial(office.vouchers.create_and_grant, EMPLOYEE, cart.cart.id, **new)
    refused("currency_unavailable", grant)
    assert len(office.vouchers.search(EMPLOYEE, "pounds").items) == 0
    office.setup.save(EMPLOYEE, ExchangeRate("GBP", Decimal("0.80")))
    assert create().name == "Pounds"


def entry(kind: str, fields: Mapping[str, Any]) -> RecordFile:
    """A file with one record."""
    return RecordFile(kind, kind, iter([Record(f"{kind}.json", 1, fields)]))


def test_a_rule_in_a_currency_without_a_rate_is_not_imported(office: BackOffice) -> None:
    rule = {"id": "r", "name": "Pounds", "actions": [{"kind": "amount", "amount": "5.00 GBP"}]}
    with pytest.raises(ImportRefused) as caught:
        office.setup.load(EMPLOYEE, [entry("cart_rules", rule)])
    assert "GBP" in str(caught.value)
    rate = entry("exchange_rates", {"currency": "GBP", "rate": "0.8"})
    assert office.setup.load(EMPLOYEE, [rate, entry("cart_rules", rule)]).total == 2


POUNDS = Money("5.00", "GBP")
IN_POUNDS = {
    "a product": evolve(MUG, price=POUNDS),
    "its ecotax": evolve(MUG, ecotax=POUNDS),
    "its delivery": evolve(MUG, additional_shipping_cost=POUNDS),
    "a combination": evolve(SHIRT, combinations=(evolve(SHIRT.combinations[0], ecotax=POUNDS),)),
    "a carrier": evolve(POST, prices=tuple(evolve(each, price=POUNDS) for each in POST.prices)),
}


@pytest.mark.parametrize("priced", IN_POUNDS.values(), ids=IN_POUNDS)
def test_what_costs_a_currency_without_a_rate_is_not_set_up(
    office: BackOffice, refused: Refused, priced: Product | Carrier
) -> None:
    refused("currency_unavailable", partial(office.setup.save, EMPLOYEE, priced))
    # Whichever is named first.
    office.setup.save(EMPLOYEE, priced, ExchangeRate("GBP", Decimal("0.80")))


def test_a_product_in_a_currency_whose_rate_no_file_has_is_not_imported(
    office: BackOffice,
) -> None:
    product = {"id": "tea", "name": "Tea", "price": "5.00 GBP"}
    with pytest.raises(ImportRefused) as caught:
        office.setup.load(EMPLOYEE, [entry("products", product)])
    assert "products.json:1" in str(caught.value)
    assert "GBP" in str(caught.value)
    rate = entry("exchange_rates", {"currency": "GBP", "rate": "0.8"})
    assert office.setup.load(EMPLOYEE, [entry("products", product), rate]).total == 2


def test_settings_in_a_currency_whose_rate_no_file_has_are_not_imported(
    office: BackOffice,
) -> None:
    shop = {"name": "Tea", "currency": "EUR", "country": "FR", "standard_shipping": "5.00 GBP"}
    with pytest.raises(ImportRefused) as caught:
        office.setup.load(EMPLOYEE, [entry("shop", shop)])
    assert "shop.json:1" in str(caught.value)
    rate = entry("exchange_rates", {"currency": "GBP", "rate": "0.8"})
    assert office.setup.load(EMPLOYEE, [entry("shop", shop), rate]).total == 2


def test_a_shop_without_settings_has_no_foreign_currency_yet() -> None:
    office = BackOffice.in_memory()
    office.setup.save(EMPLOYEE, POST, MUG)
    assert office.setup.carriers(EMPLOYEE) == (POST,)
