"""Several changes at once: what the page's fields say, made together or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders import Changes, LinePrice, WrittenAddress
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import AddressId, CarrierId, CombinationId, LineId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.changing import refused_field
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, SHIRT, euros
from tests.page.conftest import Refused

BERLIN = AddressEntry("John", "Doe", "Torstraße 1", "Berlin", "DE", "10119")


def test_everything_is_changed_at_once(office: BackOffice, cart: CartView, home: Address) -> None:
    line = cart.cart.lines[0].id
    view = office.finishing.change(
        EMPLOYEE,
        cart.cart.id,
        Changes(
            quantities={line: 3},
            prices={line: LinePrice(euros("10.00"), "A scratch")},
            address=WrittenAddress(BERLIN, delivery=False, invoice=True),
            carrier_id=EXPRESS.id,
            order_message="Ring twice",
            customer_note="Thank you",
            gift_message="For Jane",
            gift_wrapping=True,
            recycled_packaging=True,
            language="fr",
        ),
        version=cart.version,
    )
    changed = view.cart
    assert changed.lines[0].quantity == 3
    assert (changed.order_message, changed.customer_note) == ("Ring twice", "Thank you")
    assert (changed.gift_message, changed.language) == ("For Jane", "fr")
    assert changed.gift_wrapping
    assert changed.recycled_packaging
    assert view.delivery_address == home
    assert view.invoice_address is not None
    assert view.invoice_address.city == "Berlin"
    # 3 x 10.00 gross, and 9.00 net of express with 20 % of tax
    assert view.summary.total.gross == euros("40.80")


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"quantities": {"line": 11}}, "out_of_stock", "quantity:{line}"),
        ({"quantities": {"nothing": 1}}, "line_not_found", ""),
        ({"prices": {"line": LinePrice(euros("1.00"))}}, "reason_missing", "price:{line}"),
        ({"carrier_id": CarrierId("nobody")}, "carrier_unavailable", "carrier"),
        ({"delivery_address_id": AddressId("nowhere")}, "address_not_found", "delivery"),
        ({"address": WrittenAddress(evolve(BERLIN, postcode="1"))}, "address_invalid", "address"),
        ({"order_message": "x" * 2001}, "field_too_long", "order_message"),
        ({"currency": "XXX"}, "currency_unavailable", "currency"),
        ({"language": " "}, "field_missing", "language"),
        ({"voucher_code": "NONE"}, "rule_not_found", "code"),
    ],
)
def test_one_that_is_refused_takes_the_others_along(
    office: BackOffice,
    john: Customer,
    cart: CartView,
    refused: Refused,
    wrong: dict[str, Any],
    code: str,
    field: str,
) -> None:
    line = cart.cart.lines[0].id
    for name in ("quantities", "prices"):
        if "line" in wrong.get(name, ()):
            wrong = {**wrong, name: {line: wrong[name]["line"]}}
    right = {"gift_wrapping": True, "gift_message": "For Jane", **wrong}
    right.setdefault("address", WrittenAddress(BERLIN))
    addresses = office.addresses.list(EMPLOYEE, john.id)
    error = refused(
        code,
        lambda: office.finishing.change(
            EMPLOYEE, cart.cart.id, Changes(**right), version=cart.version
        ),
    )
    assert refused_field(error) == field.format(line=line)
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart
    assert office.addresses.list(EMPLOYEE, john.id) == addresses


def test_what_one_line_gives_back_another_takes(office: BackOffice, john: Customer) -> None:
    """Five shirts in all: four with one reason, one with another, and then the other way round."""
    cart = office.carts.start(EMPLOYEE, john.id).cart
    medium = CombinationId("shirt-m")
    for count, name in ((4, "a"), (1, "b")):
        view = office.products.add(
            EMPLOYEE, cart.id, SHIRT.id, count, combination_id=medium, attributes={"for": name}
        )
    first, second = (line.id for line in view.cart.lines)
    for counts in ({first: 1, second: 4}, {second: 2, first: 3}):
        view = office.finishing.change(EMPLOYEE, cart.id, Changes(quantities=counts))
        assert {line.id: line.quantity for line in view.cart.lines} == counts


def test_no_pieces_take_a_line_out(office: BackOffice, cart: CartView) -> None:
    office.products.add(EMPLOYEE, cart.cart.id, SHIRT.id, combination_id=CombinationId("shirt-m"))
    gone = Changes(quantities={cart.cart.lines[0].id: 0})
    view = office.finishing.change(EMPLOYEE, cart.cart.id, gone)
    assert [line.product_id for line in view.cart.lines] == [SHIRT.id]


def test_an_old_version_changes_nothing(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    office.carts.add_note(EMPLOYEE, cart.cart.id, "Somebody was here")
    changes = Changes(language="fr", address=WrittenAddress(BERLIN))
    refused(
        "stale_cart",
        lambda: office.finishing.change(EMPLOYEE, cart.cart.id, changes, version=cart.version),
    )
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.language == cart.cart.language
    assert len(office.addresses.list(EMPLOYEE, john.id)) == 1


def test_changed_and_placed_at_once(office: BackOffice, cart: CartView) -> None:
    order = office.finishing.place(
        EMPLOYEE,
        cart.cart.id,
        payment_method="card",
        changes=Changes(quantities={cart.cart.lines[0].id: 3}, gift_message="For Jane"),
        shown_total=euros("30.00"),
        version=cart.version,
    )
    assert order.total == euros("42.00")  # 3 x 12.00, and 6.00 of delivery
    assert (order.cart.lines[0].quantity, order.cart.gift_message) == (3, "For Jane")


def test_placed_with_a_refused_change_there_is_no_order(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    line = cart.cart.lines[0].id
    refused(
        "out_of_stock",
        lambda: office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="card",
            changes=Changes(quantities={line: 11}, gift_message="For Jane"),
        ),
    )
    assert office.orders.search(EMPLOYEE).items == ()
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart


def test_prices_that_moved_meanwhile_are_not_placed(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("11.00")))
    refused(
        "total_changed",
        lambda: office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="card",
            changes=Changes(gift_message="For Jane"),
            shown_total=euros("30.00"),
        ),
    )
    assert office.orders.search(EMPLOYEE).items == ()


def test_what_is_lost_by_itself_is_said_before_it_is_placed(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    line = cart.cart.lines[0].id
    office.vouchers.create(
        EMPLOYEE,
        name="From 20",
        actions=[Percentage(Decimal(10))],
        conditions=[MinimumAmount(euros("20.00"))],
        code="",
        quantity=None,
        quantity_per_customer=None,
    )
    error = refused(
        "changed_by_itself",
        lambda: office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="card",
            changes=Changes(quantities={line: 1}),
        ),
    )
    assert "From 20" in str(error)
    assert office.orders.search(EMPLOYEE).items == ()
    office.products.set_quantity(EMPLOYEE, cart.cart.id, line, 1)
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="card", changes=Changes(quantities={line: 2})
    )
    assert order.total == euros("27.60")  # nine tenths of 24.00, and 6.00 of delivery


def test_a_voucher_that_is_asked_for_is_no_surprise(office: BackOffice, cart: CartView) -> None:
    office.vouchers.create(EMPLOYEE, name="Half", actions=[Percentage(Decimal(50))], code="HALF")
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="card", changes=Changes(voucher_code="half")
    )
    assert order.total == euros("18.00")  # half of 24.00, and 6.00 of delivery


def test_placed_again_with_the_same_changes_it_is_the_same_order(
    office: BackOffice, cart: CartView
) -> None:
    def place() -> Any:
        return office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="card",
            changes=Changes(quantities={cart.cart.lines[0].id: 3}),
            shown_total=euros("30.00"),
            idempotency_key="once",
            version=cart.version,
        )

    assert place() == place()


def test_sent_and_handed_over_with_the_changes(office: BackOffice, cart: CartView) -> None:
    office.finishing.hand_over(
        EMPLOYEE, cart.cart.id, changes=Changes(gift_message="For Jane"), version=cart.version
    )
    (link,) = office.finishing.links(EMPLOYEE, cart.cart.id)
    assert link.seen is not None
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.gift_message == "For Jane"


def test_an_address_that_is_corrected_keeps_what_was_not_asked_for(
    office: BackOffice, john: Customer
) -> None:
    full = evolve(BERLIN, company="Doe GmbH", phone="030 1234567", alias="Office", note="Ring")
    old = office.addresses.add(EMPLOYEE, john.id, full)
    new = office.addresses.edit(EMPLOYEE, old.id, evolve(BERLIN, city="Berlin-Mitte"))
    assert new == evolve(old, city="Berlin-Mitte")
    cleared = office.addresses.edit(EMPLOYEE, old.id, evolve(BERLIN, company="", note=""))
    assert (cleared.company, cleared.note, cleared.alias) == ("", "", "Office")


def test_an_address_that_is_corrected_is_used_as_before(
    office: BackOffice, john: Customer, home: Address, cart: CartView
) -> None:
    work = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=work.id, invoice=home.id)
    view = office.addresses.save_and_choose(
        EMPLOYEE, cart.cart.id, evolve(BERLIN, street="Torstraße 2"), replaces=work.id
    )
    assert (view.delivery_address, view.invoice_address) == (
        evolve(work, street="Torstraße 2"),
        home,
    )


def test_somebody_elses_address_is_not_corrected(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    jane = office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com"
    )
    theirs = office.addresses.add(EMPLOYEE, jane.id, BERLIN)
    refused(
        "address_other_customer",
        lambda: office.addresses.save_and_choose(
            EMPLOYEE, cart.cart.id, evolve(BERLIN, street="Elsewhere 1"), replaces=theirs.id
        ),
    )
    assert office.addresses.list(EMPLOYEE, jane.id) == (theirs,)


def test_several_use_cases_together_happen_or_do_not(office: BackOffice) -> None:
    actor = Actor.employee("ann", "Ann")

    def call(parts: BackOffice) -> CartView:
        customer = parts.customers.create(
            actor, first_name="Jane", last_name="Doe", email="jane@example.com"
        )
        view = parts.carts.start(actor, customer.id)
        return parts.products.add(actor, view.cart.id, MUG.id, count)

    count = 11
    with pytest.raises(BackOfficeError):
        office.together(actor, call)
    assert not office.customers.search(actor, "jane")
    assert not office.carts.drafts(actor)
    count = 10
    view = office.together(actor, call)
    assert office.carts.view(actor, view.cart.id) == view
    assert LineId(view.cart.lines[0].id) == view.cart.lines[0].id
