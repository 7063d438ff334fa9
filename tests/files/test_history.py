"""Orders of the past: they carry their own totals, and take nothing from today's stock."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.errors.finishing import ImportRefused, StatusFinal
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, MUG, POST

Load = Callable[..., Order]


@pytest.fixture
def john(office: BackOffice) -> Customer:
    return office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )


@pytest.fixture
def home(office: BackOffice, john: Customer) -> Address:
    entry = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    return office.addresses.add(EMPLOYEE, john.id, entry)


@pytest.fixture
def load(office: BackOffice, john: Customer, home: Address, tmp_path: Path) -> Load:
    """Load one order of John's; what is not said is two mugs, in bank transfer, long ago."""

    def load(**fields: Any) -> Order:
        order = {
            "customer_id": john.id,
            "delivery_address_id": home.id,
            "invoice_address_id": home.id,
            "payment_method": "bank_transfer",
            "placed_at": "2019-05-04T10:00:00+00:00",
            "lines": [{"product_id": MUG.id, "quantity": 2}],
            **fields,
        }
        (tmp_path / "orders.json").write_text(json.dumps([order]))
        office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
        return office.orders.get(EMPLOYEE, office.orders.search(EMPLOYEE).items[0].order_id)

    return load


def left(office: BackOffice, john: Customer) -> int:
    """How many mugs could be ordered."""
    view = office.carts.start(EMPLOYEE, john.id)
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    return view.remaining[view.cart.lines[0].id] + 1


def test_it_takes_nothing_from_todays_stock(office: BackOffice, john: Customer, load: Load) -> None:
    before = left(office, john)
    order = load()
    assert left(office, john) == before
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert left(office, john) == before


def test_it_needs_no_stock_and_no_product_on_sale(office: BackOffice, load: Load) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 0)
    office.setup.save(EMPLOYEE, evolve(MUG, active=False))
    assert load().cart.lines[0].quantity == 2


def test_no_rule_of_today_applies_and_no_one_is_told(office: BackOffice, load: Load) -> None:
    office.vouchers.create(EMPLOYEE, name="All off", actions=[Percentage(100)], code="", quantity=1)
    told: list[str] = []
    office.events.deliver(EMPLOYEE, lambda event: told.append(event.topic))
    told.clear()
    # 2 x 12.00 of mugs and 6.00 of delivery
    assert load().total == Money("30.00", "EUR")
    office.events.deliver(EMPLOYEE, lambda event: told.append(event.topic))
    assert [topic for topic in told if topic.startswith(("order", "stock", "mail"))] == []


def test_it_carries_its_own_prices_and_reference(office: BackOffice, load: Load) -> None:
    order = load(
        reference="OLD-4711",
        status="delivered",
        shipping="4.00",
        lines=[
            {"product_id": MUG.id, "quantity": 2, "unit_price": "9.99"},
            {"name": "Teapot of long ago", "unit_price": "20.00"},
        ],
    )
    assert order.total == Money("43.98", "EUR")  # 19.98 + 20.00 + 4.00
    assert order.placed_at.year == 2019
    assert office.orders.search(EMPLOYEE, "OLD-47").items[0].reference == "OLD-4711"
    again = office.orders.get(EMPLOYEE, order.id)
    assert [line.name for line in again.summary.lines] == [MUG.name, "Teapot of long ago"]


@pytest.mark.parametrize(("total", "charged"), [("25.00", 0), ("31.50", 1), ("30.00", 0)])
def test_its_total_is_its_own(load: Load, total: str, charged: int) -> None:
    order = load(total=total)
    assert order.total == Money(total, "EUR")
    assert len(order.cart.custom_lines) == charged


def test_a_carrier_of_the_past_needs_its_price(load: Load) -> None:
    assert load(carrier_id="zeppelin", shipping="9.00").total == Money("33.00", "EUR")


def test_when_an_order_of_the_past_arrived_is_not_known(office: BackOffice, load: Load) -> None:
    office.setup.save(EMPLOYEE, evolve(POST, days=DeliveryDays(choose_within=5)))
    order = load(carrier_id=POST.id)
    assert order.summary.shipping is not None
    assert (order.summary.shipping.name, order.summary.shipping.arrives) == ("Post", None)


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, "30.00"),
        ({"paid": "30.00"}, "0.00"),
        ({"paid": "12.50"}, "17.50"),
        ({"paid": "0.00", "status": "payment_accepted"}, "30.00"),
    ],
)
def test_what_was_paid_of_it_can_be_said(load: Load, fields: dict[str, str], due: str) -> None:
    order = load(**{"status": "delivered", **fields})  # 2 x 12.00 and 6.00 of delivery
    assert (order.total, order.due) == (Money("30.00", "EUR"), Money(due, "EUR"))


@pytest.mark.parametrize("paid", ["30.01", "-1.00", "5.001", "5.00 USD"])
def test_what_cannot_have_been_paid_is_named(load: Load, paid: str) -> None:
    with pytest.raises(ImportRefused, match=r"orders\.json:1: "):
        load(paid=paid)


def test_a_total_that_cannot_be_is_named(load: Load) -> None:
    with pytest.raises(ImportRefused, match=r"orders\.json:1: total: .*30\.00|cannot cost 1\.00"):
        load(total="1.00")  # delivery alone was 6.00


def test_loaded_again_it_is_there_once(office: BackOffice, load: Load) -> None:
    assert load(reference="OLD-1").id == load(reference="OLD-1").id
    assert len(office.orders.search(EMPLOYEE).items) == 1


def test_a_whole_reference_finds_its_order_however_many_newer_ones_begin_so(
    office: BackOffice, load: Load
) -> None:
    for reference in ("12", "120", "121"):
        load(reference=reference)
    page = office.orders.search(EMPLOYEE, "12", size=1)
    assert ([each.reference for each in page], page.next) == (["12"], "")
    begun: list[str] = []
    after = ""
    while not begun or after:
        page = office.orders.search(EMPLOYEE, "1", size=1, after=after)
        begun, after = [*begun, *(each.reference for each in page)], page.next
    assert begun == ["121", "120", "12"]


def test_two_orders_of_one_reference_are_a_mistake(
    office: BackOffice, load: Load, tmp_path: Path
) -> None:
    load(reference="OLD-1")
    (order,) = json.loads((tmp_path / "orders.json").read_text())
    twice = [{**order, "reference": "OLD-2", "total": total} for total in ("30.00", "25.00")]
    (tmp_path / "orders.json").write_text(",\n".join(map(json.dumps, twice)).join("[]"))
    with pytest.raises(ImportRefused) as refused:
        office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
    assert refused.value.problems == ("orders.json:2: reference: it is in orders.json:1 already",)
    assert [each.reference for each in office.orders.search(EMPLOYEE).items] == ["OLD-1"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lines": []}, "lines: "),
        ({"lines": [{"quantity": 1}]}, "name: "),
        ({"lines": [{"name": "Teapot"}]}, "unit_price: "),
        ({"lines": [{"product_id": "gone"}]}, "product_id: "),
        ({"lines": [{"product_id": "mug", "unit_price": "9 USD"}]}, "unit_price: "),
        ({"carrier_id": "zeppelin"}, "carrier_id: "),
        ({"payment_method": "shells"}, "payment_method"),
        ({"placed_at": "long ago"}, "placed_at: 'long ago' is not a moment"),
    ],
)
def test_what_is_wrong_is_named(
    office: BackOffice, load: Load, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        load(**fields)
    assert problem in str(refused.value)
    assert office.orders.search(EMPLOYEE).items == ()


def test_an_order_of_the_past_is_not_placed_in_the_future(office: BackOffice, load: Load) -> None:
    now = office.desk.clock.now()
    with pytest.raises(ImportRefused) as refused:
        load(placed_at=(now + timedelta(seconds=1)).isoformat())
    (said,) = refused.value.problems
    assert str(said) == "orders.json:1: placed_at: Correct placed_at: it must not be in the future."
    assert load(placed_at=now.isoformat()).placed_at == now


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_an_order_that_was_cancelled_is_not_to_be_paid(
    office: BackOffice, john: Customer, load: Load, status: str
) -> None:
    order = load(status=status)
    nothing = Money("0.00", "EUR")
    assert order.cancelled
    assert (order.total, order.paid, order.due) == (Money("30.00", "EUR"), nothing, nothing)
    assert office.orders.search(EMPLOYEE, unpaid=True).items == ()
    assert office.customers.details(EMPLOYEE, john.id).spent == ()
    with pytest.raises(StatusFinal):
        office.orders.record_payment(EMPLOYEE, order.id, order.total)


def test_an_order_that_cost_nothing_awaits_no_payment(load: Load) -> None:
    order = load(lines=[{"name": "A sample", "unit_price": "0.00"}], shipping="0.00")
    assert (order.total, order.status) == (Money("0.00", "EUR"), "payment_accepted")
