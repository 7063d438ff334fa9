"""The contract of ``Links``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.ids import ActorId, CartId, CustomerId, LinkId
from backoffice_orders.model.link import Link, Purpose
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, race, unit

MICROSECOND = timedelta(microseconds=1)
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def link(number: int = 1, cart: str = "cart_1") -> Link:
    """A link that opens once."""
    return Link(
        id=LinkId(f"link_{number}"),
        cart_id=CartId(cart),
        customer_id=CustomerId("cus_1"),
        purpose=Purpose.HAND_OVER,
        created_by=ActorId("ann"),
        created_at=NOW + timedelta(seconds=number),
        expires_at=NOW + timedelta(days=1),
    )


class LinksContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "links"

    def test_links_are_found_by_id_and_by_cart(self, store: Store) -> None:
        with unit(store) as work:
            for number in (2, 1, 3):
                work.links.add(link(number, "cart_1" if number < 3 else "cart_2"))
        with unit(store) as work:
            assert work.links.get(LinkId("link_3")) == link(3, "cart_2")
            assert work.links.of_cart(CartId("cart_1")) == (link(1), link(2))
            with pytest.raises(LinkInvalid):
                work.links.get(LinkId("link_4"))
        with self.another_shop(store) as work, pytest.raises(LinkInvalid):
            work.links.get(LinkId("link_1"))

    def test_a_withdrawn_link_says_so(self, store: Store) -> None:
        withdrawn = evolve(link(), withdrawn_at=NOW)
        with unit(store) as work:
            assert work.links.add(link()) == link()
            work.links.withdraw(withdrawn)
        with unit(store) as work:
            assert work.links.get(link().id) == withdrawn

    def test_a_link_is_used_once_however_many_try(self, store: Store) -> None:
        with unit(store) as work:
            work.links.add(link())

        def use(work: UnitOfWork, number: int) -> bool:
            return work.links.use(evolve(link(), used_at=NOW + timedelta(seconds=number)))

        results = race(store, 8, use)
        assert results.count(True) == 1
        assert results.count(False) == 7
        with unit(store) as work:
            winner = results.index(True)
            assert work.links.get(link().id).used_at == NOW + timedelta(seconds=winner)

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            work.links.add(link())
            with pytest.raises(IdTaken) as refused:
                work.links.add(link(1, "cart_2"))
        assert (refused.value.kind, refused.value.id) == ("link", "link_1")
        with unit(store) as work:
            assert work.links.get(link().id) == link()

    def test_a_link_that_was_never_given_out(self, store: Store) -> None:
        with unit(store) as work:
            with pytest.raises(LinkInvalid):
                work.links.withdraw(evolve(link(), withdrawn_at=NOW))
            with pytest.raises(LinkInvalid):
                work.links.use(evolve(link(), used_at=NOW))
            with pytest.raises(LinkInvalid):
                work.links.get(link().id)
            assert work.links.of_cart(link().cart_id) == ()

    def test_all_of_a_withdrawn_link_is_stored(self, store: Store) -> None:
        changed = evolve(
            link(), cart_id=CartId("cart_2"), customer_id=CustomerId("none"), withdrawn_at=NOW
        )
        with unit(store) as work:
            work.links.add(link())
            work.links.withdraw(changed)
        with unit(store) as work:
            assert work.links.get(link().id) == changed
            assert work.links.of_cart(CartId("cart_2")) == (changed,)
            assert work.links.of_cart(CartId("cart_1")) == ()

    def test_withdrawing_a_link_that_was_read_before_its_use_keeps_the_use(
        self, store: Store
    ) -> None:
        later = NOW + timedelta(days=2)  # it has expired meanwhile
        with unit(store) as work:
            work.links.add(link())
        with unit(store) as work:
            assert work.links.use(evolve(link(), used_at=NOW))
        with unit(store) as work:
            work.links.withdraw(evolve(link(), withdrawn_at=later))
        with unit(store) as work:
            withdrawn = evolve(link(), used_at=NOW, withdrawn_at=later)
            assert work.links.get(link().id) == withdrawn
            assert not work.links.use(evolve(link(), used_at=later))
            work.links.withdraw(evolve(link(), customer_id=CustomerId("none")))
            assert work.links.get(link().id) == evolve(withdrawn, customer_id=CustomerId("none"))

    def test_using_a_link_that_was_read_before_its_withdrawal_keeps_that(
        self, store: Store
    ) -> None:
        with unit(store) as work:
            work.links.add(link())
            work.links.withdraw(evolve(link(), withdrawn_at=NOW))
        with unit(store) as work:
            assert work.links.use(evolve(link(), used_at=NOW)), "nobody has used it before"
            assert work.links.get(link().id).withdrawn_at == NOW

    def test_links_come_by_when_they_were_given_out_then_by_id(self, store: Store) -> None:
        late, early, same = (
            evolve(link(1), created_at=NOW + MICROSECOND),
            evolve(link(3), created_at=NOW),
            evolve(link(2), id=LinkId("Link_4"), created_at=NOW),
        )
        with unit(store) as work:
            for each in (late, early, same):
                work.links.add(each)
        with unit(store) as work:
            found = work.links.of_cart(CartId("cart_1"))
            assert [each.id for each in found] == ["Link_4", "link_3", "link_1"]

    def test_links_that_have_ended_are_forgotten_the_earliest_first(self, store: Store) -> None:
        later = {1: 5, 2: 1, 3: 3, 4: 9}
        links = {n: evolve(link(n), expires_at=NOW + m * MICROSECOND) for n, m in later.items()}
        links[4] = evolve(links[4], withdrawn_at=NOW + 2 * MICROSECOND)
        # Neither what it is for nor its use counts, nor a withdrawal after its end.
        links[1] = evolve(links[1], used_at=NOW, purpose=Purpose.PAY)
        links[2] = evolve(links[2], withdrawn_at=NOW + timedelta(days=9), used_at=NOW)
        links[3] = evolve(links[3], purpose=Purpose.PAY)
        with unit(store) as work:
            for each in links.values():
                work.links.add(each)
        with self.another_shop(store) as work:
            work.links.add(links[2])
        until = NOW + 5 * MICROSECOND

        def left() -> list[str]:
            with unit(store) as work:
                return [each.id for each in work.links.of_cart(link().cart_id)]

        with unit(store) as work:
            assert work.links.forget(NOW + MICROSECOND, 10) == 0
            assert work.links.forget(until, 0) == work.links.forget(until, -1) == 0
            assert work.links.forget(until, 2) == 2
        assert left() == ["link_1", "link_3"]
        with unit(store) as work:
            assert work.links.forget(until, 2) == 1
            with pytest.raises(LinkInvalid):
                work.links.get(links[3].id)
        assert left() == ["link_1"]
        with unit(store) as work:
            work.links.withdraw(evolve(links[1], withdrawn_at=NOW))
            assert work.links.forget(until, 2) == 1
        with self.another_shop(store) as work:
            assert work.links.get(links[2].id) == links[2]

    def test_what_is_done_with_one_link_leaves_the_others(self, store: Store) -> None:
        with unit(store) as work:
            for number in (1, 2, 3):
                work.links.add(link(number))
        with unit(store) as work:
            work.links.withdraw(evolve(link(1), withdrawn_at=NOW))
            assert work.links.use(evolve(link(3), used_at=NOW))
        with unit(store) as work:
            assert work.links.of_cart(link().cart_id) == (
                evolve(link(1), withdrawn_at=NOW),
                link(2),
                evolve(link(3), used_at=NOW),
            )

    def test_a_link_of_any_purpose_is_used_once_and_whatever_has_become_of_it(
        self, store: Store
    ) -> None:
        later = NOW + timedelta(days=9)
        with unit(store) as work:
            for number, purpose in enumerate(Purpose, 1):
                work.links.add(evolve(link(number), purpose=purpose))
        with unit(store) as work:
            for number, purpose in enumerate(Purpose, 1):
                used = evolve(link(number), customer_id=CustomerId("none"), purpose=purpose)
                used = evolve(used, used_at=later)
                assert work.links.use(used), "though it has expired"
                assert not work.links.use(evolve(used, used_at=NOW))
                assert work.links.get(used.id) == used

    def test_a_link_is_withdrawn_and_used_as_was_said_last(self, store: Store) -> None:
        later = NOW + timedelta(hours=1)
        with unit(store) as work:
            work.links.add(link())
            work.links.withdraw(evolve(link(), withdrawn_at=NOW, used_at=NOW))
            work.links.withdraw(evolve(link(), withdrawn_at=later, used_at=later))
        with unit(store) as work:
            assert work.links.get(link().id) == evolve(link(), withdrawn_at=later, used_at=later)
