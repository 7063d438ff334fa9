"""What services of other systems have answered, and how long it counts.

Adapters make the answers; ``fingerprint`` and ``until`` are filled in by whoever keeps them:
which question it was, and until when (UTC) the answer counts.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.fields import (
    ANSWERED_CASH,
    CASH,
    CASH_OR_NONE,
    ID,
    ID_OR_NONE,
    MOMENT_OR_NONE,
    NAME,
    NAME_OR_EMPTY,
    REASON,
    Number,
    Text,
    Values,
    exact_or_none,
    in_a_tuple,
    written,
)
from backoffice_orders.model.ids import CarrierId, LineId, TaxGroupId
from backoffice_orders.model.service import Service
from backoffice_orders.model.tax import UNTAXED, Taxed, TaxRate
from backoffice_orders.model.values import frozen

_EFFECTIVE = Number(high=Decimal(1000), none=True)
_MOST_LINES = 20_000


@frozen
class Tax:
    """One rate on one amount: what it is charged on (net), and what it comes to.

    Both in whole minor units. ``effective`` is what the rate comes to in percent of the whole net
    amount, where that is not ``rate.percent``: a rate on top of another one, or on a part.
    """

    rate: TaxRate
    base: Money = field(validator=ANSWERED_CASH)
    amount: Money = field(validator=ANSWERED_CASH)
    effective: Decimal | None = field(default=None, converter=exact_or_none, validator=_EFFECTIVE)

    @property
    def percent(self) -> Decimal:
        """What it comes to in percent of the net amount."""
        return self.rate.percent if self.effective is None else self.effective


@frozen
class TaxesOfLine:
    """All taxes on one of the amounts that were asked about; none: it is not taxed."""

    line_id: LineId = field(validator=ID)
    taxes: tuple[Tax, ...] = field(default=(), converter=in_a_tuple, validator=Values(Tax, 50))

    @property
    def taxed(self) -> Taxed:
        """How an amount of this line is taxed."""
        if not self.taxes:
            return UNTAXED
        shares = tuple((each.rate, each.percent, Decimal(1)) for each in self.taxes)
        return Taxed(shares, 1 + sum((each[1] for each in shares), Decimal(0)) / 100)


@frozen(slots=False)  # what is cached is found at once
class TaxAnswer:
    """The taxes on every amount that was asked about, and their sum.

    ``reference`` is the service's name for this answer. ``valid_until`` (UTC) is for services
    that say how long it counts.
    """

    lines: tuple[TaxesOfLine, ...] = field(
        converter=in_a_tuple, validator=Values(TaxesOfLine, _MOST_LINES)
    )
    total: Money = field(validator=ANSWERED_CASH)
    reference: str = field(default="", converter=written, validator=Text(255))
    valid_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    fingerprint: str = ""
    until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    @cached_property
    def by_line(self) -> dict[LineId, TaxesOfLine]:
        """The lines by their ids."""
        return {line.line_id: line for line in self.lines}


@frozen
class DeliveryRate:
    """A way of delivery. ``id`` is what a cart remembers when it is chosen.

    ``price`` is net, or gross where ``tax_included``; ``tax_group_id`` decides its tax as a
    carrier's does. ``delay`` tells people when it arrives: "2-3 days".
    """

    id: CarrierId = field(validator=ID)
    title: str = field(converter=written, validator=NAME)
    price: Money = field(validator=CASH)
    delay: str = field(default="", converter=written, validator=NAME_OR_EMPTY)
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)


@frozen
class DeliveryAnswer:
    """Every way in which the goods can be sent; none: this service does not deliver them."""

    rates: tuple[DeliveryRate, ...] = field(
        converter=in_a_tuple, validator=Values(DeliveryRate, 1000)
    )
    valid_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    fingerprint: str = ""
    until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)


@frozen
class PriceOfLine:
    """What one piece costs on a line; None where the shop's own price holds.

    ``price`` may be finer than a minor unit. It is net, or gross where ``tax_included``, and the
    last word: no specific price, group reduction or ecotax is put on top. ``reduced``: it is a
    special price, which rules that leave out reduced goods do not count. ``reason`` tells people
    where it comes from: "contract 4711".
    """

    line_id: LineId = field(validator=ID)
    price: Money | None = field(default=None, validator=CASH_OR_NONE)
    tax_included: bool = False
    reduced: bool = False
    reason: str = field(default="", converter=written, validator=Text(255))


@frozen(slots=False)  # what is cached is found at once
class PriceAnswer:
    """The price of one piece on every line that was asked about."""

    lines: tuple[PriceOfLine, ...] = field(
        converter=in_a_tuple, validator=Values(PriceOfLine, _MOST_LINES)
    )
    valid_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    fingerprint: str = ""
    until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    @cached_property
    def by_line(self) -> dict[LineId, PriceOfLine]:
        """The lines by their ids."""
        return {line.line_id: line for line in self.lines}


@frozen
class Refusal:
    """The service has understood the question, and says no: a sentence for the employee.

    "There is no such postcode in Ohio." ``service`` is filled in by whoever keeps it.
    """

    sentence: str = field(converter=written, validator=REASON)
    service: Service = Service.TAXES
    fingerprint: str = ""
    until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)


Answer = PriceAnswer | DeliveryAnswer | TaxAnswer


@frozen
class Answers:
    """What the services have answered about one cart, latest of each.

    An answer whose question is not what the cart asks by now is outdated, and not used.
    """

    prices: PriceAnswer | None = None
    delivery_rates: DeliveryAnswer | None = None
    taxes: TaxAnswer | None = None
    refusals: tuple[Refusal, ...] = field(default=(), validator=Values(Refusal, 3))

    def __bool__(self) -> bool:
        return self != NO_ANSWERS

    def of(self, service: Service) -> Answer | None:
        """What a service has answered last; a refusal is no answer."""
        if service is Service.PRICES:
            return self.prices
        return self.delivery_rates if service is Service.DELIVERY_RATES else self.taxes

    def refusal_of(self, service: Service) -> Refusal | None:
        """What a service has refused last."""
        return next((each for each in self.refusals if each.service is service), None)

    def having(
        self, service: Service, answer: Answer | Refusal, fingerprint: str, until: datetime
    ) -> Answers:
        """With an answer to the question of this fingerprint, which counts until a moment (UTC).

        It counts no longer than the service says. What the service had answered before is
        forgotten.
        """
        others = tuple(each for each in self.refusals if each.service is not service)
        if isinstance(answer, Refusal):
            kept = evolve(answer, service=service, fingerprint=fingerprint, until=until)
            return evolve(self.without(service), refusals=(*others, kept))
        if answer.valid_until is not None:
            until = min(until, answer.valid_until)
        marked = evolve(answer, fingerprint=fingerprint, until=until)
        changed: dict[str, Any] = {service.value: marked}
        return evolve(self, **changed, refusals=others)

    def joined(self, later: Answers) -> Answers:
        """With the later answers instead of those to the same services."""
        given: dict[str, Any] = {
            service.value: answer
            for service in Service
            if (answer := later.of(service)) is not None
        }
        again = {*(Service(name) for name in given), *(each.service for each in later.refusals)}
        others = tuple(each for each in self.refusals if each.service not in again)
        return evolve(self, **given, refusals=(*others, *later.refusals))

    def without(self, *services: Service) -> Answers:
        """Without what these services have answered; what they refused stays."""
        gone: dict[str, Any] = {
            service.value: None for service in services if self.of(service) is not None
        }
        return evolve(self, **gone) if gone else self

    def at(self, moment: datetime) -> Answers:
        """Those answers and refusals that still count at a moment (UTC)."""
        over = [each for each in Service if not _counts(self.of(each), moment)]
        refusals = tuple(each for each in self.refusals if _counts(each, moment))
        kept = self.without(*over)
        return kept if len(refusals) == len(self.refusals) else evolve(kept, refusals=refusals)


NO_ANSWERS = Answers()


def _counts(answer: Answer | Refusal | None, moment: datetime) -> bool:
    return answer is None or answer.until is None or moment < answer.until
