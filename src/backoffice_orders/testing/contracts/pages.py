"""Pages: of what is searched and ranked, and of lists that go on where a page has ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.customer_filter import EVERY_CUSTOMER
from backoffice_orders.model.draft_filter import EVERY_DRAFT
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import (
    ActorId,
    AuditId,
    CartId,
    CartRuleId,
    CustomerId,
    MessageId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.order import StatusChange
from backoffice_orders.model.order_filter import EVERY_ORDER, OrderFilter
from backoffice_orders.model.outbox import OutboxMessage, Subscription
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.product import ProductCodes
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.base import Contract, pages, unit
from backoffice_orders.testing.contracts.observed import plain
from backoffice_orders.testing.contracts.round_trips import BY_CODE_POINT
from backoffice_orders.testing.contracts.webhooks import attempt
from backoffice_orders.testing.samples import MOMENT

CUSTOMER = CustomerId("cus_1")


@frozen
class Searched:
    """A search: how something of an id and a name is stored, searched, and given another name.

    ``remove`` is how it is found no more; None where whatever was stored is found for ever.
    """

    add: Callable[[UnitOfWork, str, str], object]
    search: Callable[[UnitOfWork, str, PageRequest], Page[Any]]
    rename: Callable[[UnitOfWork, str, str], object]
    remove: Callable[[UnitOfWork, str], object] | None = None


@frozen
class Listed:
    """A list: how its n-th entry is stored, oldest first, and how it is asked for.

    ``newest_first`` tells in which order it comes. ``remove`` takes the n-th entry out of it; None
    where nothing ever leaves the list. ``touch`` makes it the newest; None where nothing does.
    """

    port: str
    add: Callable[[UnitOfWork, int], object]
    ask: Callable[[UnitOfWork, PageAfter], Page[Any]]
    newest_first: bool = True
    remove: Callable[[UnitOfWork, int], object] | None = None
    touch: Callable[[UnitOfWork, int], object] | None = None

    @property
    def first_two(self) -> tuple[int, int]:
        """Which of four entries are the first page of two."""
        return (4, 3) if self.newest_first else (1, 2)


def _product(id: str, name: str) -> Any:
    return evolve(samples.MUG, id=ProductId(id), name=name, codes=ProductCodes())


def _named(id: str, first_name: str) -> Any:
    return samples.customer(id, first_name=first_name, last_name="X")


def _customer(number: int, **changes: Any) -> Any:
    at = MOMENT + timedelta(microseconds=(number + 1) // 2)  # two of each moment
    return samples.customer(f"p{number}", created_at=at, guest=number % 2 == 0, **changes)


def _merged(work: UnitOfWork, number: int) -> None:
    work.customers.save(_customer(number, merged_into=CustomerId("another")))


def _cart(number: int) -> Any:
    at = MOMENT + timedelta(microseconds=number)
    begun = MOMENT - timedelta(minutes=number * 3 % 5)  # in no order
    return samples.cart(f"c{number}", updated_at=at, created_at=begun)


def _touched(work: UnitOfWork, number: int) -> None:
    now = MOMENT + timedelta(hours=1)
    work.carts.save(evolve(work.carts.get(CartId(f"c{number}")), updated_at=now))


def _removed(work: UnitOfWork, number: int) -> None:
    work.carts.remove(CartId(f"c{number}"))


def _owing(number: int) -> Any:
    return samples.order(f"o{number}", 9 - number, customer=samples.customer(f"p{number}"))


def _cancelled(work: UnitOfWork, id: str) -> None:
    step = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
    work.orders.save(work.orders.get(OrderId(id)).with_status(step))


def _entry(number: int) -> AuditEntry:
    id_, at = AuditId(f"a{9 - number}"), MOMENT + timedelta(minutes=number)
    return AuditEntry(id_, at, ActorId("ann"), f"cart.{number}", SubjectType.CART, "c1")


def _event(number: int) -> OutboxMessage:
    return OutboxMessage(MessageId(f"m{9 - number}"), "order.placed", "k", MOMENT)


def _given_out(work: UnitOfWork, number: int) -> None:
    work.outbox.subscribe(Subscription("crm"))
    work.outbox.add(_event(number))
    work.outbox.distribute(1)


def _attempt(number: int) -> Any:
    return attempt(number, at=MOMENT - timedelta(minutes=number))  # the last was made first


SEARCHED: Mapping[str, Searched] = {
    "customers": Searched(
        lambda w, id, name: w.customers.add(_named(id, name)),
        lambda w, text, page: w.customers.search(text, page),
        lambda w, id, name: w.customers.save(_named(id, name)),
    ),
    "catalog": Searched(
        lambda w, id, name: w.catalog.save_product(_product(id, name)),
        lambda w, text, page: w.catalog.search(text, page),
        lambda w, id, name: w.catalog.save_product(_product(id, name)),
        lambda w, id: w.catalog.remove_product(ProductId(id)),
    ),
    "cart_rules": Searched(
        lambda w, id, name: w.cart_rules.add(samples.rule(id, name=name)),
        lambda w, text, page: w.cart_rules.search(text, page),
        lambda w, id, name: w.cart_rules.save(samples.rule(id, name=name)),
        lambda w, id: w.cart_rules.remove(CartRuleId(id)),
    ),
}
LISTED: Mapping[str, Listed] = {
    "customers": Listed(
        "customers",
        lambda w, number: w.customers.add(_customer(number)),
        lambda w, page: w.customers.listed(EVERY_CUSTOMER, page),
        remove=_merged,
        touch=lambda w, number: w.customers.save(
            evolve(_customer(number), created_at=MOMENT + timedelta(hours=1))
        ),
    ),
    "a customer's carts": Listed(
        "carts",
        lambda w, number: w.carts.add(_cart(number)),
        lambda w, page: w.carts.of_customer(CUSTOMER, page),
        remove=_removed,
        touch=_touched,
    ),
    "a customer's open carts": Listed(
        "carts",
        lambda w, number: w.carts.add(_cart(number)),
        lambda w, page: w.carts.open_of_customer(CUSTOMER, page),
        remove=_removed,
        touch=_touched,
    ),
    "drafts": Listed(
        "carts",
        lambda w, number: w.carts.add(_cart(number)),
        lambda w, page: w.carts.drafts(EVERY_DRAFT, page),
        remove=_removed,
        touch=_touched,
    ),
    "carts that nobody touches": Listed(
        "carts",
        lambda w, number: w.carts.add(_cart(number)),
        lambda w, page: w.carts.untouched(MOMENT + timedelta(days=1), page),
        newest_first=False,
        remove=_removed,
        touch=_touched,
    ),
    "who has drafts": Listed(
        "carts",
        lambda w, number: w.carts.add(evolve(_cart(number), customer_id=CustomerId(f"p{number}"))),
        lambda w, page: w.carts.customers_with_drafts(page),
        newest_first=False,
        remove=_removed,
    ),
    "a customer's orders": Listed(
        "orders",
        lambda w, number: w.orders.add(samples.order(f"o{9 - number}", number)),
        lambda w, page: w.orders.of_customer(CUSTOMER, page),
    ),
    "orders by reference": Listed(
        "orders",
        lambda w, number: w.orders.add(samples.order(f"o{9 - number}", number)),
        lambda w, page: w.orders.search(EVERY_ORDER, page),
    ),
    "orders that are not paid": Listed(
        "orders",
        lambda w, number: w.orders.add(samples.order(f"o{9 - number}", number)),
        lambda w, page: w.orders.search(OrderFilter(unpaid=True), page),
        remove=lambda w, number: _cancelled(w, f"o{9 - number}"),
    ),
    "who owes something": Listed(
        "orders",
        lambda w, number: w.orders.add(_owing(number)),
        lambda w, page: w.orders.customers_owing(page),
        newest_first=False,
        remove=lambda w, number: _cancelled(w, f"o{number}"),
    ),
    "history": Listed(
        "audit",
        lambda w, number: w.audit.record(_entry(number)),
        lambda w, page: w.audit.of_subject(SubjectType.CART, "c1", page),
        newest_first=False,
        remove=lambda w, _: w.audit.forget(MOMENT + timedelta(days=1), 1),
    ),
    "events": Listed(
        "outbox",
        _given_out,
        lambda w, page: w.outbox.log(page),
        remove=lambda w, number: w.outbox.remove(_event(number)),
    ),
    "what was sent to a webhook": Listed(
        "webhooks",
        lambda w, number: w.webhooks.log(_attempt(number)),
        lambda w, page: w.webhooks.attempts(_attempt(1).webhook_id, page),
        remove=lambda w, _: w.webhooks.forget(MOMENT + timedelta(days=1), 1),
    ),
}
every_search: pytest.MarkDecorator = pytest.mark.parametrize("port", sorted(SEARCHED))
every_search_that_shrinks: pytest.MarkDecorator = pytest.mark.parametrize(
    "port", sorted(port for port, searched in SEARCHED.items() if searched.remove)
)
every_list: pytest.MarkDecorator = pytest.mark.parametrize("name", sorted(LISTED))
every_list_that_shrinks: pytest.MarkDecorator = pytest.mark.parametrize(
    "name", sorted(name for name, listed in LISTED.items() if listed.remove)
)
every_list_that_moves: pytest.MarkDecorator = pytest.mark.parametrize(
    "name", sorted(name for name, listed in LISTED.items() if listed.touch)
)
# Lists of customers, by whose they are: how one gets in, and how it is asked for.
PEOPLE: Mapping[str, tuple[Callable[[UnitOfWork, str], object], Callable[..., Page[Any]]]] = {
    "carts": (
        lambda w, id: w.carts.add(samples.cart(f"of-{id}", customer_id=id)),
        lambda w, among, page: w.carts.customers_with_drafts(page, among),
    ),
    "orders": (
        lambda w, id: w.orders.add(
            samples.order(f"of-{id}", BY_CODE_POINT.index(id) + 1, customer=samples.customer(id))
        ),
        lambda w, among, page: w.orders.customers_owing(page, among),
    ),
}


def _first_of_four(store: Store, listed: Listed) -> tuple[Any, Any]:
    """Four entries as the list has them, and its first page, of two."""
    with unit(store) as work:
        for number in range(1, 5):
            listed.add(work, number)
    with unit(store) as work:
        return plain(listed.ask(work, PageAfter()).items), listed.ask(work, PageAfter(size=2))


class PagesContract(Contract):
    """Full pages, last pages, ties, and what is added meanwhile."""

    @every_search
    def test_a_full_last_page_is_the_last(self, store: Store, port: str) -> None:
        searched = SEARCHED[port]
        with unit(store) as work:
            for number in range(1, 5):
                searched.add(work, f"e{number}", f"Pat {number}")
        with unit(store) as work:
            for text in ("pat", ""):
                pages = [searched.search(work, text, PageRequest(n, 2)) for n in (1, 2, 3)]
                found = [[each.id for each in page] for page in pages]
                assert found == [["e1", "e2"], ["e3", "e4"], []]
                assert [page.number for page in pages] == [1, 2, 3]
                assert [page.more for page in pages] == [True, False, False]

    @every_search_that_shrinks
    def test_what_was_removed_takes_no_place_on_a_page(self, store: Store, port: str) -> None:
        searched = SEARCHED[port]
        with unit(store) as work:
            for number in range(1, 6):
                searched.add(work, f"e{number}", f"Pat {number}")
        assert searched.remove is not None
        with unit(store) as work:
            searched.remove(work, "e1")
            searched.remove(work, "e3")
        with unit(store) as work:
            for text in ("pat", "p", ""):
                found = [searched.search(work, text, PageRequest(n, 2)) for n in (1, 2)]
                ids = [[each.id for each in page] for page in found]
                assert ids == [["e2", "e4"], ["e5"]], text
                assert [page.more for page in found] == [True, False]

    @every_search
    def test_what_has_the_same_name_comes_by_id(self, store: Store, port: str) -> None:
        searched = SEARCHED[port]
        with unit(store) as work:
            for id in (*BY_CODE_POINT[2:], *BY_CODE_POINT[:2]):
                searched.add(work, id, "Pat")
        with unit(store) as work:
            for text in ("pat", "pa", ""):
                found = [searched.search(work, text, PageRequest(n, 2)) for n in range(1, 5)]
                assert [each.id for page in found for each in page] == [*BY_CODE_POINT]

    @every_search
    def test_what_has_more_of_the_words_as_a_whole_comes_first(
        self, store: Store, port: str
    ) -> None:
        searched = SEARCHED[port]
        names = ("Abe Patton Leeds", "Bea Pat Leeds", "Cid Pat Lee")
        with unit(store) as work:
            for number, name in enumerate(names, 1):
                searched.add(work, f"e{number}", name)
        with unit(store) as work:
            for text in ("pat lee", "lee pat"):
                found = searched.search(work, text, PageRequest())
                assert [each.id for each in found] == ["e3", "e2", "e1"], text
            searched.add(work, "e4", "Dan Marigold Ottoline Quentin Ruperta")
            searched.add(work, "e5", "Eve Marigold Ottoline Quentin Rupert")
            searched.add(work, "e6", "Gus Ruper")
        with unit(store) as work:
            found = searched.search(work, "marigold otto quentin rupert", PageRequest())
            assert [each.id for each in found] == ["e5", "e4"], "of four words, too"
            found = searched.search(work, "ruper", PageRequest())
            assert [each.id for each in found] == ["e6", "e4", "e5"], "two are only begun"

    @every_search
    def test_what_has_another_name_is_found_and_stands_by_that_alone(
        self, store: Store, port: str
    ) -> None:
        searched = SEARCHED[port]
        with unit(store) as work:
            searched.add(work, "e1", "Patrice Lee")
            searched.add(work, "e2", "Patrick Lee")
        # Each name that is given, and what three texts find then.
        for id, name, lee, begun, whole in (
            ("e1", "Patrizia Lee", ["e2", "e1"], ["e2", "e1"], []),
            ("e2", "Adam Patrice Lee", ["e2", "e1"], ["e2", "e1"], ["e2"]),
            ("e1", "Aaron Lee", ["e1", "e2"], ["e2"], ["e2"]),
            ("e2", "Zoe Lee", ["e1", "e2"], [], []),
            ("e3", "Patrick Wu", ["e1", "e2"], ["e3"], []),
            ("e1", "Patricia Wu", ["e2"], ["e1", "e3"], []),
        ):
            with unit(store) as work:
                (searched.add if id == "e3" else searched.rename)(work, id, name)
            with unit(store) as work:
                for text, expected in (("lee", lee), ("patri", begun), ("patrice", whole)):
                    found = searched.search(work, text, PageRequest())
                    assert [each.id for each in found] == expected, (name, text)
                for text in ("", "zoe", "aaron"):
                    found = searched.search(work, text, PageRequest())
                    assert (id in [each.id for each in found]) == (text in name.lower())

    @every_search
    def test_any_number_of_names_may_begin_alike(self, store: Store, port: str) -> None:
        searched, last = SEARCHED[port], 130
        with unit(store) as work:
            for number in range(1, last + 1):
                searched.add(work, f"e{last - number:03}", f"Patricia {number:03}")
        with unit(store) as work:
            for text in ("", "pat", "patri"):
                found = [searched.search(work, text, PageRequest(n, 50)) for n in (1, 2, 3)]
                ids = [each.id for page in found for each in page]
                assert ids == [f"e{last - number:03}" for number in range(1, last + 1)], text

    @every_search
    def test_accents_and_case_count_neither_in_finding_nor_in_the_order(
        self, store: Store, port: str
    ) -> None:
        searched = SEARCHED[port]
        with unit(store) as work:
            for id, name in (("e1", "Emma"), ("e2", "ÉMILIE"), ("e3", "emil"), ("e4", "Éva")):
                searched.add(work, id, name)
        with unit(store) as work:
            for text, expected in (
                ("e", ["e3", "e2", "e1", "e4"]),
                ("ÉM", ["e3", "e2", "e1"]),
                ("eva", ["e4"]),
                ("Emilie", ["e2"]),
            ):
                found = searched.search(work, text, PageRequest())
                assert [each.id for each in found] == expected, text

    @every_list
    def test_every_page_has_its_size_and_the_last_one_ends_the_list(
        self, store: Store, name: str
    ) -> None:
        listed = LISTED[name]
        with unit(store) as work:
            for number in range(1, 5):
                listed.add(work, number)
        with unit(store) as work:
            everything = listed.ask(work, PageAfter())
            assert len(everything) == 4
            assert not everything.more
            assert not everything.next
            for size in (1, 2, 3, 4):
                found, sizes, page = [], [], listed.ask(work, PageAfter(size=size))
                while True:
                    found += plain(page.items)
                    sizes.append(len(page))
                    assert page.more == bool(page.next)
                    if not page.next:
                        break
                    page = listed.ask(work, PageAfter(page.next, size))
                assert found == plain(everything.items)
                # A full last page is the last: no empty one follows it.
                assert sizes == [size] * (4 // size) + [4 % size] * (4 % size > 0)

    @every_list
    def test_what_is_added_meanwhile_is_neither_seen_twice_nor_in_the_way(
        self, store: Store, name: str
    ) -> None:
        listed = LISTED[name]
        before, first = _first_of_four(store, listed)
        with unit(store) as work:
            listed.add(work, 5)
        with unit(store) as work:
            rest = plain(listed.ask(work, PageAfter(first.next)).items)
            everything = plain(listed.ask(work, PageAfter()).items)
        assert rest[:2] == before[2:]
        added = everything[:1] if listed.newest_first else everything[-1:]
        assert [each for each in everything if each not in added] == before

    @every_list_that_shrinks
    def test_what_is_removed_meanwhile_is_in_the_way_of_nothing(
        self, store: Store, name: str
    ) -> None:
        """Housekeeping and people who go on reading work at once: nothing is left out."""
        listed = LISTED[name]
        before, first = _first_of_four(store, listed)
        assert listed.remove is not None
        with unit(store) as work:
            for number in listed.first_two:
                listed.remove(work, number)
        with unit(store) as work:
            rest = listed.ask(work, PageAfter(first.next))
            assert plain(rest.items) == before[2:]
            assert plain(listed.ask(work, PageAfter()).items) == before[2:]

    @every_list_that_moves
    def test_where_a_page_has_ended_stays_where_its_last_entry_was(
        self, store: Store, name: str
    ) -> None:
        """Somebody changes the very entry: who goes on reading neither begins anew nor stops."""
        listed = LISTED[name]
        before, first = _first_of_four(store, listed)
        assert listed.touch is not None
        for moved, number in enumerate(listed.first_two, 1):
            with unit(store) as work:
                listed.touch(work, number)
            with unit(store) as work:
                rest = plain(listed.ask(work, PageAfter(first.next)).items)
                assert rest[:2] == before[2:]
                assert len(rest) == (2 if listed.newest_first else 2 + moved)

    @pytest.mark.parametrize("port", sorted(PEOPLE))
    def test_people_come_by_the_code_points_of_their_ids(self, store: Store, port: str) -> None:
        add, ask = PEOPLE[port]
        with unit(store) as work:
            for id_ in (*BY_CODE_POINT[3:], *BY_CODE_POINT[:3]):
                add(work, id_)
        with unit(store) as work:
            for among in (None, [*BY_CODE_POINT]):
                found = pages(partial(ask, work, among), 2)
                assert [each for page in found for each in page] == [*BY_CODE_POINT]

    @every_list
    def test_a_place_where_no_page_has_ended_is_refused(self, store: Store, name: str) -> None:
        listed = LISTED[name]
        with unit(store) as work:
            listed.add(work, 1)
            with pytest.raises(FieldInvalid) as refused:
                listed.ask(work, PageAfter("made up"))
            assert refused.value.field == "after"
