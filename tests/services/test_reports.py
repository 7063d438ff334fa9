"""What the tax service is told about orders: at least once, each report counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.service import Service
from backoffice_orders.model.tax_report import TaxReport
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.serialization import from_plain, to_plain
from backoffice_orders.services.tax_reports import tell_taxes
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop
from tests.services.conftest import john_s_cart, settle
from tests.services.loopback import TaxBureau


@pytest.fixture
def order(office: BackOffice, cart: CartView) -> Order:
    """Two mugs and the delivery, 25.00 net, with the 5.00 of tax that the service said."""
    return office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")


def deliver(office: BackOffice) -> list[OutboxMessage]:
    seen: list[OutboxMessage] = []
    while not office.events.deliver(EMPLOYEE, seen.append).idle:
        pass
    return seen


def test_what_was_sold_is_reported(office: BackOffice, order: Order, bureau: TaxBureau) -> None:
    seen = deliver(office)
    (report,) = bureau.recorded.values()
    assert report["kind"] == "commit"
    assert report["order"] == order.reference
    assert report["cents"] == 500
    assert order.book.answers.taxes is not None
    assert report["fingerprint"] == order.book.answers.taxes.fingerprint
    assert not [each for each in seen if "taxes" in each.topic]  # it is the office's own business


def test_what_was_cancelled_is_voided_once(
    office: BackOffice, order: Order, bureau: TaxBureau
) -> None:
    deliver(office)
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    office.orders.change_status(EMPLOYEE, order.id, "refunded")
    deliver(office)
    assert [each["kind"] for each in bureau.recorded.values()] == ["commit", "void"]
    assert [each["cents"] for each in bureau.recorded.values()] == [500, 0]


def test_a_change_of_what_was_sold_is_an_adjustment(
    office: BackOffice, order: Order, bureau: TaxBureau
) -> None:
    cart = evolve(order.cart, free_shipping=True)  # 20.00 net, untold by the service: an estimate
    changed = evolve(order, cart=cart, summary=price(cart, order.book))
    office.desk.write(EMPLOYEE, lambda work: tell_taxes(work, order, changed))
    deliver(office)
    kinds = {each["kind"]: each["cents"] for each in bureau.recorded.values()}
    assert kinds == {"commit": 500, "adjust": 400}


def test_other_changes_are_nobodys_business(
    office: BackOffice, order: Order, bureau: TaxBureau
) -> None:
    office.orders.change_status(EMPLOYEE, order.id, "payment_accepted")
    office.orders.add_note(EMPLOYEE, order.id, "nice")
    deliver(office)
    assert [each["kind"] for each in bureau.recorded.values()] == ["commit"]


def test_a_service_that_does_not_answer_is_told_later_and_in_order(
    office: BackOffice, order: Order, bureau: TaxBureau, clock: FixedClock
) -> None:
    bureau.status = 500
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    topics = [each.topic for each in deliver(office)]
    assert "order.placed" in topics  # others do not wait for it
    assert "order.status_changed" in topics
    assert bureau.recorded == {}
    bureau.status = 200
    clock.advance(timedelta(minutes=5))
    deliver(office)
    assert [each["kind"] for each in bureau.recorded.values()] == ["commit", "void"]


def test_an_order_with_an_estimate_is_reported_as_it_was_charged(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    settle(office, estimated_services=(Service.TAXES,))
    bureau.status = 500
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert order.summary.estimates == (Service.TAXES,)
    bureau.status = 200
    deliver(office)
    (report,) = bureau.recorded.values()
    assert report["cents"] == 500


def test_nothing_is_reported_without_a_service(clock: FixedClock) -> None:
    office = BackOffice(MemoryStore(), clock=clock, ids=SequentialIds())
    set_up_shop(office)
    cart = john_s_cart(office)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert not [each for each in deliver(office) if "taxes" in each.topic]


def test_an_office_without_the_service_leaves_its_reports(
    office: BackOffice, store: Store, order: Order, clock: FixedClock, bureau: TaxBureau
) -> None:
    another = BackOffice(store, clock=clock, ids=SequentialIds())
    left = another.events.deliver(EMPLOYEE, lambda _: None).left
    assert [each.topic for each in left] == ["order.taxes_committed"]
    clock.advance(timedelta(minutes=5))
    deliver(office)
    assert [each["kind"] for each in bureau.recorded.values()] == ["commit"]


def test_a_report_reads_back(office: BackOffice, order: Order) -> None:
    (pending,) = [each for each in office.events.pending(EMPLOYEE) if "taxes" in each.topic]
    report = from_plain(dict(pending.payload), TaxReport)
    assert report.order_id == order.id
    assert report.charged == euros("5.00")
    assert report.answer == order.book.answers.taxes
    assert to_plain(report) == pending.payload


def test_an_erased_customers_reports_say_nothing_about_them(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    """The figures are reported all the same: they are the shop's."""
    office.shipping.set_tax_exemption(
        EMPLOYEE, cart.cart.id, "John's resale", reference="FR 40 303 265 045", version=cart.version
    )
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="invoice", expected_total=euros("30.00")
    )
    assert "resale" in str(to_plain(office.customers.export(EMPLOYEE, order.customer_id)))
    office.customers.erase(EMPLOYEE, order.customer_id)
    (pending,) = [each for each in office.events.pending(EMPLOYEE) if "taxes" in each.topic]
    assert "resale" not in str(pending.payload)
    assert "303" not in str(pending.payload)
    deliver(office)
    assert [each["cents"] for each in bureau.recorded.values()] == [500]


def test_an_order_of_the_past_is_no_business_of_the_services(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    """Nothing of it was ever reported, so there is nothing to void; and its tax is no estimate."""
    assert cart.cart.delivery_address_id is not None
    entry = {
        "customer_id": cart.cart.customer_id,
        "delivery_address_id": cart.cart.delivery_address_id,
        "invoice_address_id": cart.cart.delivery_address_id,
        "payment_method": "invoice",
        "placed_at": "2019-05-04T10:00:00+00:00",
        "lines": [{"product_id": MUG.id, "quantity": 2}],
    }
    office.setup.load(EMPLOYEE, [RecordFile("orders", "orders", [Record("orders", 1, entry)])])
    order = office.orders.get(EMPLOYEE, office.orders.search(EMPLOYEE).items[0].order_id)
    assert (order.total, order.summary.estimates) == (euros("30.00"), ())
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    deliver(office)
    assert bureau.recorded == {}
