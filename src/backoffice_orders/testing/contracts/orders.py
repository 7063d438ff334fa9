"""The contract of ``Orders``."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import (
    ActorId,
    CartId,
    CustomerId,
    LineId,
    OrderId,
    PaymentId,
    ProductId,
)
from backoffice_orders.model.listing import OrderInfo, OrderTotals
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.order_filter import EVERY_ORDER, Named, OrderFilter
from backoffice_orders.model.order_number import LARGEST_ORDER_NUMBER
from backoffice_orders.model.page import PageAfter
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FROM_THE_START, Contract, pages, race, unit
from backoffice_orders.testing.filled import filled
from backoffice_orders.testing.samples import MOMENT, customer, order


class OrdersContract(Contract):
    """Keeping orders, one per cart and key."""

    port = "orders"

    def test_a_stored_order_reads_back_equal(self, store: Store) -> None:
        with unit(store) as work:
            stored = work.orders.add(order())
        with unit(store) as work:
            assert work.orders.get(stored.id) == stored == evolve(order(), version=1)
            assert work.orders.by_reference(stored.reference.lower()) == stored
            assert work.orders.of_cart(stored.cart_id) == stored

    def test_unknown_orders(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order("there", 1, reference="ABCDE", idempotency_key="k"))
            with pytest.raises(OrderNotFound):
                work.orders.get(OrderId("none"))
            with pytest.raises(OrderNotFound):
                work.orders.by_reference("NONE")
            with pytest.raises(OrderNotFound):
                work.orders.by_reference("ABCD")  # no more than the beginning
            with pytest.raises(OrderNotFound):
                work.orders.save(order("none", 2))
            assert work.orders.of_cart(CartId("none")) is None
            assert work.orders.by_idempotency_key("none") is None

    def test_one_order_per_cart(self, store: Store) -> None:
        first = order("o1", 1)
        with unit(store) as work:
            work.orders.add(first)
        with pytest.raises(CartAlreadyOrdered) as refused, unit(store) as work:
            work.orders.add(evolve(order("o2", 2), cart=first.cart))
        assert refused.value.order_id == "o1"

    def test_one_order_per_key_and_any_number_without(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order("o1", 1, idempotency_key="k"))
            work.orders.add(order("o2", 2))
            work.orders.add(order("o3", 3))
            long = "k" * 60
            for number, key in enumerate(("K", "k ", f"{long}1", f"{long}2"), 5):
                assert work.orders.by_idempotency_key(key) is None, key
                work.orders.add(order(f"o{number}", number, idempotency_key=key))
            found = work.orders.by_idempotency_key("k")
            assert found is not None
            assert found.id == "o1"
        with pytest.raises(IdempotencyKeyReused), unit(store) as work:
            work.orders.add(order("o4", 4, idempotency_key="k"))

    def test_numbers_count_from_one_without_doubles(self, store: Store) -> None:
        numbers = race(store, 10, lambda work, _: work.orders.next_number())
        assert sorted(int(str(number)) for number in numbers) == list(range(1, 11))

    def test_numbers_with_gaps_never_meet_each_other_or_those_without(self, store: Store) -> None:
        numbers = race(store, 20, lambda work, n: work.orders.next_number(gaps=n % 2 == 0))
        assert all(isinstance(number, int) for number in numbers), numbers
        assert len(set(numbers)) == 20

    def test_numbers_that_a_host_has_taken_are_left_out(self, store: Store) -> None:
        with unit(store) as work:
            for number in (2, 3):
                work.orders.add(order(f"o{number}", number))
        with unit(store) as work:
            assert [work.orders.next_number() for _ in range(3)] == [1, 4, 5]
            ahead = work.orders.next_number(gaps=True) + 1
            work.orders.add(order("ahead", ahead))
            assert work.orders.next_number(gaps=True) != ahead
        with self.another_shop(store) as work:
            assert [work.orders.next_number() for _ in range(2)] == [1, 2]

    def test_a_customers_orders_newest_first(self, store: Store) -> None:
        other = customer("cus_2")
        with unit(store) as work:
            work.orders.add(order("o1", 1))
            work.orders.add(order("o3", 3, placed_at=MOMENT + timedelta(days=1)))
            work.orders.add(order("o2", 2, customer=other))
        with unit(store) as work:
            found = work.orders.of_customer(CustomerId("cus_1"), FROM_THE_START)
            assert [each.order_id for each in found] == ["o3", "o1"]

    def test_search_by_the_beginning_of_the_reference(self, store: Store) -> None:
        with unit(store) as work:
            stored = [work.orders.add(order(f"o{n}", n)) for n in range(1, 4)]
            everything = work.orders.search(EVERY_ORDER, FROM_THE_START)
            assert [each.order_id for each in everything] == ["o3", "o2", "o1"]
            found = work.orders.search(
                OrderFilter(Named(stored[1].reference[:5].lower())), FROM_THE_START
            )
            assert [each.order_id for each in found] == ["o2"]

    def test_a_text_may_mean_a_reference_a_customer_or_a_product(self, store: Store) -> None:
        shirt = CartLine(LineId("l1"), ProductId("shirt"), 1)
        pen = CartLine(LineId("l2"), ProductId("pen"), 1)
        with unit(store) as work:
            work.orders.add(order("o1", 1, reference="AAB"))
            work.orders.add(order("o2", 2, reference="ABC", customer=customer("cus_2")))
            work.orders.add(order("o3", 3, reference="BCD", customer=customer("cus_3")))
            bought = order("o4", 4, reference="CDE", customer=customer("cus_3"))
            work.orders.add(evolve(bought, cart=evolve(bought.cart, lines=(pen, shirt))))

        def found(*named: Any, size: int = 20) -> list[str]:
            asked = OrderFilter(Named(*named))
            with unit(store) as work:
                listed = pages(lambda page: work.orders.search(asked, page), size)
                ids: list[str] = [each.order_id for page in listed for each in page]
                assert work.orders.count(asked, 100) == len(ids), "each is counted once"
                assert work.orders.count(asked, size) == min(len(ids), size)
            return ids

        for size in (1, 2, 20):
            assert found("a", size=size) == ["o2", "o1"]
            assert found("", ["cus_3", "cus_1"], size=size) == ["o4", "o3", "o1"]
            assert found("", [], ["shirt"], size=size) == ["o4"]
            assert found("", [], ["mug", "shirt"], size=size) == ["o4", "o3", "o2", "o1"]
            assert found("ab", ["cus_2", "cus_1"], ["shirt"], size=size) == ["o4", "o2", "o1"]
        assert found("", ["CUS_1", "cus_"]) == found("", [], ["Shirt", "shir"]) == []
        assert found("") == []
        assert found("x", ["nobody"], ["nothing"]) == []

    def test_pages_of_a_period_follow_each_other_by_number(self, store: Store) -> None:
        """Numbers need not be in the order of the moments: a host gives its own."""
        hours = {"o1": (5, 1), "o2": (4, 2), "o3": (6, 2), "o4": (3, 0), "o5": (9, 8)}
        with unit(store) as work:
            for id_, (number, hour) in hours.items():
                work.orders.add(order(id_, number, placed_at=MOMENT + timedelta(hours=hour)))
        period = OrderFilter(
            placed_from=MOMENT + timedelta(hours=1), placed_until=MOMENT + timedelta(hours=3)
        )
        found, after = [], ""
        with unit(store) as work:
            for _ in range(3):
                page = work.orders.search(period, PageAfter(after, 1))
                found += [each.order_id for each in page]
                after = page.next
        assert (found, after) == (["o3", "o1", "o2"], "")

    def test_all_that_is_asked_of_an_order_holds(self, store: Store) -> None:
        cancelled = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
        hour = timedelta(hours=1)
        with unit(store) as work:
            work.orders.add(order("o1", 1))
            one = order("o2", 2, placed_by=ActorId("eve"), placed_at=MOMENT + hour)
            work.orders.add(one.with_payment(Payment(PaymentId("p1"), one.due, "card", MOMENT)))
            gone = work.orders.add(order("o3", 3, placed_at=MOMENT + 2 * hour))
            work.orders.save(gone.with_status(cancelled))

        def found(**asked: Any) -> list[str]:
            wanted = OrderFilter(**asked)
            with unit(store) as work:
                listed = work.orders.search(wanted, FROM_THE_START)
                assert work.orders.count(wanted, 100) == len(listed), "as many as are listed"
                assert work.orders.count(wanted, 1) == min(len(listed), 1), "no more are counted"
            return [each.order_id for each in listed]

        assert found(status="awaiting_payment") == ["o2", "o1"]
        assert found(status="cancelled") == ["o3"]
        assert found(status="Cancelled") == found(status="cancel") == []
        assert found(placed_by=ActorId("eve")) == ["o2"]
        assert found(unpaid=True) == ["o1"]
        assert found(placed_from=MOMENT + hour) == ["o3", "o2"]
        assert found(placed_until=MOMENT + hour) == ["o1"]
        assert found(placed_from=MOMENT + hour, placed_until=MOMENT + 2 * hour) == ["o2"]
        assert found(status="awaiting_payment", unpaid=True, placed_by=ActorId("eve")) == []
        assert found(customer_id=CustomerId("cus_1"), unpaid=True) == ["o1"]
        assert found(customer_id=CustomerId("cus_2")) == []
        assert found(named=Named("", ["cus_1"]), unpaid=True) == ["o1"]
        assert found(named=Named("", [], ["mug"]), status="cancelled") == ["o3"]

    def test_any_two_that_are_asked_of_an_order_hold_together(self, store: Store) -> None:
        cancelled = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
        orders = []
        for number in range(1, 17):  # each in its own way, and in no order of their moments
            each = order(
                f"o{number}",
                number,
                customer=customer(f"cus_{number % 2}"),
                placed_by=ActorId("bob" if number & 2 else "ann"),
                placed_at=MOMENT + timedelta(hours=(number * 5 + 13) % 16),
                reference=f"{'AB' if number & 4 else 'CD'}-{number}",
            )
            orders.append(each.with_status(cancelled) if number & 8 else each)
        with unit(store) as work:
            for each in orders:
                work.orders.add(each)
        asked: list[dict[str, Any]] = [
            {"named": Named("ab")},
            {"named": Named("", [CustomerId("cus_1")])},
            {"named": Named("cd", [CustomerId("cus_1")])},
            {"customer_id": CustomerId("cus_1")},
            {"status": "cancelled"},
            {"placed_by": ActorId("bob")},
            {"placed_from": MOMENT + timedelta(hours=5)},
            {"placed_until": MOMENT + timedelta(hours=11)},
            {"unpaid": True},
        ]
        for one, two in combinations_with_replacement(asked, 2):
            wanted = OrderFilter(**{**one, **two})
            numbers = [each.number for each in reversed(orders) if wanted.fits(each)]
            with unit(store) as work:
                found = pages(partial(work.orders.search, wanted), 3)
                assert [each.number for page in found for each in page] == numbers, wanted
                for at_most in (1, max(len(numbers), 1), 100):
                    assert work.orders.count(wanted, at_most) == min(len(numbers), at_most)

    def test_a_paid_order_is_not_unpaid_any_more(self, store: Store) -> None:
        with unit(store) as work:
            one = work.orders.add(order("o1", 1))
            paid = one.with_payment(Payment(PaymentId("p1"), one.due, "card", MOMENT))
            work.orders.save(paid)
        with unit(store) as work:
            assert work.orders.search(OrderFilter(unpaid=True), FROM_THE_START).items == ()

    def test_a_list_tells_of_orders_without_them(self, store: Store) -> None:
        with unit(store) as work:
            first = work.orders.add(order("o1", 7, placed_at=MOMENT + timedelta(hours=1)))
            (found,) = work.orders.search(EVERY_ORDER, FROM_THE_START)
            assert found == OrderInfo.of(first)
            # Two mugs at 10.00 net, with 20 % tax, and the post.
            assert [(each.quantity, each.name) for each in found.contents] == [(2, "Blue mug")]
            assert (found.total, found.status) == (first.total, "awaiting_payment")
            assert (found.number, found.customer_id, found.customer_name) == (
                7,
                "cus_1",
                "John Doe",
            )
            step = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
            work.orders.save(first.with_status(step))
        with unit(store) as work:
            (found,) = work.orders.of_customer(CustomerId("cus_1"), FROM_THE_START)
            assert (found.status, found.cancelled) == ("cancelled", True)

    def test_what_a_customer_has_spent(self, store: Store) -> None:
        def of(currency: str, id: str, number: int, minor: int) -> Order:
            one = order(id, number)
            counts = evolve(one.summary.total_counts, net=minor, gross=minor)
            summary = evolve(one.summary, currency=currency, total_counts=counts)
            return evolve(one, summary=summary)

        cancelled = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
        one = order("o1", 1)
        with unit(store) as work:
            work.orders.add(one)
            work.orders.add(order("o2", 2))
            work.orders.add(order("o3", 3).with_status(cancelled))
            work.orders.add(of("JPY", "o4", 4, 1500))
            work.orders.add(of("JPY", "o5", 5, 123_456_789_012))
            work.orders.add(order("o6", 6, customer=customer("cus_2")))
            # 10.10 and 20.20, of which two floats would make 30.299999999999997.
            work.orders.add(of("CAD", "o7", 7, 1010))
            work.orders.add(of("CAD", "o8", 8, 2020))
            work.orders.add(of("USD", "o9", 9, 500).with_status(cancelled))
        with unit(store) as work:
            found = work.orders.totals(CustomerId("cus_1"))
            spent = (Money("30.30", "CAD"), one.total * 2, Money(123_456_790_512, "JPY"))
            assert found == OrderTotals(8, spent), "by currency; none of which all is cancelled"
            assert work.orders.totals(CustomerId("none")) == OrderTotals()
            stored = work.orders.get(OrderId("o1"))
            work.orders.save(stored.with_status(cancelled))
            assert work.orders.totals(CustomerId("cus_1")).spent[1] == one.total
        with self.another_shop(store) as work:
            assert work.orders.totals(CustomerId("cus_1")) == OrderTotals()

    def test_pages_follow_each_other_without_gaps(self, store: Store) -> None:
        with unit(store) as work:
            for n in range(1, 10):
                work.orders.add(order(f"o{n}", n, reference=f"WEB-{n}"))
        in_order = [f"o{n}" for n in range(9, 0, -1)]
        with unit(store) as work:
            for ask in (
                lambda page: work.orders.of_customer(CustomerId("cus_1"), page),
                lambda page: work.orders.search(EVERY_ORDER, page),
                lambda page: work.orders.search(OrderFilter(Named("web-")), page),
            ):
                for size in (1, 2, 4, 9, 10):
                    found = pages(ask, size)
                    assert [info.order_id for page in found for info in page] == in_order, size
                    assert {len(page) for page in found[:-1]} <= {size}

    def test_a_page_after_nothing_that_there_was(self, store: Store) -> None:
        for after in ("o1", "-1", "1.5", "²", "9" * 19):
            with unit(store) as work:
                with pytest.raises(FieldInvalid, match="after"):
                    work.orders.search(EVERY_ORDER, PageAfter(after))
                with pytest.raises(FieldInvalid, match="after"):
                    work.orders.of_customer(CustomerId("cus_1"), PageAfter(after))

    def test_several_orders_at_once(self, store: Store) -> None:
        with unit(store) as work:
            stored = [work.orders.add(order(f"o{n}", n)) for n in (1, 2, 3)]
        with unit(store) as work:
            asked = map(OrderId, ("o3", "none", "o1", "o3"))  # as any iterable
            found = work.orders.many(asked)
            assert found == {"o1": stored[0], "o3": stored[2]}
            assert work.orders.many([]) == {}
        with self.another_shop(store) as work:
            assert work.orders.many([OrderId("o1")]) == {}

    def test_a_stale_change_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            first = work.orders.add(order())
        shipped = first.with_status(StatusChange("shipped", MOMENT, ActorId("ann")))
        with unit(store) as work:
            assert work.orders.save(shipped).version == 2
        with pytest.raises(StorageBusy), unit(store) as work:
            work.orders.save(evolve(first, message="late"))
        with unit(store) as work:
            assert work.orders.get(first.id).status == "shipped"

    def test_of_those_who_order_the_same_cart_one_wins(self, store: Store) -> None:
        same = order().cart

        def add(work: UnitOfWork, n: int) -> Order:
            return work.orders.add(evolve(order(f"o{n}", n + 1), cart=same))

        answers = race(store, 8, add)
        assert sum(isinstance(answer, Order) for answer in answers) == 1
        assert sum(isinstance(answer, CartAlreadyOrdered) for answer in answers) == 7

    def test_each_key_is_one_orders(self, store: Store) -> None:
        first = order("o1", 1, idempotency_key="k")
        with unit(store) as work:
            work.orders.add(first)
            second = work.orders.add(order("o2", 2))
        new = order("o3", 3)
        for change, error, details in (
            ({"cart": first.cart}, CartAlreadyOrdered, {"cart_id": first.cart_id}),
            ({"idempotency_key": "k"}, IdempotencyKeyReused, {"key": "k"}),
            (
                {"reference": first.reference.lower()},
                IdTaken,
                {"kind": "order reference", "id": first.reference.lower()},
            ),
            ({"number": 1}, IdTaken, {"kind": "order number", "id": "1"}),
        ):
            with unit(store) as work:
                for write, changed in (
                    (work.orders.add, evolve(new, **change)),
                    (work.orders.save, evolve(second, **change)),
                ):
                    with pytest.raises(error) as refused:
                        write(changed)
                    assert details.items() <= refused.value.details().items()
                    # Nothing was changed, and the transaction goes on.
                    assert work.orders.get(second.id) == second
                    listed = work.orders.search(EVERY_ORDER, FROM_THE_START)
                    assert [each.order_id for each in listed] == ["o2", "o1"]
        for key in ("", "free"):
            for number, reference in ((3, new.reference), (1, first.reference)):
                changed = evolve(new, idempotency_key=key, number=number, reference=reference)
                with unit(store) as work, pytest.raises(IdTaken) as taken:
                    work.orders.add(evolve(changed, id=first.id))
                assert (taken.value.kind, taken.value.id) == ("order", "o1")
        with unit(store) as work, pytest.raises(IdTaken) as taken:
            work.orders.add(evolve(new, number=1, idempotency_key="free"))
        assert (taken.value.kind, taken.value.id) == ("order number", "1")
        with unit(store) as work, pytest.raises(IdTaken) as taken:
            work.orders.add(evolve(new, number=1, reference=first.reference))
        assert taken.value.kind == "order reference"

    def test_a_reference_of_a_hosts_own_is_found_without_regard_to_case(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order("o1", 1, reference="Web-7a"))
        with unit(store) as work:
            work.orders.add(order("o2", 2, reference="Stra\u00dfe-7a"))
            for text in ("Web-7a", "web-7A", " WEB-7A "):
                assert work.orders.by_reference(text).reference == "Web-7a"
            assert work.orders.by_reference("STRASSE-7A").id == "o2"  # as ``reference_key`` has it
            with pytest.raises(IdTaken):
                work.orders.add(order("o3", 3, reference="strasse-7a"))
            assert [
                each.order_id
                for each in work.orders.search(OrderFilter(Named("we")), FROM_THE_START)
            ] == ["o1"]

    def test_no_key_is_no_orders(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order())
            assert work.orders.by_idempotency_key("") is None

    def test_who_owes_something(self, store: Store) -> None:
        def theirs(number: int, whose: str, **changes: Any) -> Order:
            return order(f"o{number}", number, customer=customer(whose), **changes)

        with unit(store) as work:
            for number, whose in enumerate(("c3", "c1", "c1"), 1):
                work.orders.add(theirs(number, whose))
            for number, whose in ((4, "c2"), (5, "c3")):  # the last one of who owes another one
                paid = work.orders.add(theirs(number, whose))
                all_of_it = Payment(PaymentId("p1"), paid.due, "card", MOMENT)
                work.orders.save(paid.with_payment(all_of_it))
        with unit(store) as work:
            found = work.orders.customers_owing(FROM_THE_START)
            assert found.items == ("c1", "c3"), "each once, by id; not who has paid"
            first = work.orders.customers_owing(PageAfter(size=1))
            assert (first.items, first.more) == (("c1",), True)
            second = work.orders.customers_owing(PageAfter(first.next, 1))
            assert (second.items, second.more) == (("c3",), False)
            few = [CustomerId("c2"), CustomerId("c3")]
            assert work.orders.customers_owing(FROM_THE_START, few).items == ("c3",)
            assert not work.orders.customers_owing(FROM_THE_START, [])
            assert not work.orders.customers_owing(PageAfter(first.next), [CustomerId("c1")])

    def test_a_new_order_begins_with_version_one(self, store: Store) -> None:
        with unit(store) as work:
            assert work.orders.add(order(version=7)) == order(version=1)
        with unit(store) as work:
            assert work.orders.get(order().id) == order(version=1)

    def test_a_version_that_is_still_to_come_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            first = work.orders.add(order())
            other = work.orders.add(order("ord_2", 2))
            with pytest.raises(StorageBusy):
                work.orders.save(evolve(first, message="early", version=first.version + 1))
            with pytest.raises(StorageBusy):  # though another order has its number as well
                work.orders.save(evolve(first, number=other.number, version=first.version + 1))
            assert work.orders.get(first.id) == first

    def test_of_several_keys_the_carts_is_named_first_and_the_id_last(self, store: Store) -> None:
        first = order("o1", 1, idempotency_key="k")
        with unit(store) as work:
            work.orders.add(first)
            with pytest.raises(CartAlreadyOrdered):
                work.orders.add(first)
            with pytest.raises(IdempotencyKeyReused):
                work.orders.add(evolve(first, cart=order("o2").cart))

    def test_an_order_is_found_by_the_keys_that_it_has_now(self, store: Store) -> None:
        changed = order("o1", 3, reference="NEW", idempotency_key="new")
        changed = evolve(changed, cart=evolve(changed.cart, id=CartId("another")), version=1)
        with unit(store) as work:
            first = work.orders.add(order("o1", 1, reference="OLD", idempotency_key="old"))
        with unit(store) as work:
            stored = work.orders.save(changed)
        with unit(store) as work:
            assert work.orders.by_reference("new") == stored
            assert work.orders.by_idempotency_key("new") == stored
            assert work.orders.of_cart(CartId("another")) == stored
            with pytest.raises(OrderNotFound):
                work.orders.by_reference("OLD")
            assert work.orders.by_idempotency_key("old") is None
            assert work.orders.of_cart(first.cart_id) is None
            work.orders.add(evolve(first, id=OrderId("o2")))  # its keys are free again

    def test_lists_follow_an_order_that_goes_to_another_customer(self, store: Store) -> None:
        john, jane = CustomerId("cus_1"), CustomerId("cus_2")
        with unit(store) as work:
            first = work.orders.add(order())
        with unit(store) as work:
            work.orders.save(evolve(first, moved_to=jane))  # as where customers are merged
        with unit(store) as work:
            assert not work.orders.of_customer(john, FROM_THE_START)
            assert not work.orders.search(OrderFilter(customer_id=john), FROM_THE_START)
            assert not work.orders.search(OrderFilter(Named("", [john])), FROM_THE_START)
            assert work.orders.totals(john) == OrderTotals()
            assert len(work.orders.of_customer(jane, FROM_THE_START)) == 1
            assert len(work.orders.search(OrderFilter(Named("", [jane])), FROM_THE_START)) == 1
            assert work.orders.totals(jane) == OrderTotals(1, (first.total,))
            assert work.orders.customers_owing(FROM_THE_START).items == (jane,)

    def test_every_list_tells_all_of_an_order(self, store: Store) -> None:
        full = filled(Order)
        lines = full.summary.lines[:1] * 12
        with unit(store) as work:
            paid = work.orders.add(evolve(full, summary=evolve(full.summary, lines=lines)))
            due = work.orders.add(order("due", full.number + 1, moved_to=full.customer_id))
        told = (OrderInfo.of(due), OrderInfo.of(paid))
        assert (told[0].due, told[1].cancelled, told[1].further) == (due.total, True, 2)
        with unit(store) as work:
            assert work.orders.search(EVERY_ORDER, FROM_THE_START).items == told
            assert work.orders.of_customer(full.customer_id, FROM_THE_START).items == told

    def test_newest_is_the_highest_number_whatever_the_moment(self, store: Store) -> None:
        with unit(store) as work:
            for number, hours in ((1, 3), (10, 1), (9, 2)):
                placed_at = MOMENT + timedelta(hours=hours)
                work.orders.add(order(f"o{number}", number, placed_at=placed_at))
        with unit(store) as work:
            for listed in (
                work.orders.of_customer(CustomerId("cus_1"), FROM_THE_START),
                work.orders.search(EVERY_ORDER, FROM_THE_START),
            ):
                assert [each.number for each in listed] == [10, 9, 1]

    def test_signs_in_a_reference_are_only_signs(self, store: Store) -> None:
        with unit(store) as work:
            for number, reference in enumerate(("A_B%C", "AXBYC", "A\\B"), 1):
                work.orders.add(order(f"o{number}", number, reference=reference))

        def found(text: str) -> list[str]:
            with unit(store) as work:
                listed = work.orders.search(OrderFilter(Named(text)), FROM_THE_START)
                return [each.order_id for each in listed]

        assert found("a_b") == found("a_b%") == ["o1"]
        assert found("%") == found("_") == found("a%c") == []
        assert found("a\\") == ["o3"]
        with unit(store) as work:
            work.orders.add(order("o9", 9, reference="A_B\U0001f381"))
        assert found("a_b") == ["o9", "o1"], "whatever follows"
        with unit(store) as work:
            for number, reference in enumerate(("26-117", "261-17", "26117"), 4):
                work.orders.add(order(f"o{number}", number, reference=reference))
        with unit(store) as work:
            assert work.orders.by_reference("261-17").id == "o5"

    def test_numbers_of_a_host_are_long(self, store: Store) -> None:
        """Some begin with the day: they do not fit into 32 bits."""
        numbers = (LARGEST_ORDER_NUMBER, 2026_01_15_0001, 2**32, 2**31, 1)
        with unit(store) as work:
            for number in numbers:
                work.orders.add(order(f"o{number}", number))
        with unit(store) as work:
            assert work.orders.get(OrderId(f"o{2**31}")).number == 2**31
            found = pages(lambda page: work.orders.search(EVERY_ORDER, page), 2)
            assert [[each.number for each in page] for page in found] == [
                [*numbers[:2]],
                [*numbers[2:4]],
                [1],
            ]
            assert work.orders.next_number() == 2
            with pytest.raises(IdTaken) as taken:
                work.orders.add(order("new", 2**32, reference="OWN"))
            assert taken.value.kind == "order number"

    def test_a_cancelled_order_keeps_its_keys(self, store: Store) -> None:
        cancelled = StatusChange("cancelled", MOMENT, ActorId("ann"), cancels=True)
        new = order("o2", 2)
        with unit(store) as work:
            first = work.orders.add(order("o1", 1, idempotency_key="k"))
            gone = work.orders.save(first.with_status(cancelled))
        with unit(store) as work:
            assert work.orders.of_cart(gone.cart_id) == gone
            assert work.orders.by_idempotency_key("k") == gone
            assert work.orders.by_reference(gone.reference) == gone
            with pytest.raises(CartAlreadyOrdered):
                work.orders.add(evolve(new, cart=gone.cart))
            with pytest.raises(IdempotencyKeyReused):
                work.orders.add(evolve(new, idempotency_key="k"))
            for taken in ({"reference": gone.reference}, {"number": 1}, {"id": gone.id}):
                with pytest.raises(IdTaken):
                    work.orders.add(evolve(new, **taken))
