"""A voucher that can be used in parts is worth its amount in all, however orders come and go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.ids import CartId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, euros, set_up_shop

HUNDRED = Decimal(100)


def john_of(office: BackOffice) -> Customer:
    john = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )
    office.addresses.add(
        EMPLOYEE, john.id, AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    )
    office.setup.set_stock(EMPLOYEE, MUG.id, 1000)
    return john


def gift_card(office: BackOffice) -> CartRule:
    return office.vouchers.create(
        EMPLOYEE,
        name="Gift card",
        actions=[Amount(euros("100.00"), tax_included=True)],
        code="CARD",
        partial_use=True,
    )


def cart_of(office: BackOffice, john: Customer, mugs: int) -> CartId:
    """So many mugs of 12.00, to be collected: without a delivery to pay."""
    cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id, mugs)
    office.shipping.set_free(EMPLOYEE, cart_id, True)
    return cart_id


def placed(office: BackOffice, john: Customer, mugs: int, code: str) -> Order:
    """So many mugs of 12.00, paid by a voucher as far as it goes."""
    cart_id = cart_of(office, john, mugs)
    office.vouchers.grant_code(EMPLOYEE, cart_id, code)
    return office.finishing.place(EMPLOYEE, cart_id, payment_method="bank_transfer")


def vouchers(office: BackOffice) -> list[CartRule]:
    return [hit.rule for hit in office.vouchers.search(EMPLOYEE, "gift card", size=100).items]


def worth(office: BackOffice, john: Customer) -> dict[str, Decimal]:
    """What every voucher of the shop that still works takes off a cart of 240.00, by its code."""
    found = {}
    for each in vouchers(office):
        try:
            view = office.vouchers.grant_code(EMPLOYEE, cart_of(office, john, 20), each.code)
        except RuleRefused:
            continue
        found[each.code] = view.summary.rules[0].amount.gross.amount
    return found


@pytest.fixture
def john(office: BackOffice) -> Customer:
    return john_of(office)


@pytest.fixture
def cancel(office: BackOffice) -> Callable[[Order], Order]:
    return lambda order: office.orders.change_status(EMPLOYEE, order.id, "cancelled")


def test_the_rest_is_removed_when_the_whole_comes_back(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    gift_card(office)
    order = placed(office, john, 3, "CARD")
    (rest,) = worth(office, john).values()
    assert rest == Decimal(64)
    cancel(order)
    assert worth(office, john) == {"CARD": HUNDRED}


def test_of_a_rest_that_was_used_only_the_orders_part_comes_back(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    """36 in the first order and 48 in the second: 16 are left, and 36 more without the first."""
    gift_card(office)
    first = placed(office, john, 3, "CARD")
    (rest,) = worth(office, john)
    second = placed(office, john, 4, rest)
    assert sorted(worth(office, john).values()) == [16]
    cancel(first)
    assert sorted(worth(office, john).values()) == [16, 36]
    cancel(second)
    assert sorted(worth(office, john).values()) == [36, 64]


def test_a_cart_that_has_the_rest_loses_it(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    gift_card(office)
    order = placed(office, john, 3, "CARD")
    (rest,) = worth(office, john)
    plain, quoted = cart_of(office, john, 20), cart_of(office, john, 20)
    for cart_id in (plain, quoted):
        office.vouchers.grant_code(EMPLOYEE, cart_id, rest)
    office.offers.quote(EMPLOYEE, quoted, office.desk.clock.now() + timedelta(days=3))
    cancel(order)
    for cart_id in (plain, quoted):
        view = office.carts.view(EMPLOYEE, cart_id)
        assert (view.summary.rules, view.summary.total.gross) == ((), euros("240.00"))


def test_what_others_have_used_of_a_shared_voucher_stays_used(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    """Two uses in all: one stays with its order, and the other is free again."""
    office.vouchers.create(
        EMPLOYEE,
        name="Gift card",
        actions=[Amount(euros("100.00"), tax_included=True)],
        code="CARD",
        quantity=2,
        quantity_per_customer=None,
        partial_use=True,
    )
    first = placed(office, john, 3, "CARD")
    placed(office, john, 4, "CARD")
    cancel(first)
    assert sorted(worth(office, john).values()) == [52, HUNDRED]


def test_an_amount_off_what_is_not_there_does_not_come_back(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    """No shirt was bought: 36 in the first order and 48 in the second, and nothing besides."""
    office.vouchers.create(
        EMPLOYEE,
        name="Gift card",
        actions=[
            Amount(euros("100.00"), tax_included=True),
            Amount(euros("30.00"), tax_included=True, target=Target.PRODUCT, product_id=SHIRT.id),
        ],
        code="CARD",
        partial_use=True,
    )
    first = placed(office, john, 3, "CARD")
    (rest,) = worth(office, john)
    placed(office, john, 4, rest)
    cancel(first)
    assert sorted(worth(office, john).values()) == [16, 36]


def test_a_whole_that_is_switched_off_leaves_the_rest_to_the_customer(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    """64 are left of it; the 36 of the order are as much switched off as the card is."""
    card = gift_card(office)
    order = placed(office, john, 3, "CARD")
    (rest,) = worth(office, john)
    office.vouchers.set_enabled(EMPLOYEE, card.id, False)
    cancel(order)
    assert worth(office, john) == {rest: Decimal(64)}
    (part,) = [each for each in vouchers(office) if each.code not in {"CARD", rest}]
    office.vouchers.set_enabled(EMPLOYEE, part.id, True)
    assert worth(office, john) == {rest: Decimal(64), part.code: Decimal(36)}
    office.vouchers.set_enabled(EMPLOYEE, card.id, True)
    assert sum(worth(office, john).values()) == HUNDRED


def test_a_whole_that_a_host_has_removed_takes_no_money_along(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    card = gift_card(office)
    order = placed(office, john, 3, "CARD")

    def remove(work: Work) -> None:
        work.cart_rules.give_back(order.id)
        assert work.cart_rules.remove(card.id)

    office.desk.write(EMPLOYEE, remove)
    cancel(order)
    assert sorted(worth(office, john).values()) == [36, 64]


class OneGiftCard(RuleBasedStateMachine):
    """Orders that use a part of what is left, and are cancelled, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.office = BackOffice(MemoryStore(), clock=FixedClock(), ids=SequentialIds())
        set_up_shop(self.office)
        self.john = john_of(self.office)
        gift_card(self.office)
        self.used: dict[OrderId, Decimal] = {}

    @rule(mugs=st.integers(1, 4), which=st.integers(0, 3))
    def order(self, mugs: int, which: int) -> None:
        """Use one of the vouchers that there are."""
        codes = sorted(worth(self.office, self.john))
        if codes:
            order = placed(self.office, self.john, mugs, codes[which % len(codes)])
            self.used[order.id] = order.summary.rules[0].amount.gross.amount

    @rule(which=st.integers(0, 5), status=st.sampled_from(["cancelled", "refunded"]))
    def cancel(self, which: int, status: str) -> None:
        """Cancel one of the orders."""
        if self.used:
            order_id = sorted(self.used)[which % len(self.used)]
            self.office.orders.change_status(EMPLOYEE, order_id, status)
            del self.used[order_id]

    @invariant()
    def a_hundred_in_all(self) -> None:
        """What is left of it, and what live orders have used."""
        left = sum(worth(self.office, self.john).values())
        assert left + sum(self.used.values()) == HUNDRED


TestOneGiftCard = OneGiftCard.TestCase
TestOneGiftCard.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)


def test_the_rest_goes_with_what_the_whole_goes_with(office: BackOffice, john: Customer) -> None:
    """36 are used; of a mug's 12.00, 10 % off leave 10.80, which the rest of 64 pays."""
    card = gift_card(office)
    office.vouchers.create(
        EMPLOYEE,
        name="Loyal",
        actions=[Percentage(Decimal(10))],
        code="LOYAL",
        combinable_with=frozenset({card.id}),
    )
    placed(office, john, 3, "CARD")
    (rest,) = worth(office, john)
    cart_id = cart_of(office, john, 1)
    office.vouchers.grant_code(EMPLOYEE, cart_id, "LOYAL")
    view = office.vouchers.grant_code(EMPLOYEE, cart_id, rest)
    assert sorted(rule.amount.gross for rule in view.summary.rules) == [
        euros("1.20"),
        euros("10.80"),
    ]


def test_a_guest_spends_the_rest_as_another_guest(office: BackOffice) -> None:
    """Every order of a guest makes a customer of its own: the code is what they have."""
    gift_card(office)
    left: list[str] = []
    for _ in range(2):
        guest = office.customers.create(
            EMPLOYEE, first_name="G", last_name="Uest", email="guest@example.com", guest=True
        )
        office.addresses.add(
            EMPLOYEE, guest.id, AddressEntry("G", "U", "1 rue Royale", "Paris", "FR", "75001")
        )
        office.setup.set_stock(EMPLOYEE, MUG.id, 1000)
        order = placed(office, guest, 2, left[0] if left else "CARD")
        assert order.total == euros("0.00")
        left = [
            hit.rule.code
            for hit in office.vouchers.search(EMPLOYEE, "gift card", size=100).items
            if hit.rule.part_of
        ]


def test_what_comes_back_goes_to_whom_the_customer_was_merged_with(
    office: BackOffice, john: Customer, cancel: Callable[[Order], Order]
) -> None:
    """Of 100, 36 and 48 were used: 16 are left, and 36 once more without the first order."""
    jon = office.customers.create(
        EMPLOYEE, first_name="Jon", last_name="Doe", email="jon@example.com"
    )
    office.addresses.add(
        EMPLOYEE, jon.id, AddressEntry("Jon", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    )
    gift_card(office)
    first = placed(office, jon, 3, "CARD")
    (rest,) = worth(office, jon)
    placed(office, jon, 4, rest)
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    cancel(first)
    assert sorted(worth(office, john).values()) == [16, 36]
