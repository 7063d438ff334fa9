"""What can be granted."""

from __future__ import annotations

from moneyed import Money

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.what_if import Trial, WhatIf
from backoffice_orders.model.values import frozen
from backoffice_orders.services.voucher_rules import VoucherHit


@frozen
class VoucherOut:
    """A voucher found, and why it would not apply. ``highlight``: it is one to offer."""

    id: str
    name: str
    code: str
    granted: bool
    refusal: Message | str
    highlight: bool

    @classmethod
    def of(cls, hit: VoucherHit) -> VoucherOut:
        """From the service."""
        rule = hit.rule
        return cls(
            rule.id,
            rule.name,
            rule.code,
            hit.granted,
            hit.refusal.message if hit.refusal else "",
            rule.highlight,
        )


@frozen
class VoucherDetailsOut:
    """All of a cart rule, and its mark: another one as soon as anything of the rule is changed."""

    rule: CartRule
    mark: str

    @classmethod
    def of(cls, hit: VoucherHit) -> VoucherDetailsOut:
        """From the service."""
        return cls(hit.rule, hit.mark)


@frozen
class TrialOut:
    """Some vouchers granted beside those of the cart: the total then, and what is saved, gross."""

    rule_ids: tuple[CartRuleId, ...]
    total: Money
    saving: Money

    @classmethod
    def of(cls, trial: Trial) -> TrialOut:
        """From the model."""
        return cls(trial.rule_ids, trial.summary.total.gross, trial.saving)


@frozen
class WhatIfOut:
    """The single vouchers that help, best first, and the best allowed combination of them.

    ``complete`` is false where there were too many to try every combination.
    """

    singles: tuple[TrialOut, ...]
    best: TrialOut | None
    complete: bool

    @classmethod
    def of(cls, found: WhatIf) -> WhatIfOut:
        """From the model."""
        best = TrialOut.of(found.best) if found.best else None
        return cls(tuple(map(TrialOut.of, found.singles)), best, found.complete)
