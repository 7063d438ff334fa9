"""The contract of ``CartRules``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CategoryId,
    CustomerId,
    GroupId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, race, unit
from backoffice_orders.testing.samples import MOMENT, rule

JOHN = CustomerId("john")


# One code, as people and programs write it: with a soft hyphen, a dash, in full width, with a
# Cyrillic letter among the Latin ones.
SUMMER_10 = (
    "summer10",
    "SUMMER 10",
    " Summer_10",
    "S.U.M.M.E.R.10",
    "SUMMER\u00ad10",
    "SUMMER\u201310",
    "SUMMER\u00a010",
    "\uff33\uff35\uff2d\uff2d\uff25\uff32\uff11\uff10",
    "SUMM\u0415R10",
)


class CartRulesContract(Contract):
    """Keeping cart rules, and counting their uses."""

    port = "cart_rules"

    def test_the_rules_for_one_customer_alone(self, store: Store) -> None:
        theirs = CustomerId("cus_1")
        with unit(store) as work:
            work.cart_rules.add(rule("r2", customer_id=theirs))
            work.cart_rules.add(rule("r1", customer_id=theirs, enabled=False))
            work.cart_rules.add(rule("r3", customer_id=CustomerId("cus_2")))
            work.cart_rules.add(rule("r4"))
            last = rule("r0", code="", quantity=1, customer_id=theirs)
            work.cart_rules.add(last)
            work.cart_rules.use(last, theirs, OrderId("o1"))
            work.cart_rules.add(rule("r5", customer_id=CustomerId("CUS_1")))
        with unit(store) as work:
            found = work.cart_rules.of_customer(theirs)
            assert [each.id for each in found] == ["r0", "r1", "r2"], "whatever became of them"
            assert [each.id for each in work.cart_rules.search("r0", FIRST_PAGE)] == ["r0"]
            found = found[1:]
            work.cart_rules.save(evolve(found[0], customer_id=None))
            assert [each.id for each in work.cart_rules.of_customer(theirs)] == ["r0", "r2"]

    def test_every_condition_and_action_reads_back_equal(self, store: Store) -> None:
        full = rule(
            actions=(
                Percentage(Decimal("12.5"), target=Target.SELECTION, exclude_discounted=True),
                Amount(
                    Money("5.00", "EUR"), True, target=Target.PRODUCT, product_id=ProductId("mug")
                ),
                FreeShipping(),
                Gift(ProductId("mug")),
            ),
            conditions=(
                MinimumAmount(Money("30", "EUR"), False, True),
                Countries({"FR", "DE"}),
                Carriers({CarrierId("post")}),
                CustomerGroups({GroupId("g")}),
                Products(2, product_ids={ProductId("p")}, category_ids={CategoryId("c")}),
            ),
            valid_from=MOMENT,
            valid_until=MOMENT + timedelta(days=1),
            customer_id=JOHN,
            quantity=3,
            quantity_per_customer=2,
            combinable_with=frozenset({CartRuleId("x")}),
            partial_use=True,
        )
        with unit(store) as work:
            stored = work.cart_rules.add(full)
        with unit(store) as work:
            assert stored == evolve(full, id=stored.id)
            assert work.cart_rules.get(stored.id) == stored

    def test_unknown_rules(self, store: Store) -> None:
        with unit(store) as work:
            with pytest.raises(RuleNotFound):
                work.cart_rules.get(CartRuleId("none"))
            with pytest.raises(RuleNotFound):
                work.cart_rules.by_code("none")
            with pytest.raises(RuleNotFound):
                work.cart_rules.by_code("")
            with pytest.raises(RuleNotFound):
                work.cart_rules.save(rule("none"))

    def test_a_code_is_found_whatever_its_case_and_is_unique(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code="Spring"))
            assert work.cart_rules.by_code(" SPRING ").id == "r1"
        with pytest.raises(CodeTaken), unit(store) as work:
            work.cart_rules.add(rule("r2", code="spring"))
        with unit(store) as work:
            work.cart_rules.add(rule("r2", code="summer"))
        with pytest.raises(CodeTaken), unit(store) as work:
            work.cart_rules.save(rule("r2", code="SPRING"))
        with unit(store) as work:
            work.cart_rules.add(rule("r3", code=""))
            work.cart_rules.add(rule("r4", code=""))

    @pytest.mark.parametrize("code", [*SUMMER_10, "SUMMER-10"])
    def test_a_code_is_found_however_it_is_typed(self, store: Store, code: str) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code=code))
        with unit(store) as work:
            for typed in SUMMER_10:
                assert work.cart_rules.by_code(typed).id == "r1"
                assert [each.id for each in work.cart_rules.search(typed, FIRST_PAGE)] == ["r1"]

    @pytest.mark.parametrize("code", SUMMER_10)
    def test_no_second_code_looks_the_same(self, store: Store, code: str) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code="SUMMER-10"))
            work.cart_rules.add(rule("r2", code="SUMMER-100", customer_id=JOHN))
        with pytest.raises(CodeTaken), unit(store) as work:
            work.cart_rules.add(rule("r3", code=code))
        with pytest.raises(CodeTaken), unit(store) as work:
            work.cart_rules.save(rule("r2", code=code))

    def test_an_accent_may_stand_alone(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code="CAF\u00c9"))
            assert work.cart_rules.by_code("cafe\u0301").id == "r1"
        with pytest.raises(CodeTaken), unit(store) as work:
            work.cart_rules.add(rule("r2", code="CAFE\u0301"))

    def test_what_a_cart_is_priced_with(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("granted"))
            work.cart_rules.add(rule("disabled", enabled=False))
            work.cart_rules.add(rule("other"))
            work.cart_rules.add(rule("by-itself", code=""))
            work.cart_rules.add(rule("off", code="", enabled=False))
        with unit(store) as work:
            both = {CartRuleId("granted"), CartRuleId("disabled"), CartRuleId("none")}
            found = work.cart_rules.for_cart(both, JOHN, MOMENT)
            assert [each.id for each in found] == ["by-itself", "disabled", "granted"]
            both = {CartRuleId("off"), CartRuleId("by-itself")}
            found = work.cart_rules.for_cart(both, JOHN, MOMENT)
            assert [each.id for each in found] == ["by-itself", "off"]
        assert self._by_themselves(store) == ["by-itself"]

    def _by_themselves(
        self, store: Store, customer_id: CustomerId | None = None, at: datetime = MOMENT
    ) -> list[str]:
        """The rules that may apply by themselves."""
        with unit(store) as work:
            return [each.id for each in work.cart_rules.for_cart((), customer_id, at)]

    def test_what_applies_by_itself_is_for_everybody_or_for_the_customer(
        self, store: Store
    ) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("anybodys", code=""))
            work.cart_rules.add(rule("johns", code="", customer_id=JOHN))
            work.cart_rules.add(rule("anns", code="", customer_id=CustomerId("ann")))
        assert self._by_themselves(store, JOHN) == ["anybodys", "johns"]
        assert self._by_themselves(store, CustomerId("bob")) == ["anybodys"]
        assert self._by_themselves(store) == ["anybodys"]
        with unit(store) as work:
            work.cart_rules.save(rule("anns", code="", customer_id=JOHN, enabled=False))
            work.cart_rules.save(rule("johns", code="NOW-A-CODE", customer_id=JOHN))
            work.cart_rules.save(rule("anybodys", code="", customer_id=JOHN))
        assert self._by_themselves(store, JOHN) == ["anybodys"]
        assert self._by_themselves(store) == []

    def test_what_applies_by_itself_is_within_its_dates(self, store: Store) -> None:
        second, noon = timedelta(microseconds=1), MOMENT.replace(hour=12)
        with unit(store) as work:
            work.cart_rules.add(rule("always", code=""))
            work.cart_rules.add(rule("from-noon", code="", valid_from=noon))
            work.cart_rules.add(rule("until-noon", code="", valid_until=noon))
            last_day = datetime(9998, 12, 31, 23, tzinfo=UTC)
            work.cart_rules.add(rule("very-long", code="", valid_until=last_day))
        assert self._by_themselves(store, at=noon) == ["always", "from-noon", "very-long"]
        assert self._by_themselves(store, at=noon - second) == ["always", "until-noon", "very-long"]
        with unit(store) as work:
            over = work.cart_rules.for_cart([CartRuleId("until-noon")], None, noon + second)
            assert "until-noon" in [each.id for each in over]  # granted, whatever became of it

    def test_several_carts_are_asked_for_in_one_transaction(self, store: Store) -> None:
        hour = timedelta(hours=1)
        with unit(store) as work:
            work.cart_rules.add(rule("johns", code="", customer_id=JOHN))
            work.cart_rules.add(rule("today", code="", valid_until=MOMENT + hour))
            work.cart_rules.add(rule("coded"))
        granted = [CartRuleId("coded")]
        with unit(store) as work:
            for ids, whose, at, expected in (
                ((), JOHN, MOMENT, ["johns", "today"]),
                ((), None, MOMENT, ["today"]),
                ((), CustomerId("cus_2"), MOMENT, ["today"]),
                ((), JOHN, MOMENT + hour, ["johns"]),
                (granted, JOHN, MOMENT + hour, ["coded", "johns"]),
                ((), JOHN, MOMENT, ["johns", "today"]),
            ):
                found = work.cart_rules.for_cart(ids, whose, at)
                assert [each.id for each in found] == expected

    def test_what_applies_by_itself_has_uses_left(self, store: Store) -> None:
        once, often = rule("once", code="", quantity=1), rule("often", code="", quantity=None)
        with unit(store) as work:
            for each in (once, often, rule("never", code="", quantity=0)):
                work.cart_rules.add(each)
        assert self._by_themselves(store) == ["often", "once"]
        with unit(store) as work:
            for each in (once, often):
                work.cart_rules.use(each, JOHN, OrderId("o1"))
        assert self._by_themselves(store) == ["often"]
        with unit(store) as work:
            work.cart_rules.save(evolve(once, quantity=2))
        assert self._by_themselves(store) == ["often", "once"]
        with unit(store) as work:
            work.cart_rules.save(once)
            work.cart_rules.give_back(OrderId("o1"))
            assert [e.id for e in work.cart_rules.for_cart((), JOHN, MOMENT)] == ["often", "once"]

    def test_search_by_name_and_code(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", name="Spring sale", code="SP-10"))
            work.cart_rules.add(rule("r2", name="Été", code="SUN"))
            work.cart_rules.add(rule("r3", name="Springtime", code="", enabled=False))
        with unit(store) as work:

            def found(text: str) -> list[str]:
                return [each.id for each in work.cart_rules.search(text, FIRST_PAGE)]

            assert found("spring") == ["r1", "r3"]
            assert found("ete") == ["r2"]
            assert found("sp10") == ["r1"]
            assert found("sp-10") == ["r1"]
            assert found("sp-1") == found("s_p1") == ["r1"], "its beginning"
            assert found("p10") == [], "not its middle"
            for nothing in ("", "?!", "%", "\u20ac"):  # without a letter or digit: everything
                assert found(nothing) == ["r2", "r1", "r3"], nothing
            assert found("none") == []

    def test_search_by_name_as_it_is_said(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", name="T-shirt & Müsli week", code=""))
        with unit(store) as work:
            for text in ("tshirt", "t-shirt", "muesli", "musli"):
                hits = work.cart_rules.search(text, FIRST_PAGE)
                assert [each.id for each in hits] == ["r1"], text

    def test_uses_are_counted_per_order_once(self, store: Store) -> None:
        two = rule(quantity=2, quantity_per_customer=2)
        with unit(store) as work:
            work.cart_rules.add(two)
            work.cart_rules.add(rule("unused"))
        for who in (JOHN, JOHN, CustomerId("bob")):
            with unit(store) as work:
                work.cart_rules.use(two, who, OrderId("o1"))
        with unit(store) as work:
            work.cart_rules.use(two, CustomerId("ann"), OrderId("o2"))
        with unit(store) as work:
            ids = {two.id, CartRuleId("unused")}
            assert work.cart_rules.uses(ids, JOHN) == {two.id: RuleUses(2, 1)}
            assert work.cart_rules.uses(ids, CustomerId("JOHN")) == {two.id: RuleUses(2, 0)}
            work.cart_rules.give_back(OrderId("O1"))
            assert work.cart_rules.uses(ids, None) == {two.id: RuleUses(2, 0)}
        with pytest.raises(RuleUsedUp), unit(store) as work:
            work.cart_rules.use(two, CustomerId("bob"), OrderId("o3"))

    def test_uses_per_customer(self, store: Store) -> None:
        once = rule(quantity=10, quantity_per_customer=1)
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
        with pytest.raises(RuleUsedUpByCustomer), unit(store) as work:
            work.cart_rules.use(once, JOHN, OrderId("o2"))
        with unit(store) as work:
            assert work.cart_rules.uses([once.id], JOHN) == {once.id: RuleUses(1, 1)}

    def test_saving_a_rule_keeps_its_uses(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule())
            work.cart_rules.use(rule(), JOHN, OrderId("o1"))
            work.cart_rules.save(rule(name="Renamed"))
            assert work.cart_rules.uses([rule().id], JOHN) == {rule().id: RuleUses(1, 1)}

    def test_given_back_uses_can_be_had_again(self, store: Store) -> None:
        once = rule(quantity=1, quantity_per_customer=1)
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
        for _ in range(2):
            with unit(store) as work:
                work.cart_rules.give_back(OrderId("o1"))
        with unit(store) as work:
            assert work.cart_rules.uses([once.id], JOHN) == {}
            work.cart_rules.use(once, JOHN, OrderId("o2"))

    def test_uses_are_counted_for_another_customer(self, store: Store) -> None:
        one, two, mary = rule("r1"), rule("r2"), CustomerId("mary")
        ids = [one.id, two.id]
        with unit(store) as work:
            for each in (one, two):
                work.cart_rules.add(each)
                for order_id in ("o1", "o2", "o3"):
                    work.cart_rules.use(each, JOHN, OrderId(order_id))
            work.cart_rules.use(one, mary, OrderId("o4"))
        with unit(store) as work:
            work.cart_rules.count_for({OrderId("o1"), OrderId("o2"), OrderId("o4")}, mary)
            work.cart_rules.count_for((), mary)
        with unit(store) as work:
            both = {one.id: RuleUses(4, 3), two.id: RuleUses(3, 2)}
            assert work.cart_rules.uses(ids, mary) == both, "those of the named orders moved"
            left = {one.id: RuleUses(4, 1), two.id: RuleUses(3, 1)}
            assert work.cart_rules.uses(ids, JOHN) == left, "those of other orders stayed"
            work.cart_rules.give_back(OrderId("o1"))
            fewer = {one.id: RuleUses(3, 2), two.id: RuleUses(2, 1)}
            assert work.cart_rules.uses(ids, mary) == fewer, "they are given back to the new one"

    def test_uses_of_some_rules_are_kept(self, store: Store) -> None:
        with unit(store) as work:
            for each in (rule("r1", quantity=1), rule("r2", quantity=1)):
                work.cart_rules.add(each)
                work.cart_rules.use(each, JOHN, OrderId("o1"))
            work.cart_rules.give_back(OrderId("o1"), keep=[CartRuleId("r2")])
        with unit(store) as work:
            ids = [CartRuleId("r1"), CartRuleId("r2")]
            assert work.cart_rules.uses(ids, JOHN) == {"r2": RuleUses(1, 1)}
            work.cart_rules.give_back(OrderId("o1"))
            assert work.cart_rules.uses(ids, JOHN) == {}

    def test_what_was_never_used_can_be_removed(self, store: Store) -> None:
        unused, used = rule("unused", code="A-1"), rule("used")
        off = rule("off", enabled=False)
        with unit(store) as work:
            work.cart_rules.add(off)
            work.cart_rules.add(unused)
            work.cart_rules.add(used)
            work.cart_rules.use(used, JOHN, OrderId("o1"))
        with unit(store) as work:
            assert work.cart_rules.remove(unused.id)
            assert work.cart_rules.remove(off.id), "enabled or not"
            assert not work.cart_rules.remove(used.id)
            assert not work.cart_rules.remove(CartRuleId("none"))
        with unit(store) as work:
            assert not work.cart_rules.remove(unused.id)
            left = work.cart_rules.uses([used.id, unused.id], JOHN)
            assert left == {used.id: RuleUses(1, 1)}, "what others were used is counted still"
            with pytest.raises(RuleNotFound):
                work.cart_rules.get(unused.id)
            with pytest.raises(RuleNotFound):
                work.cart_rules.by_code("A-1")
            with pytest.raises(RuleNotFound):
                work.cart_rules.use(unused, JOHN, OrderId("o2"))
            assert [each.id for each in work.cart_rules.search("", FIRST_PAGE)] == ["used"]
            assert [each.id for each in work.cart_rules.search("unused", FIRST_PAGE)] == []
            work.cart_rules.add(rule("again", code="a-1"))

    def test_what_was_given_back_can_be_removed(self, store: Store) -> None:
        once = rule(quantity=1)
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
        with unit(store) as work:
            work.cart_rules.give_back(OrderId("o1"))
            assert work.cart_rules.remove(once.id)

    def test_who_races_to_use_and_to_remove(self, store: Store) -> None:
        once = rule(quantity=1)
        with unit(store) as work:
            work.cart_rules.add(once)

        def use_or_remove(work: UnitOfWork, n: int) -> bool:
            if n % 2:
                return work.cart_rules.remove(once.id)
            work.cart_rules.use(once, JOHN, OrderId(f"o{n}"))
            return True

        answers = race(store, 8, use_or_remove)
        assert sum(answer is True for answer in answers) == 1

    def test_who_races_for_the_last_uses(self, store: Store) -> None:
        few = rule(quantity=5, quantity_per_customer=2)
        with unit(store) as work:
            work.cart_rules.add(few)

        def use(work: UnitOfWork, n: int) -> None:
            work.cart_rules.use(few, CustomerId(f"cus_{n % 4}"), OrderId(f"o{n}"))

        answers = race(store, 16, use)
        assert sum(answer is None for answer in answers) == 5
        with unit(store) as work:
            for n in range(4):
                used = work.cart_rules.uses([few.id], CustomerId(f"cus_{n}"))[few.id]
                assert used.total == 5
                assert used.by_customer <= 2

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1"))
            work.cart_rules.add(rule("r2"))
            work.cart_rules.use(rule("r1"), JOHN, OrderId("o1"))
        for code in ("", "ANOTHER", "CODE-r2"):
            with unit(store) as work, pytest.raises(IdTaken) as refused:
                work.cart_rules.add(rule("r1", code=code))
            assert (refused.value.kind, refused.value.id) == ("cart rule", "r1")
        with unit(store) as work:
            assert work.cart_rules.get(CartRuleId("r1")) == rule("r1")
            assert work.cart_rules.uses([CartRuleId("r1")], JOHN) == {"r1": RuleUses(1, 1)}

    def test_a_rule_that_is_not_there_cannot_be_used_or_changed(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1"))
            for quantity in (None, 5):
                with pytest.raises(RuleNotFound):
                    work.cart_rules.use(rule("r9", quantity=quantity), JOHN, OrderId("o1"))
            with pytest.raises(RuleNotFound):
                work.cart_rules.save(rule("r9", code="CODE-r1"))
            assert work.cart_rules.uses([CartRuleId("r9")], JOHN) == {}

    def test_no_code_is_nobodys(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code=""))
            for code in ("", " "):
                with pytest.raises(RuleNotFound):
                    work.cart_rules.by_code(code)

    def test_any_number_of_rules_have_no_code(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code=""))
            work.cart_rules.add(rule("r2", code="X"))
            work.cart_rules.save(rule("r2", code=""))
            work.cart_rules.save(rule("r1", code="", name="Renamed"))
        with unit(store) as work:
            assert {each.id for each in work.cart_rules.search("", FIRST_PAGE)} == {"r1", "r2"}

    def test_uses_of_several_rules_and_orders(self, store: Store) -> None:
        rules = [rule(f"r{n}", quantity=9, quantity_per_customer=9) for n in (1, 2, 3)]
        with unit(store) as work:
            for each in rules:
                work.cart_rules.add(each)
            for order, who in (("o1", JOHN), ("o2", JOHN), ("o3", CustomerId("ann"))):
                for each in rules[:2]:
                    work.cart_rules.use(each, who, OrderId(order))
        ids = [each.id for each in rules]
        with unit(store) as work:
            assert work.cart_rules.uses(ids, JOHN) == {"r1": RuleUses(3, 2), "r2": RuleUses(3, 2)}
            work.cart_rules.give_back(OrderId("o2"))
        with unit(store) as work:
            assert work.cart_rules.uses(ids, JOHN) == {"r1": RuleUses(2, 1), "r2": RuleUses(2, 1)}
            assert work.cart_rules.uses(ids[1:], CustomerId("ann")) == {"r2": RuleUses(2, 1)}
            work.cart_rules.give_back(OrderId("o1"), keep=[CartRuleId("r1")])
            work.cart_rules.give_back(OrderId("none"))
        with unit(store) as work:
            assert work.cart_rules.uses(ids, JOHN) == {"r1": RuleUses(2, 1), "r2": RuleUses(1, 0)}

    def test_a_rule_is_found_by_what_it_is_called_now(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", name="Spring", code="OLD-1"))
        with unit(store) as work:
            assert len(work.cart_rules.search("spring", FIRST_PAGE)) == 1
            work.cart_rules.save(rule("r1", name="Autumn", code="NEW-1"))
        with unit(store) as work:
            for text, count in (("spring", 0), ("old", 0), ("autumn", 1), ("new", 1)):
                assert len(work.cart_rules.search(text, FIRST_PAGE)) == count, text
            assert work.cart_rules.by_code("new1").id == "r1"
            with pytest.raises(RuleNotFound):
                work.cart_rules.by_code("OLD-1")
            work.cart_rules.add(rule("r2", code="OLD-1"))  # it is free again

    def test_a_code_is_free_again_in_the_same_transaction(self, store: Store) -> None:
        with unit(store) as work:
            work.cart_rules.add(rule("r1", code="ONE"))
            work.cart_rules.add(rule("r2", code="TWO"))
            work.cart_rules.save(rule("r1", code="THREE"))
            work.cart_rules.save(rule("r2", code="ONE"))
            work.cart_rules.save(rule("r1", code="TWO"))
            work.cart_rules.remove(rule("r2").id)
            work.cart_rules.add(rule("r3", code="ONE"))
        with unit(store) as work:
            assert (work.cart_rules.by_code("ONE").id, work.cart_rules.by_code("TWO").id) == (
                "r3",
                "r1",
            )

    def test_an_order_that_has_the_last_use_may_count_it_again(self, store: Store) -> None:
        once = rule(quantity=1, quantity_per_customer=1)
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
        with unit(store) as work:
            work.cart_rules.use(once, JOHN, OrderId("o1"))
            assert work.cart_rules.uses([once.id], JOHN) == {once.id: RuleUses(1, 1)}

    def test_who_has_used_it_stays_where_the_order_is_counted_again(self, store: Store) -> None:
        once = rule(quantity=1, quantity_per_customer=1)
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
        with unit(store) as work:
            work.cart_rules.use(once, CustomerId("ann"), OrderId("o1"))
            assert work.cart_rules.uses([once.id], JOHN) == {once.id: RuleUses(1, 1)}

    def test_where_all_uses_are_gone_that_is_said_first_and_how_many_they_were(
        self, store: Store
    ) -> None:
        few, once = rule("r1", quantity=2, quantity_per_customer=2), rule("r2", quantity=9)
        with unit(store) as work:
            for each in (few, once):
                work.cart_rules.add(each)
            for order_id in ("o1", "o2"):
                work.cart_rules.use(few, JOHN, OrderId(order_id))
            with pytest.raises(RuleUsedUp) as all_gone:
                work.cart_rules.use(few, JOHN, OrderId("o3"))
            assert (all_gone.value.rule, all_gone.value.limit) == (few.name, 2)
            own_gone = evolve(few, quantity=5)
            with pytest.raises(RuleUsedUpByCustomer) as own:
                work.cart_rules.use(own_gone, JOHN, OrderId("o3"))
            assert (own.value.rule, own.value.limit) == (few.name, 2)

    def test_uses_are_counted_for_another_customer_whatever_they_may_have(
        self, store: Store
    ) -> None:
        once, mary = rule(quantity=2, quantity_per_customer=1), CustomerId("mary")
        with unit(store) as work:
            work.cart_rules.add(once)
            work.cart_rules.use(once, JOHN, OrderId("o1"))
            work.cart_rules.use(once, mary, OrderId("o2"))
            work.cart_rules.count_for([OrderId("o1")], mary)
        with unit(store) as work:
            assert work.cart_rules.uses([once.id], mary) == {once.id: RuleUses(2, 2)}

    def test_granted_rules_come_whatever_has_become_of_them(self, store: Store) -> None:
        over, own = MOMENT - timedelta(days=1), {"quantity": 9, "quantity_per_customer": 1}
        used_up, mine = rule("used-up", quantity=1), rule("mine", code="", **own)
        with unit(store) as work:
            work.cart_rules.add(rule("anns", customer_id=CustomerId("ann")))
            work.cart_rules.add(rule("over", valid_until=over))
            for each in (used_up, mine):
                work.cart_rules.add(each)
                work.cart_rules.use(each, JOHN, OrderId("o1"))
        with unit(store) as work:
            granted = [CartRuleId(id_) for id_ in ("anns", "over", "used-up")]
            found = work.cart_rules.for_cart(granted, JOHN, MOMENT)
            # Whether the customer has had all of theirs is asked of ``uses``.
            assert [each.id for each in found] == ["anns", "mine", "over", "used-up"]

    def test_a_code_is_taken_whatever_has_become_of_its_rule(self, store: Store) -> None:
        ways: tuple[dict[str, Any], ...] = (
            {"enabled": False},
            {"valid_until": MOMENT - timedelta(days=1)},
            {"customer_id": JOHN},
        )
        with unit(store) as work:
            work.cart_rules.add(rule("other"))
            for number, changes in enumerate(ways):
                code = f"CODE-{number}"
                stored = work.cart_rules.add(rule(f"r{number}", code=code, **changes))
                assert work.cart_rules.by_code(code) == stored
                new = rule("new", code=f"code {number}")
                with pytest.raises(CodeTaken) as refused:
                    work.cart_rules.add(new)
                assert refused.value.voucher_code == new.code, "as it was typed"
                with pytest.raises(CodeTaken):
                    work.cart_rules.save(rule("other", code=code))

    def test_a_use_is_counted_by_the_limits_alone(self, store: Store) -> None:
        """Whether the rule holds for a cart was asked before; a limit of zero is one."""
        off = rule("off", enabled=False, customer_id=CustomerId("ann"), valid_until=MOMENT)
        none = rule("none", quantity=0)
        with unit(store) as work:
            for each in (off, none):
                work.cart_rules.add(each)
            work.cart_rules.use(off, JOHN, OrderId("o1"))
            assert work.cart_rules.uses([off.id], JOHN) == {off.id: RuleUses(1, 1)}
            with pytest.raises(RuleUsedUp):
                work.cart_rules.use(none, JOHN, OrderId("o1"))
