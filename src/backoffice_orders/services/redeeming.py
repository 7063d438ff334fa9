"""Vouchers of an order: used when it is placed, given back when it is cancelled, worth no more."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.vouchers import RuleNotFound
from backoffice_orders.model.ids import CartRuleId, CustomerId, OrderId
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.order import Order, PartialUse
from backoffice_orders.model.page import walked
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import AppliedRule
from backoffice_orders.model.rule_parts import Budget, RuleAction
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_id
from backoffice_orders.services.telling import tell_removed, tell_restored, tell_used, tell_voucher


def use_rules(
    work: Work,
    summary: Summary,
    book: PriceBook,
    customer: Customer,
    order_id: OrderId,
    *,
    offered: bool,
) -> tuple[PartialUse, ...]:
    """Count a use of every rule that applies, and make new vouchers of what is left of them.

    Args:
        work: The use case at work.
        summary: What the order costs.
        book: What it was priced with.
        customer: Whose order it is.
        order_id: The order.
        offered: Whether its prices were promised: a rule that is gone since then holds all the
            same, and there is nothing to count.

    Raises:
        RuleUsedUp, RuleUsedUpByCustomer: Somebody was faster.
        StorageBusy: Somebody has removed a rule since it was read.
    """
    rules = {rule.id: rule for rule in book.cart_rules}
    parts = []
    for applied in summary.rules:
        rule = rules[applied.rule_id]
        try:
            work.cart_rules.use(rule, customer.guest_key, order_id)
        except RuleNotFound as error:
            if offered:
                continue
            raise StorageBusy(f"cart rule {rule.id} was removed meanwhile") from error
        tell_used(work, rule.id, customer.id, order_id)
        if rule.partial_use and applied.unused is not None and _budgets(rule):
            whose = None if customer.guest else customer.id
            rest = _add_voucher(work, rule, applied.unused, whose)
            parts.append(PartialUse(rule.id, rest.id, _used(rule, applied, book)))
    return tuple(parts)


def count_for_new_email(work: Work, customer: Customer) -> None:
    """Let what their orders have used count for the e-mail address that the customer has now."""
    listed = walked(lambda page: work.orders.of_customer(customer.id, page))
    ids = [info.order_id for info in listed]
    if ids:
        work.cart_rules.count_for(ids, customer.guest_key)


def give_back_rules(work: Work, order: Order) -> None:
    """Give back what a cancelled order has used of its vouchers: that much, and no more.

    A voucher whose rest nobody has used is as it was before, and the rest is removed. Where the
    rest was used meanwhile, the customer gets a new voucher over the part that the order had
    used; so too where the voucher itself is gone or switched off, and would be worth nothing: the
    rest stays, and the new one is switched off as the voucher is.
    """
    kept = []
    for part in order.partial_uses:
        off = _switched_off(work, part.rule_id)
        if off is False and work.cart_rules.remove(part.rest_id):
            work.record(
                "voucher.remove", SubjectType.VOUCHER, part.rest_id, {}, {"order_id": order.id}
            )
            tell_removed(work, part.rest_id, order.customer_id)
        else:
            kept.append((part, bool(off)))
    kept_ids = [part.rule_id for part, _ in kept]
    # An offer's rule that was gone when it was placed was never counted: see ``use_rules``.
    counted = work.cart_rules.uses([applied.rule_id for applied in order.summary.rules], None)
    work.cart_rules.give_back(order.id, keep=kept_ids)
    for applied in order.summary.rules:
        if applied.rule_id in counted and applied.rule_id not in kept_ids:
            tell_restored(work, applied.rule_id, order)
    rules = {rule.id: rule for rule in order.book.cart_rules}
    whose = None if order.customer.guest else kept_id(work, order.customer_id)
    for part, off in kept:
        if part.used:
            as_it_is = evolve(rules[part.rule_id], enabled=not off)
            _add_voucher(work, as_it_is, part.used, whose)


def _switched_off(work: Work, rule_id: CartRuleId) -> bool | None:
    """Whether a rule is switched off; None where there is none any more."""
    try:
        return not work.cart_rules.get(rule_id).enabled
    except RuleNotFound:
        return None


def _budgets(rule: CartRule) -> list[tuple[RuleAction, Budget]]:
    """The rule's actions of which something can be left, with what they may take off."""
    return [(action, action.spendable) for action in rule.actions if action.spendable is not None]


def _used(rule: CartRule, applied: AppliedRule, book: PriceBook) -> Money:
    """What was taken off: all that the rule could take, less what it has not used.

    No more than the rule has taken in all: of several amounts, one can be off what is not there.
    """
    assert applied.unused is not None
    minor = MinorUnits.of(applied.currency, book.settings.rounding)
    budgets = _budgets(rule)
    whole = sum(
        minor.count(book.convert(amount.amount, amount.currency.code, applied.currency))
        for _, (amount, _) in budgets
    )
    gross = budgets[0][1].tax_included
    taken = applied.amount.gross if gross else applied.amount.net
    used = min(minor.money(whole) - applied.unused, taken)
    return max(used, Money(Decimal(0), applied.currency))


def _add_voucher(
    work: Work, rule: CartRule, amount: Money, customer_id: CustomerId | None
) -> CartRule:
    """A voucher for one use by this customer, over a part of another one.

    None for a guest, who is another customer with the next order: whoever has the code has the
    voucher.
    """
    voucher = evolve(
        rule,
        id=CartRuleId(work.ids.new("rule")),
        created_at=work.now,
        code=work.ids.voucher_code(),
        actions=(_budgets(rule)[0][0].over(amount),),
        customer_id=customer_id,
        quantity=1,
        quantity_per_customer=1,
        part_of=rule.part_of or rule.id,
    )
    stored = work.cart_rules.add(voucher)
    work.record("voucher.create", SubjectType.VOUCHER, stored.id, {}, to_plain(stored))
    tell_voucher(work, stored)
    return stored
