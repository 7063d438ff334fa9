"""The contract of ``Carts``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.answers import NO_ANSWERS, Refusal
from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    Channel,
    ClosedAs,
    Closing,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
    Note,
    PriceOverride,
    RuleRefusal,
)
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.customization import Customization, CustomizationValue
from backoffice_orders.model.draft_filter import EVERY_DRAFT, DraftFilter, NamedDraft
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import CartNotFound, StaleCart
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import (
    ActorId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    DiscountId,
    FieldId,
    LineId,
    LinkId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.listing import CartInfo
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Message
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.service import Service
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import (
    FROM_THE_START,
    Contract,
    needs,
    pages,
    race,
    unit,
)
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.filled import filled
from backoffice_orders.testing.samples import MOMENT, cart

MICROSECOND = timedelta(microseconds=1)
EARLIER = MOMENT - timedelta(days=1)


class CartsContract(Contract):
    """Keeping carts, without losing anybody's change."""

    port = "carts"

    def test_everything_in_a_cart_reads_back_equal(self, store: Store) -> None:
        full = cart(
            lines=(
                CartLine(
                    LineId("l1"),
                    ProductId("shirt"),
                    2,
                    CombinationId("shirt-m"),
                    Customization((CustomizationValue(FieldId("f"), "Grüße 🎁"),)),
                    PriceOverride(Money("9.90", "EUR"), True, "loyal", ActorId("ann")),
                    {"shelf": "7"},
                ),
            ),
            custom_lines=(CustomLine(LineId("l2"), CustomLineKind.FEE, "Rush", Money("3", "EUR")),),
            rule_ids=(CartRuleId("r1"),),
            refused_rules=(
                RuleRefusal(CartRuleId("r2"), "Spring", "has r1", ActorId("ann"), MOMENT),
            ),
            discounts=(
                ManualDiscount(
                    id=DiscountId("d1"),
                    title="Loyal",
                    reason="goodwill",
                    by=ActorId("tim"),
                    at=MOMENT,
                    percent=Decimal("12.5"),
                    allowed_by=ActorId("ann"),
                    ceiling=Ceiling(Decimal(50), Money("100", "USD")),
                ),
                ManualDiscount(
                    id=DiscountId("d2"),
                    title="Sorry",
                    reason="damaged",
                    by=ActorId("ann"),
                    at=MOMENT,
                    amount=Money("1.50", "EUR"),
                    line_id=LineId("l1"),
                    each_piece=True,
                    tax_included=False,
                ),
            ),
            manual_delivery=ManualDelivery(
                Message("by.courier", {"to": "Paris"}), Money("12", "EUR"), "urgent"
            ),
            tax_exemption=TaxExemption("export", "EX-1"),
            notes=(Note(MOMENT, ActorId("ann"), "calls back at noon"),),
            tags=("phone",),
            attributes={"campaign": "spring"},
            payment_due_days=14,
            expires_at=MOMENT + timedelta(days=3),
        )
        with unit(store) as work:
            stored = work.carts.add(full)
        assert stored == evolve(full, version=1)
        with unit(store) as work:
            assert work.carts.get(full.id) == stored

    def test_an_unknown_id_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            with pytest.raises(CartNotFound):
                work.carts.get(CartId("none"))
            with pytest.raises(CartNotFound):
                work.carts.save(cart("none"))

    def test_every_change_is_one_version_up(self, store: Store) -> None:
        with unit(store) as work:
            first = work.carts.add(cart())
        with unit(store) as work:
            second = work.carts.save(evolve(first, language="fr"))
        assert [first.version, second.version] == [1, 2]
        with unit(store) as work:
            assert work.carts.get(first.id).language == "fr"

    def test_versions_are_those_of_the_stored_carts(self, store: Store) -> None:
        with unit(store) as work:
            changed = work.carts.add(cart("cart_1"))
            work.carts.save(changed)
            work.carts.add(cart("cart_2"))
        asked = [CartId("cart_1"), CartId("cart_2"), CartId("cart_3")]
        with unit(store) as work:
            assert work.carts.versions(iter(asked)) == {"cart_1": 2, "cart_2": 1}
            assert work.carts.versions([]) == {}
        with self.another_shop(store) as work:
            assert work.carts.versions(asked) == {}

    def test_a_stale_change_is_refused_and_changes_nothing(self, store: Store) -> None:
        with unit(store) as work:
            first = work.carts.add(cart())
        with unit(store) as work:
            work.carts.save(evolve(first, language="fr"))
            work.carts.save(evolve(first, version=2, language="fr"))
        with pytest.raises(StaleCart) as refused, unit(store) as work:
            work.carts.save(evolve(first, language="de"))
        assert refused.value.expected_version == 1
        assert refused.value.current_version == 3
        with unit(store) as work:
            assert work.carts.get(first.id).language == "fr"

    def test_an_ordered_cart_is_changed_like_any_other(self, store: Store) -> None:
        """A customer who is erased is erased from what they have ordered, too."""
        with unit(store) as work:
            open_ = work.carts.add(cart(name="for Ann"))
            ordered = work.carts.save(evolve(open_, order_id=OrderId("o1")))
            work.carts.save(evolve(ordered, name=""))
        with unit(store) as work:
            assert work.carts.get(open_.id).name == ""

    def test_of_those_who_change_the_same_version_one_wins(self, store: Store) -> None:
        with unit(store) as work:
            first = work.carts.add(cart())

        def save(work: UnitOfWork, n: int) -> Cart:
            return work.carts.save(evolve(first, language=f"x{n}"))

        answers = race(store, 8, save)
        assert sum(isinstance(answer, Cart) for answer in answers) == 1
        assert sum(isinstance(answer, StaleCart) for answer in answers) == 7

    def test_a_customers_open_carts_last_changed_first(self, store: Store) -> None:
        with unit(store) as work:
            for n, name in enumerate(("c1", "c2", "c3")):
                work.carts.add(cart(name, updated_at=MOMENT + timedelta(minutes=n)))
            work.carts.add(cart("other", customer_id=CustomerId("cus_2")))
            work.carts.add(cart("ordered", order_id=OrderId("o1")))
            before = MOMENT - timedelta(minutes=1)
            work.carts.add(cart("empty", lines=(), name="for Ann", updated_at=before))
            work.carts.add(cart("nobodys", customer_id=None))
            for kind in CustomLineKind:  # a fee alone is nothing
                line = CustomLine(LineId("l1"), kind, "Rush", Money("3", "EUR"))
                work.carts.add(cart(kind, lines=(), custom_lines=(line,), updated_at=before))
        with unit(store) as work:
            found = work.carts.open_of_customer(CustomerId("cus_1"), FROM_THE_START)
            assert [each.cart_id for each in found] == ["c3", "c2", "c1", "empty", "fee", "item"]
            found = work.carts.open_of_customer(CustomerId("cus_1"), FROM_THE_START, filled=True)
            assert [each.cart_id for each in found] == ["c3", "c2", "c1", "item"]
            found = work.carts.of_customer(CustomerId("cus_1"), FROM_THE_START)
            in_order = ["c3", "c2", "c1", "ordered", "empty", "fee", "item"]
            assert [each.cart_id for each in found] == in_order

    def test_drafts_of_the_back_office(self, store: Store) -> None:
        bob = ActorId("bob")
        with unit(store) as work:
            work.carts.add(cart("c1"))
            work.carts.add(cart("c2", assigned_to=bob, updated_at=MOMENT + timedelta(minutes=1)))
            work.carts.add(cart("c3", channel=Channel.STOREFRONT))
            work.carts.add(cart("c4", order_id=OrderId("o1")))
            work.carts.add(cart("c5", assigned_to=None))
        with unit(store) as work:
            everyone = work.carts.drafts(EVERY_DRAFT, FROM_THE_START)
            assert [each.cart_id for each in everyone] == ["c2", "c1", "c5"]
            assert [
                each.cart_id
                for each in work.carts.drafts(DraftFilter(assigned_to=bob), FROM_THE_START)
            ] == ["c2"]
            assert work.carts.count_drafts(DraftFilter(assigned_to=bob), 100) == 1
            first = work.carts.drafts(EVERY_DRAFT, PageAfter(size=1))
            assert (len(first), first.more) == (1, True)

    def test_a_list_follows_a_cart_that_is_changed(self, store: Store) -> None:
        bob, nobody = ActorId("bob"), CustomerId("cus_2")
        with unit(store) as work:
            first = work.carts.add(cart(lines=()))
            second = work.carts.save(
                evolve(
                    first,
                    customer_id=nobody,
                    lines=cart().lines,
                    assigned_to=bob,
                    updated_at=MOMENT + timedelta(days=1),
                )
            )
        with unit(store) as work:
            (found,) = work.carts.open_of_customer(nobody, FROM_THE_START, filled=True)
            assert found == CartInfo.of(second)
            assert work.carts.drafts(DraftFilter(assigned_to=bob), FROM_THE_START).items == (found,)
            assert not work.carts.of_customer(CustomerId("cus_1"), FROM_THE_START)
            work.carts.save(second.with_order(OrderId("o1"), MOMENT))
            assert not work.carts.drafts(DraftFilter(assigned_to=bob), FROM_THE_START)
            assert not work.carts.open_of_customer(nobody, FROM_THE_START)
            assert len(work.carts.of_customer(nobody, FROM_THE_START)) == 1

    def test_drafts_are_found_by_what_people_say(self, store: Store) -> None:
        line = CartLine(LineId("l1"), ProductId("Mug-1"), 2)
        ended = Closing(ClosedAs.DISCARDED, MOMENT, ActorId("ann"))
        with unit(store) as work:
            work.carts.add(cart("c1", lines=(), name="für Ann, Dienstag", taken_from="basket 7"))
            work.carts.add(cart("c2", lines=(line,), customer_id=CustomerId("cus_9")))
            work.carts.add(cart("c3", lines=(), name="Dienst", closed=ended))
            work.carts.add(cart("c4", lines=(), name="Ann", channel=Channel.STOREFRONT))

        def found(text: str = "", **named: Any) -> list[str]:
            with unit(store) as work:
                wanted = DraftFilter(NamedDraft(text, **named))
                listed = work.carts.drafts(wanted, FROM_THE_START)
                assert work.carts.count_drafts(wanted, 100) == len(listed), "as many as are listed"
                return [each.cart_id for each in listed]

        assert found("diens an") == ["c1"], "first letters of its words, in any order"
        assert found("fur") == ["c1"], "without accents"
        assert found("nn") == [], "not the middle of a word"
        assert found("dienstag bob") == [], "every word counts"
        assert found("basket 7") == found(" basket 7 ") == ["c1"], "as where it was taken in from"
        assert found("basket") == found("Basket 7") == [], "to the letter"
        assert found("c2") == ["c2"], "its own id"
        assert found("C2") == found("c") == [], "to the letter"
        assert found(product_ids=[ProductId("x"), ProductId("Mug-1"), ProductId("y")]) == ["c2"]
        assert found(product_ids=[ProductId("mug-1")]) == [], "an id is compared by case"
        assert found(product_ids=[ProductId("ug-1")]) == [], "as a whole"
        both = [CustomerId("cus_8"), CustomerId("cus_9")]
        assert found("diens", customer_ids=both) == ["c1", "c2"], "any one will do"
        assert found() == [], "nothing means nothing"

    def test_who_has_drafts(self, store: Store) -> None:
        with unit(store) as work:
            for id_, whose, changes in (
                ("k1", "c3", {}),
                ("k2", "c1", {"lines": (), "name": "for Ann"}),
                ("k3", "c1", {}),
                ("k4", "c2", {"lines": ()}),
                ("k5", "c4", {"order_id": OrderId("o1")}),
                ("k6", "c5", {"channel": Channel.STOREFRONT}),
            ):
                work.carts.add(cart(id_, customer_id=CustomerId(whose), **changes))
            work.carts.add(cart("k7", customer_id=None))
        with unit(store) as work:
            found = work.carts.customers_with_drafts(FROM_THE_START)
            assert found.items == ("c1", "c3"), "each once, by id; with something in it or a name"
            first = work.carts.customers_with_drafts(PageAfter(size=1))
            second = work.carts.customers_with_drafts(PageAfter(first.next, 1))
            assert (first.items, second.items, second.more) == (("c1",), ("c3",), False)
            few = [CustomerId("c2"), CustomerId("c3")]
            assert work.carts.customers_with_drafts(FROM_THE_START, few).items == ("c3",)
            again = work.carts.customers_with_drafts(PageAfter(first.next), [CustomerId("c1")])
            assert not again, "only these, on every page"

    def test_drafts_are_filtered(self, store: Store) -> None:
        later = MOMENT + timedelta(hours=1)
        pay = evolve(
            link(1), cart_id=CartId("c2"), purpose=Purpose.PAY, expires_at=later, withdrawn_at=None
        )
        handed = evolve(pay, id=LinkId("h"), cart_id=CartId("c1"), purpose=Purpose.HAND_OVER)
        item = CustomLine(LineId("l1"), CustomLineKind.ITEM, "Engraving", Money("3", "EUR"))
        with unit(store) as work:
            work.carts.add(cart("c1", lines=(), expires_at=EARLIER))
            for id_ in ("B", "a"):  # and of one moment capitals come first
                work.carts.add(cart(id_, lines=(), custom_lines=(item,), updated_at=EARLIER))
            work.carts.add(cart("c2", expires_at=later))
            work.carts.add(cart("c3", lines=(), name="for Ann", updated_at=later))
            work.links.add(pay)
            work.links.add(handed)
            for id_, ended in (("1", MOMENT), ("z", later)):  # before and after it, by every order
                work.links.add(evolve(pay, id=LinkId(id_), withdrawn_at=EARLIER, expires_at=ended))

        def found(**wanted: Any) -> list[str]:
            with unit(store) as work:
                asked = DraftFilter(**wanted)
                listed = work.carts.drafts(asked, FROM_THE_START)
                assert work.carts.count_drafts(asked, 100) == len(listed), "as many as are listed"
                assert work.carts.count_drafts(asked, 1) == min(len(listed), 1), "and no more"
                return [each.cart_id for each in listed]

        assert found(begun=True) == ["c3", "c2", "B", "a"], "something in it, or a name"
        assert found(offers=True) == ["c1", "c2"], "also where the day is over"
        assert found(sent_at=MOMENT) == ["c2"], "a customer's link opens it"
        assert found(sent_at=later) == [], "the link has ended"
        assert found(changed_from=later) == ["c3"]
        assert found(changed_until=later) == ["c1", "c2", "B", "a"]
        with unit(store) as work:
            assert work.links.use(evolve(pay, used_at=MOMENT))
        assert found(sent_at=MOMENT) == ["c2"], "it opens any number of times"
        with unit(store) as work:
            work.links.withdraw(evolve(pay, withdrawn_at=MOMENT))
        assert found(sent_at=MOMENT) == [], "it was withdrawn"
        assert found(sent_at=MOMENT - MICROSECOND) == ["c2"], "and opened it until then"
        with unit(store) as work:
            _, offer = work.carts.drafts(DraftFilter(offers=True), FROM_THE_START)
            (named,) = work.carts.drafts(DraftFilter(changed_from=later), FROM_THE_START)
        assert offer.expires_at == later
        assert named.name == "for Ann"

    def test_a_list_tells_what_carts_hold_without_them(self, store: Store) -> None:
        lines = tuple(
            CartLine(LineId(f"l{n}"), ProductId("mug"), n, title=f"Mug {n}") for n in range(1, 13)
        )
        own = CustomLine(LineId("own"), CustomLineKind.ITEM, "Engraving", Money("3", "EUR"))
        fee = CustomLine(LineId("fee"), CustomLineKind.FEE, "Rush", Money("3", "EUR"))
        with unit(store) as work:
            work.carts.add(cart(lines=lines, custom_lines=(own, fee), started_by=ActorId("bob")))
        with unit(store) as work:
            (found,) = work.carts.drafts(EVERY_DRAFT, FROM_THE_START)
        assert [(each.quantity, each.name) for each in found.contents] == [
            (n, f"Mug {n}") for n in range(1, 11)
        ]
        assert found.further == 3  # two mugs and the engraving; a fee is nothing one can hold
        assert (found.customer_id, found.started_by, found.total) == ("cus_1", "bob", None)
        assert (found.created_at, found.channel) == (MOMENT, Channel.BACK_OFFICE)

    def test_a_closed_cart_is_in_no_list_of_open_ones(self, store: Store) -> None:
        closing = Closing(ClosedAs.ORDERED_ELSEWHERE, MOMENT, ActorId("ann"), "WEB-1", "by phone")
        mine = CustomerId("cus_1")
        with unit(store) as work:
            stored = work.carts.save(evolve(work.carts.add(cart()), closed=closing))
        with unit(store) as work:
            assert work.carts.get(stored.id) == stored
            assert not work.carts.drafts(EVERY_DRAFT, FROM_THE_START)
            assert not work.carts.open_of_customer(mine, FROM_THE_START)
            assert [each.cart_id for each in work.carts.of_customer(mine, FROM_THE_START)] == [
                stored.id
            ]

    def test_a_cart_that_was_taken_in_is_found_by_its_reference(self, store: Store) -> None:
        with self.another_shop(store) as work:
            work.carts.add(cart("c4"))
        with unit(store) as work:
            stored = work.carts.add(cart("c1", taken_from="Basket 7"))
            work.carts.add(cart("c2"))
            work.carts.add(cart("c3"))
            with pytest.raises(IdTaken) as refused:
                work.carts.add(cart("c4", taken_from="Basket 7"))
            assert (refused.value.kind, refused.value.id) == ("cart taken in", "Basket 7")
            with pytest.raises(IdTaken) as refused:
                work.carts.add(cart("c2", taken_from="Basket 7"))
            assert (refused.value.kind, refused.value.id) == ("cart", "c2")
        with unit(store) as work:
            assert work.carts.taken_from("Basket 7") == stored
            for other in ("basket 7", "Basket", "Basket 77", " Basket 7"):
                assert work.carts.taken_from(other) is None, other
            assert work.carts.taken_from("") is None
            changed = work.carts.save(evolve(stored, language="fr"))
            assert work.carts.taken_from("Basket 7") == changed
        with self.another_shop(store) as work:
            assert work.carts.taken_from("Basket 7") is None
            work.carts.add(cart("c1", taken_from="Basket 7"))

    def test_of_those_who_take_in_the_same_cart_one_wins(self, store: Store) -> None:
        def add(work: UnitOfWork, n: int) -> Cart:
            return work.carts.add(cart(f"c{n}", taken_from="Basket 7"))

        answers = race(store, 6, add)
        assert sum(isinstance(answer, Cart) for answer in answers) == 1
        assert sum(isinstance(answer, IdTaken) for answer in answers) == 5

    def test_carts_that_nobody_touches_oldest_first(self, store: Store) -> None:
        closing = Closing(ClosedAs.DISCARDED, MOMENT, ActorId("ann"))
        moments = {"c1": 3, "c2": 1, "c3": 2, "c4": 1, "late": 4}
        with unit(store) as work:
            for name, count in moments.items():
                work.carts.add(cart(name, updated_at=MOMENT + count * MICROSECOND))
            work.carts.add(cart("ordered", order_id=OrderId("o1")))
            work.carts.add(cart("closed", closed=closing, channel=Channel.STOREFRONT))
        since = MOMENT + 4 * MICROSECOND
        in_order = ["closed", "c2", "c4", "c3", "c1"]
        with unit(store) as work:
            for size in (1, 2, 3, 5, 6):
                found = pages(lambda page: work.carts.untouched(since, page), size)
                assert [info.cart_id for page in found for info in page] == in_order, size
            with pytest.raises(FieldInvalid, match="after"):
                work.carts.untouched(since, PageAfter("c1"))
            first = work.carts.get(CartId("c2"))
            work.carts.save(first.with_order(OrderId("o2"), MOMENT))
            found = pages(lambda page: work.carts.untouched(since, page), 9)
            assert [info.cart_id for page in found for info in page] == [
                "closed",
                "c4",
                "c3",
                "c1",
            ]
        with self.another_shop(store) as work:
            assert not work.carts.untouched(since, FROM_THE_START)

    def test_a_cart_that_is_removed_is_gone(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart("c1", taken_from="Basket 7"))
            kept = work.carts.add(cart("c2"))
            ordered = work.carts.add(cart("c3", order_id=OrderId("o1")))
        with self.another_shop(store) as work:
            work.carts.add(cart("c1"))
        with unit(store) as work:
            work.carts.remove(ordered.id)
            assert work.carts.many([ordered.id]) == {}, "whatever has become of it"
            work.carts.remove(CartId("c1"))
            work.carts.remove(CartId("none"))
        with unit(store) as work:
            with pytest.raises(CartNotFound):
                work.carts.get(CartId("c1"))
            assert work.carts.many([CartId("c1"), kept.id]) == {kept.id: kept}
            assert work.carts.taken_from("Basket 7") is None
            drafts = work.carts.drafts(EVERY_DRAFT, FROM_THE_START)
            assert [each.cart_id for each in drafts] == ["c2"]
            work.carts.add(cart("c1", taken_from="Basket 7"))
        with self.another_shop(store) as work:
            assert work.carts.get(CartId("c1")).version == 1

    def test_pages_follow_each_other_without_gaps(self, store: Store) -> None:
        # Of several that were changed at one moment a page may end between any two.
        moments = {f"c{n}": MOMENT + n // 3 * MICROSECOND for n in range(9)}
        with unit(store) as work:
            for name, moment in moments.items():
                work.carts.add(cart(name, updated_at=moment))
        in_order = ["c6", "c7", "c8", "c3", "c4", "c5", "c0", "c1", "c2"]
        mine = CustomerId("cus_1")
        with unit(store) as work:
            for ask in (
                lambda page: work.carts.drafts(EVERY_DRAFT, page),
                lambda page: work.carts.drafts(DraftFilter(assigned_to=ActorId("ann")), page),
                lambda page: work.carts.of_customer(mine, page),
                lambda page: work.carts.open_of_customer(mine, page),
                lambda page: work.carts.open_of_customer(mine, page, filled=True),
            ):
                for size in (1, 2, 3, 4, 9, 10):
                    found = pages(ask, size)
                    assert [info.cart_id for page in found for info in page] == in_order, size
                    assert {len(page) for page in found[:-1]} <= {size}

    def test_what_was_added_meanwhile_moves_no_page(self, store: Store) -> None:
        with unit(store) as work:
            for n in range(4):
                work.carts.add(cart(f"c{n}", updated_at=MOMENT - timedelta(minutes=n)))
            first = work.carts.drafts(EVERY_DRAFT, PageAfter(size=2))
            work.carts.add(cart("new", updated_at=MOMENT + timedelta(days=1)))
            second = work.carts.drafts(EVERY_DRAFT, PageAfter(first.next, 2))
            assert [info.cart_id for info in second] == ["c2", "c3"]

    def test_a_page_after_nothing_that_there_was(self, store: Store) -> None:
        mine = CustomerId("cus_1")
        for after in ("cart_1", "~", "2026-01-15~c1", "yesterday~c1", "2026-01-15T09:00:00~c1"):
            page = PageAfter(after)
            with unit(store) as work:
                with pytest.raises(FieldInvalid, match="after"):
                    work.carts.drafts(EVERY_DRAFT, page)
                with pytest.raises(FieldInvalid, match="after"):
                    work.carts.of_customer(mine, page)
                with pytest.raises(FieldInvalid, match="after"):
                    work.carts.open_of_customer(mine, page)

    def test_several_carts_at_once(self, store: Store) -> None:
        with unit(store) as work:
            stored = [work.carts.add(cart(name)) for name in ("c1", "c2", "c3")]
        with unit(store) as work:
            asked = map(CartId, ("c3", "none", "c1", "c3"))  # as any iterable
            found = work.carts.many(asked)
            assert found == {"c1": stored[0], "c3": stored[2]}
            assert work.carts.many([]) == {}
        with self.another_shop(store) as work:
            assert work.carts.many([CartId("c1")]) == {}
            assert not work.carts.of_customer(CustomerId("cus_1"), FROM_THE_START)
            assert not work.carts.drafts(EVERY_DRAFT, FROM_THE_START)

    def test_an_amount_keeps_all_its_decimals(self, store: Store) -> None:
        price = Money(Decimal("0.123456789012345678"), "EUR")
        line = CustomLine(LineId("l1"), CustomLineKind.ITEM, "Dust", price)
        with unit(store) as work:
            work.carts.add(cart(custom_lines=(line,)))
        with unit(store) as work:
            assert work.carts.get(CartId("cart_1")).custom_lines[0].unit_price == price

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            first = work.carts.add(cart(language="fr"))
        with unit(store) as work, pytest.raises(IdTaken) as refused:
            work.carts.add(cart(language="de"))
        assert (refused.value.kind, refused.value.id) == ("cart", "cart_1")
        with unit(store) as work:
            assert work.carts.get(first.id) == first

    def test_a_new_cart_begins_with_version_one(self, store: Store) -> None:
        with unit(store) as work:
            assert work.carts.add(cart(version=7)) == cart(version=1)
        with unit(store) as work:
            assert work.carts.get(cart().id) == cart(version=1)

    def test_what_belongs_to_a_removed_cart_stays(self, store: Store) -> None:
        given = NO_ANSWERS.having(Service.TAXES, Refusal("No such postcode."), "aa11", MOMENT)
        with unit(store) as work:
            stored = work.carts.add(cart())
            work.answers.keep(stored.id, given)
            work.links.add(link())
        with unit(store) as work:
            work.carts.remove(stored.id)
        with unit(store) as work:
            assert work.answers.of_cart(stored.id) == given
            assert work.links.of_cart(stored.id) == (link(),)

    def test_every_list_tells_all_of_a_cart(self, store: Store) -> None:
        full = filled(Cart, customer_id=CustomerId("cus_1"), order_id=None, closed=None)
        full = evolve(full, channel=Channel.BACK_OFFICE)
        lines = tuple(evolve(full.lines[0], id=LineId(f"l{number}")) for number in range(12))
        with unit(store) as work:
            stored = work.carts.add(evolve(full, lines=lines))
            web = work.carts.add(cart("web", channel=Channel.STOREFRONT, lines=()))
        told = CartInfo.of(stored)
        with unit(store) as work:
            drafts = work.carts.drafts(EVERY_DRAFT, FROM_THE_START)
            assert drafts.items == (told,)
            whose = CustomerId("cus_1")
            for listed in (
                work.carts.of_customer(whose, FROM_THE_START),
                work.carts.open_of_customer(whose, FROM_THE_START),
                work.carts.untouched(MOMENT + timedelta(days=1), FROM_THE_START),
            ):
                assert {each.cart_id: each for each in listed} == {
                    stored.id: told,
                    web.id: CartInfo.of(web),
                }

    def test_drafts_are_found_by_what_they_are_called_and_hold_now(self, store: Store) -> None:
        line = CartLine(LineId("l1"), ProductId("mug"), 1)
        with unit(store) as work:
            first = work.carts.add(cart(lines=(line,), name="Ann", expires_at=MOMENT))
        pen = evolve(line, product_id=ProductId("pen"))
        with unit(store) as work:
            work.carts.save(evolve(first, lines=(pen,), name="Bob", expires_at=None))

        def found(**named: Any) -> int:
            with unit(store) as work:
                asked = DraftFilter(NamedDraft(**named))
                listed = work.carts.drafts(asked, FROM_THE_START)
                assert work.carts.count_drafts(asked, 100) == len(listed), "as many as are listed"
                return len(listed)

        assert (found(text="bob"), found(text="ann")) == (1, 0)
        assert found(product_ids=[ProductId("pen")]) == 1
        assert found(product_ids=[ProductId("mug")]) == 0
        with unit(store) as work:
            assert not work.carts.drafts(DraftFilter(offers=True), FROM_THE_START)

    def test_a_draft_is_begun_for_as_long_as_it_has_a_name(self, store: Store) -> None:
        begun, nothing = DraftFilter(begun=True), evolve(cart(), lines=())
        with unit(store) as work:
            stored = work.carts.add(nothing)
        for name, count in (("for Ann", 1), ("for Bob", 1), ("", 0), ("for Ann", 1)):
            with unit(store) as work:
                stored = work.carts.save(evolve(stored, name=name))
            with unit(store) as work:
                assert len(work.carts.drafts(begun, FROM_THE_START)) == count
                assert work.carts.count_drafts(begun, 10) == count
                assert len(work.carts.customers_with_drafts(FROM_THE_START)) == count

    def test_any_two_that_are_asked_of_a_draft_hold_together(self, store: Store) -> None:
        carts = [
            cart(
                f"c{number:02}",
                name="for Ann" if number & 1 else "",
                assigned_to=ActorId("ann" if number & 2 else "bob"),
                expires_at=MOMENT + timedelta(days=9) if number & 4 else None,
                customer_id=CustomerId(f"cus_{number % 3}"),
                updated_at=MOMENT + timedelta(hours=number * 5 % 16),
            )
            for number in range(16)
        ]
        carts = [evolve(each, lines=()) if n & 8 else each for n, each in enumerate(carts)]
        links = {
            each.id: evolve(link(number), cart_id=each.id, purpose=Purpose.PAY)
            for number, each in enumerate(carts)
            if number % 5 < 3
        }
        with unit(store) as work:
            for each in carts:
                work.carts.add(each)
            for sent in links.values():
                work.links.add(sent)
        newest_first = sorted(carts, key=lambda each: each.updated_at, reverse=True)
        asked: list[dict[str, Any]] = [
            {"named": NamedDraft("ann")},
            {"named": NamedDraft("", [CustomerId("cus_1")])},
            {"assigned_to": ActorId("ann")},
            {"begun": True},
            {"offers": True},
            {"sent_at": MOMENT},
            {"changed_from": MOMENT + timedelta(hours=5)},
            {"changed_until": MOMENT + timedelta(hours=11)},
        ]
        for one, two in combinations_with_replacement(asked, 2):
            wanted = DraftFilter(**{**one, **two})
            theirs = ((each, [links[each.id]] if each.id in links else []) for each in newest_first)
            ids = [each.id for each, sent in theirs if wanted.fits(each, sent)]
            with unit(store) as work:
                found = pages(partial(work.carts.drafts, wanted), 3)
                assert [each.cart_id for page in found for each in page] == ids, wanted
                for at_most in (1, max(len(ids), 1), 100):
                    assert work.carts.count_drafts(wanted, at_most) == min(len(ids), at_most)

    @needs("shops")
    def test_a_link_of_another_shop_opens_no_cart_of_this_one(self, store: Store) -> None:
        for shop in ("main", "other"):
            with unit(store, shop) as work:
                work.carts.add(cart("c1"))
        with unit(store, "other") as work:
            work.links.add(evolve(link(1), cart_id=CartId("c1"), purpose=Purpose.PAY))
        for shop, count in (("main", 0), ("other", 1)):
            with unit(store, shop) as work:
                sent = work.carts.drafts(DraftFilter(sent_at=MOMENT), FROM_THE_START)
                assert len(sent) == count

    def test_who_has_drafts_follows_what_becomes_of_them(self, store: Store) -> None:
        closing = Closing(ClosedAs.DISCARDED, MOMENT, ActorId("ann"))
        with unit(store) as work:
            for id_, whose in (("k1", "c1"), ("k2", "c2"), ("k3", "c3"), ("k4", "c4")):
                work.carts.add(cart(id_, customer_id=CustomerId(whose)))
            work.carts.add(cart("k5", customer_id=CustomerId("c5"), lines=(), name="for Ann"))
            work.carts.add(cart("k6", customer_id=CustomerId("c6"), closed=closing))

        def who(among: Collection[CustomerId] | None = None) -> tuple[str, ...]:
            with unit(store) as work:
                return work.carts.customers_with_drafts(FROM_THE_START, among).items

        assert who() == ("c1", "c2", "c3", "c4", "c5"), "none for whom it is closed"
        assert who([]) == ()
        with unit(store) as work:
            carts = work.carts.many([CartId(id_) for id_ in ("k1", "k2", "k3")])
            work.carts.save(carts[CartId("k1")].with_order(OrderId("o1"), MOMENT))
            work.carts.save(evolve(carts[CartId("k2")], closed=closing))
            work.carts.save(evolve(carts[CartId("k3")], customer_id=CustomerId("c10")))
            work.carts.remove(CartId("k4"))
        assert who() == ("c10", "c5")

    def test_what_was_taken_in_is_found_whatever_has_become_of_it(self, store: Store) -> None:
        closing = Closing(ClosedAs.DISCARDED, MOMENT, ActorId("ann"))
        with unit(store) as work:
            first = work.carts.add(cart("c1", taken_from="Basket 7"))
            ended = work.carts.save(evolve(first, closed=closing))
            ordered = work.carts.add(cart("c3", taken_from="Basket 8", order_id=OrderId("o1")))
        for each, reference in ((ended, "Basket 7"), (ordered, "Basket 8")):
            with unit(store) as work:
                assert work.carts.taken_from(reference) == each
                with pytest.raises(IdTaken):
                    work.carts.add(cart("c2", taken_from=reference))
                with pytest.raises(IdTaken):
                    work.carts.add(cart(each.id))
