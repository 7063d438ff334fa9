"""The contract of ``Carts``."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    Channel,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
    Note,
    PriceOverride,
)
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.customization import Customization, CustomizationValue
from backoffice_orders.model.errors.finishing import CartNotFound, StaleCart
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import (
    ActorId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    FieldId,
    LineId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.page import PageRequest
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, race, unit
from backoffice_orders.testing.samples import MOMENT, cart


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
            manual_delivery=ManualDelivery("Courier", Money("12", "EUR"), "urgent"),
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

    def test_a_stale_change_is_refused_and_changes_nothing(self, store: Store) -> None:
        with unit(store) as work:
            first = work.carts.add(cart())
        with unit(store) as work:
            work.carts.save(evolve(first, language="fr"))
        with pytest.raises(StaleCart) as refused, unit(store) as work:
            work.carts.save(evolve(first, language="de"))
        assert refused.value.expected_version == 1
        assert refused.value.current_version == 2
        with unit(store) as work:
            assert work.carts.get(first.id).language == "fr"

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
        with unit(store) as work:
            found = work.carts.open_of_customer(CustomerId("cus_1"))
            assert [each.id for each in found] == ["c3", "c2", "c1"]

    def test_drafts_of_the_back_office(self, store: Store) -> None:
        bob = ActorId("bob")
        with unit(store) as work:
            work.carts.add(cart("c1"))
            work.carts.add(cart("c2", assigned_to=bob, updated_at=MOMENT + timedelta(minutes=1)))
            work.carts.add(cart("c3", channel=Channel.STOREFRONT))
            work.carts.add(cart("c4", order_id=OrderId("o1")))
        with unit(store) as work:
            everyone = work.carts.drafts(None, FIRST_PAGE)
            assert [each.id for each in everyone] == ["c2", "c1"]
            assert [each.id for each in work.carts.drafts(bob, FIRST_PAGE)] == ["c2"]
            first = work.carts.drafts(None, PageRequest(1, 1))
            assert (len(first), first.more) == (1, True)

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

    def test_carts_changed_at_the_same_moment_by_id(self, store: Store) -> None:
        with unit(store) as work:
            for name in ("c2", "c3", "c1"):
                work.carts.add(cart(name))
        with unit(store) as work:
            found = work.carts.open_of_customer(CustomerId("cus_1"))
            assert [each.id for each in found] == ["c1", "c2", "c3"]
            assert [each.id for each in work.carts.drafts(None, FIRST_PAGE)] == ["c1", "c2", "c3"]
