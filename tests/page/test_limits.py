"""Limits hold for every way in, on every store alike: one clear error, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Country, ExchangeRate
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, PriceDisplay
from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    FieldMissing,
    FieldTooLong,
)
from backoffice_orders.model.ids import (
    AddressId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    LineId,
    OrderId,
    PriceRuleId,
    ProductId,
)
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Combination,
    PackItem,
    Product,
    SpecificPrice,
)
from backoffice_orders.model.stock import StockCount
from backoffice_orders.model.tax import TaxRule
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    PLAQUE,
    POST,
    SETTINGS,
    STANDARD_TAX,
    euros,
)
from tests.page.conftest import Refused

TOO_MUCH = [
    Decimal("1e12"),
    Decimal("1e26"),
    Decimal("9" * 27),
    Decimal("1e400"),
    Decimal("NaN"),
    Decimal("Infinity"),
]


@pytest.mark.parametrize("number", TOO_MUCH, ids=str)
def test_an_amount_without_end_is_refused_wherever_it_enters(
    office: BackOffice, cart: CartView, number: Decimal
) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    amount = Money(number, "EUR")
    ways: dict[str, Callable[[], object]] = {
        "fee": lambda: office.products.add_custom(
            EMPLOYEE, cart_id, "Fee", amount, kind=CustomLineKind.FEE
        ),
        "item": lambda: office.products.add_custom(EMPLOYEE, cart_id, "Sofa", amount),
        "price by hand": lambda: office.products.set_price(
            EMPLOYEE, cart_id, line_id, amount, tax_included=True, reason="agreed"
        ),
        "delivery by hand": lambda: office.shipping.set_manual(
            EMPLOYEE, cart_id, "Bike", amount, reason="far"
        ),
        "weight": lambda: office.products.add_custom(
            EMPLOYEE, cart_id, "Anvil", euros("1"), weight=number
        ),
        "voucher": lambda: office.vouchers.create(
            EMPLOYEE, name="All", actions=[Amount(amount, True)]
        ),
        "product": lambda: office.setup.save(EMPLOYEE, evolve(MUG, price=amount)),
        "impact": lambda: office.setup.save(
            EMPLOYEE, evolve(MUG, combinations=(Combination(CombinationId("m"), {}, amount),))
        ),
        "ecotax": lambda: office.setup.save(EMPLOYEE, evolve(MUG, ecotax=amount)),
        "specific price": lambda: office.setup.set_specific_prices(
            EMPLOYEE, MUG.id, [SpecificPrice(MUG.id, price=number)]
        ),
        "carrier": lambda: office.setup.save(
            EMPLOYEE, evolve(POST, prices=(evolve(POST.prices[0], price=amount),))
        ),
        "setting": lambda: office.setup.save(EMPLOYEE, evolve(SETTINGS, standard_shipping=amount)),
        "expected total": lambda: office.finishing.place(
            EMPLOYEE, cart_id, payment_method="bank_transfer", expected_total=amount
        ),
        "payment": lambda: office.finishing.place(
            EMPLOYEE, cart_id, payment_method="bank_transfer", paid=amount
        ),
        "import": lambda: _load(office, "products", id="gold", name="Gold", price=str(number)),
    }
    for way, use_case in ways.items():
        with pytest.raises(BackOfficeError) as caught:
            use_case()
        assert caught.value.code in ("field_invalid", "import_refused"), way
    assert office.carts.view(EMPLOYEE, cart_id) == cart


def test_the_largest_price_times_the_largest_quantity_is_exact(office: BackOffice) -> None:
    # 999,999,999,999.99 and 20 % of tax make 1,199,999,999,999.988: 1,199,999,999,999.99 a piece;
    # the net of all of them is what 20 % of tax leaves: 1,199,999,999,999,990,000 / 1.2
    started = office.carts.start(EMPLOYEE)
    view = office.products.add_custom(
        EMPLOYEE,
        started.cart.id,
        "Moon",
        euros("999999999999.99"),
        1_000_000,
        tax_group_id=STANDARD_TAX.id,
    )
    line = view.summary.lines[0]
    assert line.total.net == euros("999999999999991666.67")
    assert line.total.gross == euros("1199999999999990000.00")


def test_the_largest_price_is_converted_at_the_largest_rate(office: BackOffice) -> None:
    # 999,999,999,999 x 1,000,000 pieces x 10,000,000 yen for a euro
    office.setup.save(EMPLOYEE, ExchangeRate("JPY", Decimal(10_000_000)))
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("999999999999"), tax_group_id=None))
    office.setup.set_stock(EMPLOYEE, MUG.id, 1_000_000)
    started = office.carts.start(EMPLOYEE, currency="JPY")
    view = office.products.add(EMPLOYEE, started.cart.id, MUG.id, 1_000_000)
    assert view.summary.lines[0].total.net == Money("9999999999990000000000000", "JPY")
    for rate in ("10000001", "0.00000009", "0", "-1", "NaN"):
        with pytest.raises(BackOfficeError) as caught:
            ExchangeRate("JPY", Decimal(rate))
        assert caught.value.details()["field"] == "rate", rate


NO_WHOLE_NUMBERS: list[Any] = [1.5, 2.0, True, "2", Decimal(2), None]


@pytest.mark.parametrize("number", NO_WHOLE_NUMBERS, ids=repr)
def test_what_is_counted_is_a_whole_number(
    office: BackOffice, cart: CartView, refused: Refused, number: Any
) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    ways: list[Callable[[], object]] = [
        lambda: office.products.add(EMPLOYEE, cart_id, MUG.id, number),
        lambda: office.products.add(EMPLOYEE, cart_id, MUG.id, quantity=number),
        lambda: office.products.set_quantity(EMPLOYEE, cart_id, line_id, number),
        lambda: office.products.add_custom(EMPLOYEE, cart_id, "Fee", euros("1"), number),
        lambda: office.setup.set_stock(EMPLOYEE, MUG.id, number),
        lambda: evolve(MUG, minimal_quantity=number),
        lambda: evolve(cart.cart.lines[0], quantity=number),
        lambda: evolve(SETTINGS, low_stock_threshold=number),
        lambda: office.vouchers.create(
            EMPLOYEE, name="V", actions=[Percentage(Decimal(5))], priority=number
        ),
    ]
    if number is not None:
        ways += [
            lambda: office.vouchers.create(
                EMPLOYEE, name="V", actions=[Percentage(Decimal(5))], quantity=number
            ),
            lambda: office.carts.set_payment_terms(EMPLOYEE, cart_id, due_days=number),
        ]
        refused(
            "field_invalid",
            lambda: office.carts.set_tags(EMPLOYEE, cart_id, ["a"], version=number),
        )
    for use_case in ways:
        refused("quantity_invalid", use_case)
    refused("field_invalid", lambda: office.customers.search(EMPLOYEE, "jo", page=number))
    assert office.carts.view(EMPLOYEE, cart_id) == cart


@pytest.mark.parametrize("number", [2**63, 2**31 * 10, -(2**63)])
def test_numbers_that_no_store_counts_to(office: BackOffice, cart: CartView, number: int) -> None:
    ways: dict[str, Callable[[], object]] = {
        "level": lambda: office.setup.set_stock(EMPLOYEE, MUG.id, number),
        "page": lambda: office.products.search(EMPLOYEE, "mug", page=number),
        "size": lambda: office.orders.search(EMPLOYEE, size=number),
        "due_days": lambda: office.carts.set_payment_terms(EMPLOYEE, cart.cart.id, due_days=number),
        "version": lambda: office.carts.set_tags(EMPLOYEE, cart.cart.id, ["a"], version=number),
        "priority": lambda: office.vouchers.create(
            EMPLOYEE, name="V", actions=[Percentage(Decimal(5))], priority=number
        ),
        "limit": lambda: office.events.deliver(EMPLOYEE, lambda _: None, limit=number),
    }
    for field, use_case in ways.items():
        with pytest.raises(FieldInvalid) as caught:
            use_case()
        assert caught.value.field == field
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart


NO_TEXTS = ["A\ud83d", "A\x00B", "A\x1b", "A\uffff", "A\u202eB"]


@pytest.mark.parametrize("text", NO_TEXTS, ids=ascii)
def test_what_is_no_writing_is_refused_wherever_it_enters(
    office: BackOffice, john: Customer, cart: CartView, text: str
) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    person: dict[str, Any] = {"first_name": "A", "last_name": "B", "email": "a.b@example.com"}
    address = AddressEntry("J", "D", "1 rue de Rivoli", "Paris", "FR", "75001")
    ways: list[Callable[[], object]] = [
        *(
            lambda name=name: office.customers.create(EMPLOYEE, **(person | {name: text}))
            for name in ("first_name", "last_name", "company")
        ),
        lambda: office.customers.create(EMPLOYEE, **person, tags=[text]),
        lambda: office.customers.create(EMPLOYEE, **person, attributes={text: "x"}),
        lambda: office.customers.create(EMPLOYEE, **person, attributes={"x": text}),
        lambda: office.customers.add_note(EMPLOYEE, john.id, text),
        lambda: office.customers.set_tax_exemption(EMPLOYEE, john.id, text),
        *(
            lambda name=name: office.addresses.add(
                EMPLOYEE, john.id, evolve(address, **{name: text})
            )
            for name in ("first_name", "street", "city", "company", "alias", "note")
        ),
        lambda: office.carts.add_note(EMPLOYEE, cart_id, text),
        lambda: office.carts.set_messages(EMPLOYEE, cart_id, order_message=text),
        lambda: office.carts.set_messages(EMPLOYEE, cart_id, gift_message=text),
        lambda: office.carts.set_tags(EMPLOYEE, cart_id, [text]),
        lambda: office.carts.set_attributes(EMPLOYEE, cart_id, {"key": text}),
        lambda: office.carts.set_attributes(EMPLOYEE, cart_id, {text: "x"}, line_id=line_id),
        lambda: office.carts.set_payment_terms(EMPLOYEE, cart_id, purchase_order_number=text),
        lambda: office.carts.set_language(EMPLOYEE, cart_id, text),
        lambda: office.products.add(EMPLOYEE, cart_id, MUG.id, attributes={"key": text}),
        lambda: office.products.add_custom(EMPLOYEE, cart_id, text, euros("1")),
        lambda: office.products.set_price(
            EMPLOYEE, cart_id, line_id, euros("1"), tax_included=True, reason=text
        ),
        lambda: office.shipping.set_manual(EMPLOYEE, cart_id, text, euros("1"), reason="far"),
        lambda: office.shipping.set_manual(EMPLOYEE, cart_id, "Bike", euros("1"), reason=text),
        lambda: office.vouchers.create(EMPLOYEE, name=text, actions=[Percentage(Decimal(5))]),
        lambda: office.vouchers.create(
            EMPLOYEE, name="V", code=text, actions=[Percentage(Decimal(5))]
        ),
        lambda: office.finishing.place(
            EMPLOYEE, cart_id, payment_method="bank_transfer", message=text
        ),
        lambda: office.setup.save(EMPLOYEE, evolve(MUG, name=text)),
        lambda: office.setup.save(EMPLOYEE, evolve(MUG, description=text)),
        lambda: office.setup.save(EMPLOYEE, evolve(MUG, id=ProductId(text))),
        lambda: office.setup.save(EMPLOYEE, evolve(MUG, codes=evolve(MUG.codes, sku=text))),
        lambda: office.setup.save(EMPLOYEE, evolve(SETTINGS, name=text)),
        lambda: _load(office, "brands", id="b", name=text),
        lambda: _load(office, "customers", id="c", **person | {"first_name": text}),
    ]
    for number, use_case in enumerate(ways):
        with pytest.raises(BackOfficeError) as caught:
            use_case()
        assert caught.value.code in ("field_invalid", "import_refused"), number
    assert office.carts.view(EMPLOYEE, cart_id) == cart
    assert office.customers.get(EMPLOYEE, john.id) == john


@pytest.mark.parametrize("text", ["\x00", "A\ud83d", "x" * 256], ids=ascii)
def test_what_no_id_can_be_is_not_found(
    office: BackOffice, cart: CartView, refused: Refused, text: str
) -> None:
    cart_id = cart.cart.id
    refused("cart_not_found", lambda: office.carts.view(EMPLOYEE, CartId(text)))
    refused("customer_not_found", lambda: office.customers.details(EMPLOYEE, CustomerId(text)))
    refused("customer_not_found", lambda: office.carts.start(EMPLOYEE, CustomerId(text)))
    refused("product_not_found", lambda: office.products.add(EMPLOYEE, cart_id, ProductId(text)))
    refused("line_not_found", lambda: office.products.remove(EMPLOYEE, cart_id, LineId(text)))
    refused("rule_not_found", lambda: office.vouchers.grant(EMPLOYEE, cart_id, CartRuleId(text)))
    refused("order_not_found", lambda: office.orders.get(EMPLOYEE, OrderId(text)))
    refused("address_not_found", lambda: office.addresses.delete(EMPLOYEE, AddressId(text)))


@pytest.mark.parametrize("text", ["\x00", "A\ud83d"], ids=ascii)
def test_nobody_searches_for_what_is_no_text(
    office: BackOffice, refused: Refused, text: str
) -> None:
    refused("field_invalid", lambda: office.customers.search(EMPLOYEE, text))
    refused("field_invalid", lambda: office.products.search(EMPLOYEE, text))
    refused("field_invalid", lambda: office.vouchers.search(EMPLOYEE, text))
    refused("field_invalid", lambda: office.orders.search(EMPLOYEE, text))


def test_texts_are_kept_composed(office: BackOffice) -> None:
    made = office.customers.create(
        EMPLOYEE, first_name="Zoe\u0308", last_name=" Müller ", email="zoe@example.com"
    )
    assert (made.first_name, made.last_name) == ("Zoë", "Müller")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("products", {"name": "x" * 256}),
        ("products", {"name": "Mug", "description": "x" * 65_537}),
        ("products", {"name": "Mug", "category_ids": ["c"] * 1001}),
        ("products", {"name": "Mug", "codes": {"sku": "x" * 65}}),
        ("products", {"name": "Mug", "attributes": {str(n): "" for n in range(101)}}),
        ("products", {"name": "Mug", "attributes": {"k": "x" * 4001}}),
        ("products", {"id": "x" * 256, "name": "Mug"}),
        ("brands", {"name": "x" * 256}),
        ("customers", {"first_name": "x" * 256, "last_name": "B", "email": "b@example.com"}),
        (
            "customers",
            {"first_name": "A", "last_name": "B", "email": "b@example.com", "tags": ["x" * 65]},
        ),
        ("cart_rules", {"name": "x" * 256, "actions": [{"kind": "free_shipping"}]}),
    ],
)
def test_an_import_holds_the_models_limits(
    office: BackOffice, refused: Refused, kind: str, fields: dict[str, Any]
) -> None:
    fields = {"id": "new"} | ({"price": "1.00"} if kind == "products" else {}) | fields
    error = refused("import_refused", lambda: _load(office, kind, **fields))
    assert f"{kind}.json:1" in str(error.details()["problems"])


def test_a_quantity_of_a_file_is_a_whole_number(office: BackOffice, refused: Refused) -> None:
    for level in (1.5, True, "1.5", None, 2**63):
        refused("import_refused", lambda: _load(office, "stock", product_id="mug", level=level))
    _load(office, "stock", product_id="mug", level="7")  # as a CSV file writes it
    _load(office, "stock", product_id="mug", level=8)


@pytest.mark.parametrize("name", ["x" * 200, "x" * 255])
def test_one_limit_for_a_name_wherever_it_stands(office: BackOffice, name: str) -> None:
    made = office.customers.create(
        EMPLOYEE, first_name=name, last_name=name, email="n@example.com", company=name
    )
    entry = AddressEntry(name, name, "1 rue de Rivoli", "Paris", "FR", "75001", company=name)
    assert office.addresses.add(EMPLOYEE, made.id, entry).name == made.name
    with pytest.raises(BackOfficeError) as caught:
        office.addresses.add(EMPLOYEE, made.id, evolve(entry, last_name="x" * 256))
    assert caught.value.details() == {"field": "last_name", "limit": 255, "length": 256}


def test_what_setup_does_not_save_is_said_and_nothing_is_saved(
    office: BackOffice, john: Customer, home: Address
) -> None:
    others: list[tuple[Any, str]] = [
        (john, "customers.create"),
        (home, "addresses.add"),
        (SpecificPrice(MUG.id, percent=Decimal(5)), "set_specific_prices"),
        ("products.csv", "Product"),
        (None, "Product"),
        ([MUG], "Product"),
        (Product, "Product"),
    ]
    for other, call in others:
        with pytest.raises(TypeError) as caught:
            office.setup.save(EMPLOYEE, evolve(MUG, name="Half"), other)
        assert call in str(caught.value)
    assert office.products.details(EMPLOYEE, MUG.id).product.name == "Blue mug"


SMALL = Combination(CombinationId("s"), {"size": "S"}, euros("0"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"combinations": (SMALL, evolve(SMALL, attributes={"size": "M"}))}, "combinations"),
        ({"pack": (PackItem(PLAQUE.id, 1), PackItem(MUG.id, 1))}, "pack"),
    ],
)
def test_a_product_that_would_lose_something_of_itself_is_refused(
    office: BackOffice, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldInvalid) as caught:
        office.setup.save(EMPLOYEE, evolve(MUG, **changes))
    assert caught.value.field == field
    assert office.products.details(EMPLOYEE, MUG.id).product == MUG


def test_setup_saves_a_cart_rule(office: BackOffice) -> None:
    rule = CartRule(
        CartRuleId("spring"),
        "Spring",
        datetime(2026, 1, 1, tzinfo=UTC),
        [Percentage(10)],
        code="SPRING",
    )
    office.setup.save(EMPLOYEE, rule)
    office.setup.save(EMPLOYEE, evolve(rule, name="Spring sale"))
    found = office.vouchers.search(EMPLOYEE, "SPRING")
    assert [hit.rule.name for hit in found] == ["Spring sale"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Europe/Pariss"),
        ("time_zone", ""),
        ("language", "klingon"),
        ("language", "xx"),
        ("country", "XX"),
        ("country", "France"),
        ("state", "Nowhere"),
        ("email", "shop at home"),
        ("statuses", ()),
        ("payment_methods", ()),
        ("payment_methods", SETTINGS.payment_methods[:1] * 2),
    ],
)
def test_settings_that_do_not_exist_are_refused(office: BackOffice, field: str, value: Any) -> None:
    base = evolve(SETTINGS, country="US", state="FL") if field == "state" else SETTINGS
    with pytest.raises(BackOfficeError) as caught:
        office.setup.save(EMPLOYEE, evolve(base, **{field: value}))
    assert caught.value.details().get("field", field) == field
    assert office.setup.settings(EMPLOYEE) == SETTINGS


def test_countries_languages_and_currencies_exist_wherever_they_are_said(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    save = office.setup.save
    refused("field_invalid", lambda: save(EMPLOYEE, Country("ZZ", POST.prices[0].zone_id)))
    wrong = evolve(STANDARD_TAX, rules=(TaxRule("XX", ()),))
    refused("field_invalid", lambda: save(EMPLOYEE, wrong))
    refused(
        "field_invalid",
        lambda: office.setup.set_specific_prices(
            EMPLOYEE, MUG.id, [SpecificPrice(MUG.id, percent=Decimal(5), country="XX")]
        ),
    )
    for unknown in ("eur", "XXQ"):
        refused("currency_unknown", partial(SpecificPrice, MUG.id, Decimal(5), currency=unknown))
        rule = PriceRuleId("sale")
        make = partial(CatalogPriceRule, rule, percent=Decimal(5), currency=unknown)
        refused("currency_unknown", make)
    refused("field_invalid", lambda: office.carts.set_language(EMPLOYEE, cart.cart.id, "xx"))
    refused("field_invalid", lambda: office.carts.start(EMPLOYEE, language="klingon"))
    refused("currency_unknown", lambda: office.carts.start(EMPLOYEE, currency="EURO"))


def test_a_price_that_could_never_hold_is_refused(refused: Refused) -> None:
    first, before = datetime(2027, 1, 2, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    for end in (before, first):
        fields = {"percent": Decimal(5), "valid_from": first, "valid_until": end}
        for make in (partial(SpecificPrice, MUG.id), partial(CatalogPriceRule, PriceRuleId("r"))):
            error = refused("field_invalid", partial(make, **fields))
            assert error.details()["field"] == "valid_until"


NAIVE = datetime(2027, 1, 1)


def test_a_wrong_argument_is_named_where_it_is_passed(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    wrong: Any = None  # what a type checker would have told
    five = [Percentage(Decimal(5))]
    float_, text = 9.99, "12"
    ways: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]] = [
        ("actor", office.carts.start, (john.id,), {}),
        ("actor", office.carts.start, (None, john.id), {}),
        ("actor", office.customers.search, ("jo", "doe"), {}),
        ("actor", office.customers.create, ("ann",), {"first_name": "J"}),
        ("actor", office.setup.save, (MUG,), {}),
        ("customer_id", office.carts.start, (EMPLOYEE, john), {}),
        ("cart_id", office.carts.view, (EMPLOYEE, 5), {}),
        ("cart_id", office.carts.view, (EMPLOYEE, cart), {}),
        ("cart_id", office.carts.view, (EMPLOYEE, None), {}),
        ("product_id", office.products.add, (EMPLOYEE, cart_id, MUG), {}),
        ("combination_id", office.products.add, (EMPLOYEE, cart_id, MUG.id), {"combination_id": 1}),
        ("attributes", office.products.add, (EMPLOYEE, cart_id, MUG.id), {"attributes": ["a"]}),
        ("attributes", office.carts.set_attributes, (EMPLOYEE, cart_id, {"a": 1}), {}),
        ("customization", office.products.add, (EMPLOYEE, cart_id, MUG.id), {"customization": 3}),
        ("unit_price", office.products.add_custom, (EMPLOYEE, cart_id, "Fee", float_), {}),
        ("unit_price", office.products.add_custom, (EMPLOYEE, cart_id, "Fee", text), {}),
        (
            "unit_price",
            office.products.add_custom,
            (EMPLOYEE, cart_id, "Fee", Money(Decimal.from_float(9.99), "EUR")),
            {},
        ),
        ("kind", office.products.add_custom, (EMPLOYEE, cart_id, "F", euros("1")), {"kind": "x"}),
        (
            "weight",
            office.products.add_custom,
            (EMPLOYEE, cart_id, "F", euros("1")),
            {"weight": 0.1},
        ),
        (
            "price",
            office.products.set_price,
            (EMPLOYEE, cart_id, line_id, float_),
            {"tax_included": True, "reason": "r"},
        ),
        (
            "tax_included",
            office.products.set_price,
            (EMPLOYEE, cart_id, line_id, euros("1")),
            {"tax_included": "no", "reason": "r"},
        ),
        ("free", office.shipping.set_free, (EMPLOYEE, cart_id, "false"), {}),
        ("until", office.offers.quote, (EMPLOYEE, cart_id, NAIVE), {}),
        ("until", office.offers.reserve, (EMPLOYEE, cart_id, NAIVE), {}),
        ("until", office.offers.quote, (EMPLOYEE, cart_id, "2027-01-01"), {}),
        ("until", office.offers.quote, (EMPLOYEE, cart_id, NAIVE.date()), {}),
        (
            "until",
            office.offers.quote,
            (EMPLOYEE, cart_id, datetime.max.replace(tzinfo=UTC)),
            {},
        ),
        ("expires_at", office.carts.set_expiry, (EMPLOYEE, cart_id, NAIVE), {}),
        (
            "valid_until",
            office.vouchers.create,
            (EMPLOYEE,),
            {"name": "V", "actions": five, "valid_until": NAIVE},
        ),
        (
            "valid_from",
            office.vouchers.create,
            (EMPLOYEE,),
            {"name": "V", "actions": five, "valid_from": NAIVE},
        ),
        ("actions", office.vouchers.create, (EMPLOYEE,), {"name": "V", "actions": five[0]}),
        ("actions", office.vouchers.create, (EMPLOYEE,), {"name": "V", "actions": ["5 %"]}),
        ("valid_for", office.finishing.send, (EMPLOYEE, cart_id), {"valid_for": 14}),
        (
            "valid_for",
            office.finishing.send,
            (EMPLOYEE, cart_id),
            {"valid_for": timedelta(days=999_999_999)},
        ),
        ("tags", office.carts.set_tags, (EMPLOYEE, cart_id, "vip"), {}),
        ("tags", office.carts.set_tags, (EMPLOYEE, cart_id, [1]), {}),
        # What can be gone through once only would be empty when it is stored.
        ("tags", office.carts.set_tags, (EMPLOYEE, cart_id, (each for each in ["vip"])), {}),
        ("counts", office.setup.count_stock, (EMPLOYEE, iter([StockCount(MUG.id, 3)])), {}),
        (
            "prices",
            office.setup.set_specific_prices,
            (EMPLOYEE, MUG.id, iter([SpecificPrice(MUG.id, percent=Decimal(5))])),
            {},
        ),
        ("entry", office.addresses.add, (EMPLOYEE, john.id, {"street": "x"}), {}),
        (
            "birthday",
            office.customers.create,
            (EMPLOYEE,),
            {"first_name": "A", "last_name": "B", "email": "a@example.com", "birthday": "1.1.90"},
        ),
        (
            "first_name",
            office.customers.create,
            (EMPLOYEE,),
            {"first_name": wrong, "last_name": "B", "email": "a@example.com"},
        ),
        ("text", office.products.search, (EMPLOYEE, 5), {}),
        ("actor", office.carts.view, (Actor.employee("a\x00", "A"), cart_id), {}),
        (
            "idempotency_key",
            office.finishing.place,
            (EMPLOYEE, cart_id),
            {"payment_method": "bank_transfer", "idempotency_key": "k" * 256},
        ),
        (
            "engraving",
            office.products.add,
            (EMPLOYEE, cart_id, PLAQUE.id, 2),
            {"customization": {"engraving": 5}},
        ),
        (
            "last_name",
            office.addresses.add,
            (EMPLOYEE, john.id, AddressEntry("J", wrong, "1 rue X", "Paris", "FR", "75001")),
            {},
        ),
        (
            "expected_total",
            office.finishing.place,
            (EMPLOYEE, cart_id),
            {"payment_method": "bank_transfer", "expected_total": Decimal(5)},
        ),
        ("payment_method", office.finishing.place, (EMPLOYEE, cart_id), {"payment_method": 1}),
    ]
    for argument, use_case, arguments, keywords in ways:
        with pytest.raises(BackOfficeError) as caught:
            use_case(*arguments, **keywords)
        assert isinstance(caught.value, FieldInvalid | FieldMissing | FieldTooLong)
        assert caught.value.field == argument, (use_case, arguments)
    assert office.carts.view(EMPLOYEE, cart_id) == cart


def test_a_whole_number_of_percent_is_taken_and_a_float_is_not() -> None:
    ten: Any = 10
    assert Percentage(ten) == Percentage(Decimal(10))
    wrong: list[Any] = [0.1, True, "ten", None, 101, -1, euros("1")]
    for number in wrong:
        with pytest.raises(BackOfficeError) as caught:
            Percentage(number)
        assert caught.value.details()["field"] == "percent"


def _load(office: BackOffice, kind: str, **fields: Any) -> None:
    file = f"{kind}.json"
    office.setup.load(EMPLOYEE, [RecordFile(kind, file, iter([Record(file, 1, fields)]))])


def test_a_choice_in_a_file_is_one_of_its_values(office: BackOffice, refused: Refused) -> None:
    row = {"id": "vip", "name": "VIP", "shows_prices": "tax_excluded"}
    refused("import_refused", lambda: _load(office, "customer_groups", **row | {"id": "x"}, more=1))
    refused(
        "import_refused",
        lambda: _load(office, "customer_groups", **row | {"shows_prices": "perhaps"}),
    )
    _load(office, "customer_groups", **row)
    (vip,) = [each for each in office.setup.customer_groups(EMPLOYEE) if each.id == "vip"]
    assert vip.shows_prices is PriceDisplay.TAX_EXCLUDED
