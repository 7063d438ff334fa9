"""Housekeeping: what nobody needs any more goes after the times that the shop has set."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.finishing import CartNotFound
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import CartId, FieldId, MessageId
from backoffice_orders.model.outbox import OFFICE
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.settings import KeepDays
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.desk import Work
from backoffice_orders.services.housekeeping import Removed
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS
from tests.page.conftest import Refused

DAY = timedelta(days=1)


def keeps(office: BackOffice, keep: KeepDays) -> None:
    office.setup.save(EMPLOYEE, evolve(SETTINGS, keep=keep))


def there(office: BackOffice, cart_id: CartId) -> bool:
    try:
        office.carts.view(EMPLOYEE, cart_id)
    except CartNotFound:
        return False
    return True


NOTHING = Removed()
ONLY_DRAFTS = KeepDays(drafts=30, links=None, events=None, audit=None)


def test_a_draft_goes_a_year_after_its_last_change(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    keeps(office, KeepDays(links=None, events=None, audit=None))
    clock.advance(365 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == NOTHING
    clock.advance(timedelta(seconds=1))
    assert office.housekeeping.run(EMPLOYEE) == Removed(carts=1)
    assert not there(office, cart.cart.id)
    assert not office.carts.drafts(EMPLOYEE)


def test_whoever_touches_a_draft_keeps_it(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    keeps(office, ONLY_DRAFTS)
    clock.advance(20 * DAY)
    office.carts.add_note(EMPLOYEE, cart.cart.id, "still wants it")
    clock.advance(20 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == NOTHING


def test_closed_carts_go_and_ordered_ones_stay(
    office: BackOffice, cart: CartView, john: Customer, home: Address, clock: FixedClock
) -> None:
    keeps(office, ONLY_DRAFTS)
    closed = office.carts.discard(EMPLOYEE, office.carts.start(EMPLOYEE, john.id).cart.id)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    clock.advance(4000 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == Removed(carts=1)
    assert not there(office, closed.id)
    assert office.orders.get(EMPLOYEE, order.id).cart_id == cart.cart.id
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.order_id == order.id


@pytest.mark.parametrize("promise", ["offer", "reservation", "link"])
def test_what_was_promised_is_kept(
    office: BackOffice, cart: CartView, clock: FixedClock, promise: str
) -> None:
    keeps(office, evolve(ONLY_DRAFTS, drafts=5))
    until = clock.now() + 10 * DAY
    match promise:
        case "offer":
            office.offers.quote(EMPLOYEE, cart.cart.id, until)
        case "reservation":
            office.offers.reserve(EMPLOYEE, cart.cart.id, until)
        case _:
            office.setup.save(
                EMPLOYEE, evolve(SETTINGS, email="shop@example.com", keep=KeepDays(drafts=5))
            )
            office.finishing.send(EMPLOYEE, cart.cart.id, valid_for=10 * DAY)
    clock.advance(6 * DAY)
    assert office.housekeeping.run(EMPLOYEE).carts == 0
    clock.advance(5 * DAY)
    assert office.housekeeping.run(EMPLOYEE).carts == 1


def test_links_events_and_entries_go_in_their_time(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.events.deliver(EMPLOYEE, lambda _: None)

    def counts(work: Work) -> tuple[int, int]:
        return len(work.links.of_cart(cart.cart.id)), len(
            work.history(SubjectType.CART, cart.cart.id)
        )

    links, entries = office.desk.read(EMPLOYEE, counts)
    assert links == 1
    clock.advance(31 * DAY)
    first = office.housekeeping.run(EMPLOYEE)
    assert (first.links, first.entries) == (0, 0)
    assert first.messages > 0
    clock.advance(60 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == Removed(links=1)
    clock.advance(1006 * DAY)
    last = office.housekeeping.run(EMPLOYEE)
    assert last.entries >= entries
    assert office.desk.read(EMPLOYEE, counts) == (0, 0)


def test_what_is_kept_for_ever_stays(office: BackOffice, cart: CartView, clock: FixedClock) -> None:
    keeps(office, KeepDays(drafts=None, links=None, events=None, audit=None))
    clock.advance(20_000 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == NOTHING


def test_what_waits_for_a_consumer_is_never_old(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    def fail(_: object) -> None:
        raise ValueError("down")

    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.events.deliver(EMPLOYEE, fail)
    waiting = len(office.events.pending(EMPLOYEE))
    assert waiting > 0
    clock.advance(400 * DAY)
    office.housekeeping.run(EMPLOYEE)
    assert len(office.events.pending(EMPLOYEE)) == waiting


def test_a_run_ends_and_says_that_there_is_more(
    office: BackOffice, john: Customer, clock: FixedClock
) -> None:
    keeps(office, ONLY_DRAFTS)
    for _ in range(7):
        office.carts.start(EMPLOYEE, john.id)
    clock.advance(31 * DAY)
    assert office.housekeeping.run(EMPLOYEE, most=4) == Removed(carts=4, more=True)
    assert office.housekeeping.run(EMPLOYEE, most=4) == Removed(carts=3)


def test_many_go_in_several_transactions(
    office: BackOffice, john: Customer, clock: FixedClock
) -> None:
    def many(work: Work) -> None:
        first = work.carts.untouched(work.now + DAY, PageAfter())
        cart = work.carts.get(first[0].cart_id)
        for number in range(450):
            new = evolve(cart, id=CartId(f"old_{number:03}"), version=0)
            # Every third is an offer that holds: what stays must not hold up what goes.
            work.carts.add(evolve(new, expires_at=work.now + 90 * DAY) if number % 3 else new)

    keeps(office, ONLY_DRAFTS)
    office.carts.start(EMPLOYEE, john.id)
    office.desk.write(EMPLOYEE, many)
    clock.advance(31 * DAY)
    assert office.housekeeping.run(EMPLOYEE) == Removed(carts=151)
    assert office.housekeeping.run(EMPLOYEE) == NOTHING


def test_it_leaves_a_trace(office: BackOffice, cart: CartView, clock: FixedClock) -> None:
    keeps(office, ONLY_DRAFTS)
    clock.advance(31 * DAY)
    office.housekeeping.run(EMPLOYEE)
    last = office.desk.read(
        EMPLOYEE, lambda work: work.history(SubjectType.CART, cart.cart.id)
    ).items[-1]
    assert (last.action, last.actor_id) == ("cart.remove", EMPLOYEE.id)


def test_another_shops_things_are_not_touched(
    office: BackOffice, cart: CartView, store: Store, clock: FixedClock
) -> None:
    clock.advance(4000 * DAY)
    south = BackOffice(store, shop="south", clock=clock)
    south.setup.save(EMPLOYEE, SETTINGS, MUG)
    assert south.housekeeping.run(EMPLOYEE).nothing
    assert there(office, cart.cart.id)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (0, "field_invalid"),
        (36_501, "field_invalid"),
        (1.5, "quantity_invalid"),
        ("30", "quantity_invalid"),
    ],
)
def test_days_are_counted_in_whole_numbers(days: Any, code: str, refused: Refused) -> None:
    refused(code, lambda: KeepDays(drafts=days))


def test_a_dead_message_goes_a_month_after_it_was_given_up_on(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.events.deliver(EMPLOYEE, lambda _: None, consumers=None)

    def bury(work: Work) -> None:
        work.emit("mail.send", "k", {"message": ""})
        work.write_journal()
        (message,) = work.outbox.pending()
        work.outbox.bury(OFFICE, MessageId(message.id), "no such mailbox", work.now)

    clock.advance(29 * DAY)
    office.desk.write(EMPLOYEE, bury)
    clock.advance(29 * DAY)
    office.housekeeping.run(EMPLOYEE)
    assert len(office.events.dead(EMPLOYEE)) == 1
    clock.advance(2 * DAY)
    office.housekeeping.run(EMPLOYEE)
    assert office.events.dead(EMPLOYEE) == ()


@pytest.mark.parametrize("most", [0, -1])
def test_a_run_of_nothing_is_refused(office: BackOffice, refused: Refused, most: int) -> None:
    # Whoever goes on while there is more would go on for ever.
    error = refused("field_invalid", lambda: office.housekeeping.run(EMPLOYEE, most=most))
    assert error.details()["field"] == "most"


def test_with_a_draft_goes_what_tells_of_its_customer(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    """Once it is gone, nothing leads there from a customer who wants to be forgotten."""
    keeps(office, KeepDays(drafts=30))
    office.carts.set_messages(EMPLOYEE, cart.cart.id, order_message="Ring at Secret")
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    upload = FileUpload("cat.png", "image/png", b"\x89PNG of a cat")
    view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1, customization={"picture": upload})
    file = view.cart.lines[-1].customization.values[0].file
    assert file is not None
    office.products.remove(EMPLOYEE, cart.cart.id, view.cart.lines[-1].id)
    clock.advance(31 * DAY)
    assert office.housekeeping.run(EMPLOYEE).carts == 1
    of_cart = partial(Work.history, subject_type=SubjectType.CART, subject=cart.cart.id)
    entries = office.desk.read(EMPLOYEE, of_cart).items
    assert entries[-1].action == "cart.remove"
    assert len(entries) > 2, "who did what and when stays"
    assert all(not each.before and not each.after for each in entries)
    with pytest.raises(FileRefused):
        office.desk.read(EMPLOYEE, lambda work: work.files.content(file))
