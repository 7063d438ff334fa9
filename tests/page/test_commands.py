"""Several commands on one cart: in one transaction, as one version; all of them, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar, cast

import pytest
from attrs import evolve, frozen

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import (
    ANY_VERSION,
    AddNote,
    AddProduct,
    AddressEntry,
    ChooseAddresses,
    ChooseDelivery,
    Command,
    GrantCode,
    NewCustomer,
    ReleaseGoods,
    ReserveGoods,
    SaveAddress,
    SetCurrency,
    SetFreeShipping,
    SetLanguage,
    SetMessages,
    SetPackaging,
    SetPrice,
    SetQuantity,
    refused_command,
)
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    InvalidInput,
    PermissionDenied,
)
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CarrierId,
    CombinationId,
    LineId,
    ProductId,
)
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, SHIRT, euros
from tests.page.conftest import Refused

FOR_JANE = SetMessages(gift_message="For Jane")
BERLIN = AddressEntry("John", "Doe", "Torstraße 1", "Berlin", "DE", "10119")


def test_everything_is_changed_at_once(office: BackOffice, cart: CartView, home: Address) -> None:
    line = cart.cart.lines[0].id
    view = office.run(
        EMPLOYEE,
        cart.cart.id,
        cart.version,
        SetQuantity(line, 3),
        SetPrice(line, euros("10.00"), tax_included=True, reason="A scratch"),
        SaveAddress(BERLIN, delivery=False, invoice=True),
        ChooseDelivery(EXPRESS.id),
        SetMessages("Ring twice", "Thank you", "For Jane"),
        SetPackaging(gift_wrapping=True, recycled=True),
        SetLanguage("fr"),
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


def test_several_are_one_version_and_one_entry(office: BackOffice, cart: CartView) -> None:
    line = cart.cart.lines[0].id
    view = office.run(
        EMPLOYEE, cart.cart.id, cart.version, SetQuantity(line, 3), SetLanguage("fr"), AddNote("x")
    )
    assert view.version == cart.version + 1
    entry = list(office.carts.history(EMPLOYEE, cart.cart.id))[-1]
    assert (entry.action, entry.version) == ("cart.change", view.version)
    assert set(entry.after) == {"lines", "language", "notes"}


def test_a_single_one_is_called_what_it_is(office: BackOffice, cart: CartView) -> None:
    office.run(EMPLOYEE, cart.cart.id, cart.version, AddProduct(MUG.id), AddProduct(MUG.id))
    assert list(office.carts.history(EMPLOYEE, cart.cart.id))[-1].action == "products.add"


def test_what_changes_nothing_leaves_no_version(office: BackOffice, cart: CartView) -> None:
    view = office.run(EMPLOYEE, cart.cart.id, cart.version, SetLanguage(cart.cart.language))
    assert view.version == cart.version
    assert office.run(EMPLOYEE, cart.cart.id, cart.version).cart == cart.cart


@pytest.mark.parametrize("version", [None, "1", 1.0, True])
def test_the_version_that_was_seen_has_to_be_said(
    office: BackOffice, cart: CartView, version: Any
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        office.run(EMPLOYEE, cart.cart.id, version, SetLanguage("fr"))
    assert wrong.value.details()["field"] == "version"


def test_whoever_wants_to_overwrite_says_so(office: BackOffice, cart: CartView) -> None:
    office.run(EMPLOYEE, cart.cart.id, cart.version, SetLanguage("de"))
    view = office.run(EMPLOYEE, cart.cart.id, ANY_VERSION, SetLanguage("fr"))
    assert view.cart.language == "fr"
    with pytest.raises(StaleCart):
        office.run(EMPLOYEE, cart.cart.id, cart.version, SetLanguage("en"))


def test_each_command_needs_its_permission(office: BackOffice, cart: CartView) -> None:
    line = cart.cart.lines[0].id
    editor = Actor(ActorId("ed"), "Ed", frozenset({Permission.EDIT_CART}))
    wanted = SetPrice(line, euros("1.00"), tax_included=True, reason="A friend")
    with pytest.raises(PermissionDenied) as denied:
        office.run(editor, cart.cart.id, cart.version, SetLanguage("fr"), wanted)
    assert denied.value.permission == "override_price"
    assert refused_command(denied.value) == wanted
    with pytest.raises(PermissionDenied):
        office.run(Actor(ActorId("x"), "X"), cart.cart.id, cart.version)
    assert office.carts.view(EMPLOYEE, cart.cart.id).version == cart.version


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: AddProduct(MUG.id, cast(int, 1.5)), "quantity"),
        (lambda: AddProduct(cast(ProductId, None)), "product_id"),
        (lambda: SetFreeShipping(cast(bool, "yes")), "free"),
        (lambda: SetMessages(order_message=cast(str, 7)), "order_message"),
    ],
)
def test_a_commands_fields_are_checked_as_arguments_are(
    office: BackOffice, cart: CartView, wrong: Callable[[], Command], named: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.run(EMPLOYEE, cart.cart.id, cart.version, wrong())
    assert refused.value.details()["field"] == named


def test_what_is_no_command_is_refused(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(FieldInvalid, match="commands"):
        office.run(EMPLOYEE, cart.cart.id, cart.version, cast(Command, "products.add"))


@pytest.mark.parametrize(
    ("actor", "cart_id", "field"), [("ann", "cart", "actor"), (EMPLOYEE, ["cart"], "cart_id")]
)
def test_what_they_run_on_is_checked_as_it_is_in_every_use_case(
    office: BackOffice, actor: Any, cart_id: Any, field: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        office.run(actor, cart_id, ANY_VERSION, SetLanguage("fr"))
    assert refused.value.field == field


def test_a_hosts_own_command(office: BackOffice, cart: CartView) -> None:
    @frozen
    class Call(Command):
        """Note a telephone call on the cart."""

        action: ClassVar[str] = "crm.call"
        minutes: int

        def apply(self, work: Work, cart: Cart) -> Cart:
            return evolve(cart, attributes={**cart.attributes, "minutes": str(self.minutes)})

    view = office.run(EMPLOYEE, cart.cart.id, cart.version, Call(7))
    assert view.cart.attributes == {"minutes": "7"}
    assert list(office.carts.history(EMPLOYEE, cart.cart.id))[-1].action == "crm.call"


NOWHERE = SaveAddress(evolve(BERLIN, postcode="1"))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda line: SetQuantity(line, 11), "out_of_stock"),
        (lambda _: SetQuantity(LineId("nothing"), 1), "line_not_found"),
        (lambda line: SetPrice(line, euros("1.00"), tax_included=True), "reason_missing"),
        (lambda _: ChooseDelivery(CarrierId("nobody")), "carrier_unavailable"),
        (lambda _: ChooseAddresses(delivery=AddressId("nowhere")), "address_not_found"),
        (lambda _: NOWHERE, "address_invalid"),
        (lambda _: SetMessages(order_message="x" * 2001), "field_too_long"),
        (lambda _: SetCurrency("XXX"), "currency_unavailable"),
        (lambda _: SetLanguage(" "), "field_missing"),
        (lambda _: GrantCode("NONE"), "rule_not_found"),
        (lambda _: AddProduct(MUG.id, 9), "out_of_stock"),
    ],
)
def test_one_that_is_refused_takes_the_others_along(
    office: BackOffice,
    john: Customer,
    cart: CartView,
    refused: Refused,
    wrong: Callable[[LineId], Command],
    code: str,
) -> None:
    command = wrong(cart.cart.lines[0].id)
    addresses = office.addresses.list(EMPLOYEE, john.id)
    error = refused(
        code,
        lambda: office.run(
            EMPLOYEE,
            cart.cart.id,
            cart.version,
            SaveAddress(BERLIN),
            command,
            SetPackaging(gift_wrapping=True),
        ),
    )
    assert refused_command(error) == command
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
    for counts in ({first: 1, second: 4}, {second: 2, first: 3}, {first: 4, second: 1}):
        commands = [SetQuantity(line, count) for line, count in counts.items()]
        view = office.run(EMPLOYEE, cart.id, view.version, *commands)
        assert {line.id: line.quantity for line in view.cart.lines} == counts


def test_an_old_version_changes_nothing(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    office.carts.add_note(EMPLOYEE, cart.cart.id, "Somebody was here")
    refused(
        "stale_cart",
        lambda: office.run(
            EMPLOYEE, cart.cart.id, cart.version, SetLanguage("fr"), SaveAddress(BERLIN)
        ),
    )
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.language == cart.cart.language
    assert len(office.addresses.list(EMPLOYEE, john.id)) == 1


def test_changed_and_placed_at_once(office: BackOffice, cart: CartView) -> None:
    order = office.finishing.place(
        EMPLOYEE,
        cart.cart.id,
        payment_method="card",
        commands=[SetQuantity(cart.cart.lines[0].id, 3), FOR_JANE],
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
            commands=[SetQuantity(line, 11), FOR_JANE],
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
            commands=[FOR_JANE],
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
            commands=[SetQuantity(line, 1)],
        ),
    )
    assert "From 20" in str(error)
    assert office.orders.search(EMPLOYEE).items == ()
    office.products.set_quantity(EMPLOYEE, cart.cart.id, line, 1)
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="card", commands=[SetQuantity(line, 2)]
    )
    assert order.total == euros("27.60")  # nine tenths of 24.00, and 6.00 of delivery


def test_a_voucher_that_is_asked_for_is_no_surprise(office: BackOffice, cart: CartView) -> None:
    office.vouchers.create(EMPLOYEE, name="Half", actions=[Percentage(Decimal(50))], code="HALF")
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="card", commands=[GrantCode("half")]
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
            commands=[SetQuantity(cart.cart.lines[0].id, 3)],
            shown_total=euros("30.00"),
            idempotency_key="once",
            version=cart.version,
        )

    assert place() == place()


def test_sent_and_handed_over_with_the_changes(office: BackOffice, cart: CartView) -> None:
    office.finishing.hand_over(EMPLOYEE, cart.cart.id, commands=[FOR_JANE], version=cart.version)
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


def test_a_cart_begins_with_its_commands_or_not_at_all(office: BackOffice) -> None:
    jane = NewCustomer("Jane", "Doe", "jane@example.com")
    with pytest.raises(BackOfficeError):
        office.carts.start(EMPLOYEE, commands=[jane, SaveAddress(BERLIN), AddProduct(MUG.id, 11)])
    assert not office.customers.search(EMPLOYEE, "jane")
    assert not office.carts.drafts(EMPLOYEE)
    view = office.carts.start(
        EMPLOYEE, commands=[jane, SaveAddress(BERLIN), AddProduct(MUG.id, 10)]
    )
    assert office.carts.view(EMPLOYEE, view.cart.id) == view
    assert view.customer is not None
    assert view.customer.name == "Jane Doe"
    assert view.delivery_address is not None
    assert view.cart.lines[0].quantity == 10


def test_goods_that_are_given_up_and_held_again_for_as_long_stay_held(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    hold = ReserveGoods(clock.now() + timedelta(days=1))
    office.run(EMPLOYEE, cart.cart.id, ANY_VERSION, hold)
    office.run(EMPLOYEE, cart.cart.id, ANY_VERSION, ReleaseGoods(), hold)
    assert office.setup.stock(EMPLOYEE, [MUG.id]) == {StockItem(MUG.id): 8}
    view = office.run(EMPLOYEE, cart.cart.id, ANY_VERSION, ReleaseGoods())
    assert view.cart.reserved_until is None
    assert office.setup.stock(EMPLOYEE, [MUG.id]) == {StockItem(MUG.id): 10}
