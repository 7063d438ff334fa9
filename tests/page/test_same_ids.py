"""A shop that numbers all it has calls a customer and an order alike: neither is the other."""

from __future__ import annotations

from decimal import Decimal

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, OrderId
from backoffice_orders.model.order_number import OrderNumber
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.ports.unit_of_work import Store, Transaction
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MOMENT,
    MUG,
    address,
    customer,
    set_up_shop,
)

SAME = "1000"


def test_one_id_of_three_kinds_is_three_stories(store: Store) -> None:
    def numbers(_: Transaction) -> OrderNumber:
        return OrderNumber(1, "R-1", OrderId(SAME))

    office = BackOffice(store, numbers=numbers)
    set_up_shop(office)
    john, jane = customer(SAME), customer("2000", email="jane@example.com")

    def people(work: Work) -> None:
        for each in (john, jane):
            work.customers.add(each)
        work.addresses.add(address(customer_id=jane.id))

    office.desk.write(EMPLOYEE, people)
    office.customers.add_note(EMPLOYEE, john.id, "John is nice")
    own = CartRule(
        CartRuleId(SAME), "Thanks", MOMENT, actions=(Percentage(Decimal(10)),), customer_id=jane.id
    )
    office.setup.save(EMPLOYEE, own)
    office.vouchers.set_enabled(EMPLOYEE, own.id, False)
    cart = office.carts.start(EMPLOYEE, jane.id).cart
    office.products.add(EMPLOYEE, cart.id, MUG.id, 1)
    order = office.finishing.place(EMPLOYEE, cart.id, payment_method="card")
    assert order.id == SAME

    told = [each.action for each in office.orders.history(EMPLOYEE, order.id)]
    assert told == ["order.place"]
    assert {each.action for each in office.customers.history(EMPLOYEE, john.id)} == {
        "customer.add_note"
    }
    exported = office.customers.export(EMPLOYEE, john.id)
    assert [each["action"] for each in exported["audit"]] == ["customer.add_note"]
    assert {each["topic"] for each in exported["messages"]} == {"customer.changed"}

    office.customers.erase(EMPLOYEE, john.id)
    (placed,) = office.orders.history(EMPLOYEE, order.id)
    assert placed.after["reference"] == "R-1"
