"""A row that cannot be read spoils itself alone, and is named in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import frozen
from sqlalchemy import update

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import CartRuleId, MessageId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import UNREADABLE, OutboxMessage
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EUROPE,
    EXPRESS,
    MUG,
    POST,
    SHIRT,
    STANDARD_TAX,
    euros,
)
from tests.checkout.samples import Shop
from tests.console.samples import Page


@frozen
class Damaged:
    """A shop with a cart of John's and an order of Jane's, and a way to damage its rows."""

    shop: Shop
    store: SqlStore
    john: Customer
    cart: CartView
    order: Order

    @classmethod
    def open(cls, store: SqlStore) -> Damaged:
        shop = Shop(store)
        john, jane = shop.customer(), shop.customer("Jane", "jane@example.com")
        order = shop.office.finishing.place(
            EMPLOYEE, shop.cart(jane).cart.id, payment_method="card"
        )
        shop.deliver()
        return cls(shop, store, john, shop.cart(john), order)

    def damage(self, name: str, id_: str, document: str = "{", column: str = "id") -> None:
        """Write something else into a row, as a faulty script would."""
        table = getattr(self.store.schema, name)
        change = update(table).where(table.c[column] == id_).values(document=document)
        with self.store.engine.begin() as connection:
            assert connection.execute(change).rowcount >= 1

    @property
    def view(self) -> CartView:
        return self.shop.office.carts.view(EMPLOYEE, self.cart.cart.id)


@pytest.fixture
def damaged(sql_store: SqlStore) -> Damaged:
    return Damaged.open(sql_store)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], set[str]]:
    def messages() -> set[str]:
        mine = [each for each in caplog.records if each.name == "backoffice_orders.storage"]
        assert not any("Doe" in each.getMessage() or each.exc_info for each in mine)
        return {each.getMessage() for each in mine}

    return messages


def refusal(use_case: Callable[[], object]) -> tuple[str, str]:
    """The code of the error, and the id that it names."""
    with pytest.raises(BackOfficeError) as caught:
        use_case()
    return caught.value.code, str(caught.value.details().get("id"))


@pytest.mark.parametrize(
    "document",
    ["{", "", "null", "[]", '{"id": "mug"}', '{"id": "mug", "name": "Mug", "price": "cheap"}'],
)
def test_a_product(damaged: Damaged, document: str, logged: Callable[[], set[str]]) -> None:
    damaged.damage("products", MUG.id, document)
    office = damaged.shop.office
    (problem,) = damaged.view.missing
    assert (problem.code, problem.line_id) == ("product_not_found", damaged.cart.cart.lines[0].id)
    found = office.products.search(EMPLOYEE, "")
    assert [hit.product.name for hit in found] == ["Cotton shirt", "Engraved plaque"]
    assert logged() == {"set aside: the row 'mug' of bo_products cannot be read"}
    office.setup.save(EMPLOYEE, MUG)
    assert damaged.view.missing == ()


def test_a_specific_price(damaged: Damaged) -> None:
    half = SpecificPrice(MUG.id, percent=Decimal(50))
    damaged.shop.office.setup.set_specific_prices(EMPLOYEE, MUG.id, [half])
    assert damaged.view.summary.products.gross == euros("12.00")
    table = damaged.store.schema.specific_prices
    with damaged.store.engine.begin() as connection:
        connection.execute(update(table).values(document="{"))
    assert damaged.view.summary.products.gross == euros("24.00")


def test_a_customer(damaged: Damaged, logged: Callable[[], set[str]]) -> None:
    damaged.damage("customers", damaged.john.id)
    office = damaged.shop.office
    found = office.customers.search(EMPLOYEE, "do")
    assert [customer.first_name for customer in found] == ["Jane"]
    assert [each.code for each in damaged.view.missing] == ["customer_missing"]
    assert len(office.carts.drafts(EMPLOYEE).items) == 1
    assert refusal(lambda: office.customers.get(EMPLOYEE, damaged.john.id)) == (
        "row_unreadable",
        damaged.john.id,
    )
    assert logged() == {f"set aside: the row '{damaged.john.id}' of bo_customers cannot be read"}


def test_looking_up_an_account_names_the_row_and_not_the_person(damaged: Damaged) -> None:
    damaged.damage("customers", damaged.john.id)
    assert refusal(lambda: damaged.shop.customer()) == ("row_unreadable", damaged.john.id)


def test_an_address(damaged: Damaged) -> None:
    address_id = damaged.cart.cart.delivery_address_id
    assert address_id is not None
    damaged.damage("addresses", address_id)
    office = damaged.shop.office
    assert [each.code for each in damaged.view.missing] == ["address_missing"] * 2
    assert office.addresses.list(EMPLOYEE, damaged.john.id) == ()
    choose = office.addresses.choose
    assert refusal(lambda: choose(EMPLOYEE, damaged.cart.cart.id, delivery=address_id)) == (
        "row_unreadable",
        address_id,
    )


def test_a_cart(damaged: Damaged) -> None:
    other = damaged.shop.cart(damaged.john)
    damaged.damage("carts", damaged.cart.cart.id)
    office = damaged.shop.office
    assert [each.cart_id for each in office.carts.drafts(EMPLOYEE)] == [other.cart.id]
    details = office.customers.details(EMPLOYEE, damaged.john.id)
    assert [each.cart_id for each in details.carts] == [other.cart.id]
    assert refusal(lambda: damaged.view) == ("row_unreadable", damaged.cart.cart.id)


def test_an_order(damaged: Damaged) -> None:
    office, order = damaged.shop.office, damaged.order
    other = office.finishing.place(EMPLOYEE, damaged.cart.cart.id, payment_method="card")
    damaged.damage("orders", order.id)
    listed = [each.order_id for each in office.orders.search(EMPLOYEE)]
    assert listed == [other.id, order.id]  # what lists show of it stands apart
    assert [each.order_id for each in office.orders.search(EMPLOYEE, order.reference)] == [order.id]
    assert not office.customers.search(EMPLOYEE, order.reference).items
    for read in (
        lambda: office.orders.get(EMPLOYEE, order.id),
        lambda: office.orders.by_reference(EMPLOYEE, order.reference),
        lambda: office.orders.change_status(EMPLOYEE, order.id, "shipped"),
    ):
        assert refusal(read) == ("row_unreadable", order.id)


def test_a_rule(damaged: Damaged) -> None:
    office = damaged.shop.office
    ten = [Percentage(Decimal(10))]
    bad = office.vouchers.create(EMPLOYEE, name="Ten", actions=ten, code="", quantity=None)
    office.vouchers.create(EMPLOYEE, name="Ten more", actions=ten, code="MORE")
    damaged.damage("cart_rules", bad.id)
    assert damaged.view.summary.rules == ()
    assert [hit.rule.name for hit in office.vouchers.search(EMPLOYEE, "ten")] == ["Ten more"]
    office.vouchers.grant_code(EMPLOYEE, damaged.cart.cart.id, "MORE")
    grant = office.vouchers.grant
    assert refusal(lambda: grant(EMPLOYEE, damaged.cart.cart.id, CartRuleId(bad.id))) == (
        "row_unreadable",
        bad.id,
    )


def test_a_link(damaged: Damaged) -> None:
    office, cart_id = damaged.shop.office, damaged.cart.cart.id
    bad, good = damaged.shop.sent(damaged.cart), damaged.shop.sent(damaged.cart)
    damaged.damage("links", bad.id)
    assert [link.id for link in office.finishing.links(EMPLOYEE, cart_id)] == [good.id]
    assert refusal(lambda: office.checkout.visit(bad.id)) == ("row_unreadable", bad.id)


@pytest.mark.parametrize(
    ("table", "column", "id_"),
    [("carrier_zones", "carrier_id", POST.id), ("reference_data", "id", "customers")],
)
def test_what_the_shop_is_set_up_with(
    damaged: Damaged, table: str, column: str, id_: str, logged: Callable[[], set[str]]
) -> None:
    damaged.damage(table, id_, column=column)
    # With another version of what is set up, nothing that was remembered is used any more.
    damaged.shop.office.setup.save(EMPLOYEE, EXPRESS)
    view = damaged.view
    assert view.summary.lines[0].total.gross == euros("24.00")
    assert view.ready
    assert len(logged()) == 1


def test_a_tax_group(damaged: Damaged) -> None:
    damaged.damage("reference_data", STANDARD_TAX.id)
    damaged.shop.office.setup.save(EMPLOYEE, EXPRESS)
    assert "tax_group_not_found" in {each.code for each in damaged.view.missing}


def test_a_tax_rule_spoils_its_group_for_untaxed_it_would_be_cheaper(damaged: Damaged) -> None:
    damaged.damage("tax_rules", STANDARD_TAX.id, column="group_id")
    damaged.shop.office.setup.save(EMPLOYEE, EXPRESS)
    assert "tax_group_not_found" in {each.code for each in damaged.view.missing}


def test_the_settings_are_needed(damaged: Damaged) -> None:
    damaged.damage("reference_data", "settings")
    damaged.shop.office.setup.save(EMPLOYEE, EUROPE)
    assert refusal(lambda: damaged.view)[0] == "row_unreadable"


def test_the_audit_trail(damaged: Damaged) -> None:
    office, cart_id = damaged.shop.office, damaged.cart.cart.id
    before = len(office.carts.history(EMPLOYEE, cart_id))
    table = damaged.store.schema.audit
    mine = update(table).where(table.c.subject == cart_id)
    with damaged.store.engine.begin() as connection:
        connection.execute(mine.values(document='{"street": "1 rue de Rivoli"'))
    office.carts.add_note(EMPLOYEE, cart_id, "called")
    assert len(office.carts.history(EMPLOYEE, cart_id)) == 1 < before
    office.customers.erase(EMPLOYEE, damaged.john.id)
    with damaged.store.engine.begin() as connection:
        rows = connection.execute(table.select().where(table.c.subject == cart_id)).all()
    assert not any("Rivoli" in row.document for row in rows)


def outbox_of(damaged: Damaged, *keys: str) -> list[OutboxMessage]:
    """Two new messages of each key."""
    messages = []
    for number, key in enumerate(key for key in keys for _ in "ab"):
        id_ = MessageId(f"message_{number}")
        messages.append(OutboxMessage(id_, "test", key, damaged.shop.clock.now()))
    damaged.shop.office.desk.write(EMPLOYEE, lambda work: work.outbox.add(*messages))
    return messages


@pytest.mark.parametrize("at_once", [1, 100])
def test_a_message(damaged: Damaged, at_once: int, logged: Callable[[], set[str]]) -> None:
    first, second, third, fourth = outbox_of(damaged, "one", "two")
    damaged.damage("outbox", first.id)
    office = damaged.shop.office
    seen: list[str] = []

    def handle(message: OutboxMessage) -> None:
        seen.append(message.id)

    pending = {each.id: each.topic for each in office.events.pending(EMPLOYEE)}
    assert pending[first.id] == UNREADABLE
    while not office.events.deliver(
        EMPLOYEE, lambda each: seen.append(each.id), limit=at_once
    ).idle:
        pass
    assert {second.id, third.id, fourth.id} <= set(seen)
    assert first.id not in seen
    (dead,) = office.events.dead(EMPLOYEE)
    assert (dead.id, dead.topic, dead.key) == (first.id, UNREADABLE, "one")
    assert f"set aside: the row '{first.id}' of bo_outbox cannot be read" in logged()
    damaged.shop.clock.advance(timedelta(days=1))
    assert office.events.deliver(EMPLOYEE, lambda _: None).idle


def test_the_pages_open(sqlite_store: SqlStore) -> None:
    damaged = Damaged.open(sqlite_store)
    page = Page(damaged.shop)
    cart = f"/cart/{damaged.cart.cart.id}"
    damaged.damage("products", SHIRT.id)
    damaged.damage("orders", damaged.order.id)
    page.get("/")
    page.get("/?customers=do")
    page.get(f"{cart}?products=s")
    answer = page.browser.get(f"/order/{damaged.order.id}")
    assert (answer.status_code, "cannot be read" in answer.text) == (500, True)
    damaged.damage("customers", damaged.john.id)
    assert "customer_missing" in page.get(cart)
