"""What ``backoffice-orders deliver`` works with: a host's own office, and what is said of it."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from attrs import define

from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli.words import _, say
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import (
    ConsumerUnknown,
    ExtraMissing,
    MessageNotDead,
    ShopNotSetUp,
)
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.services.events import Delivered
from backoffice_orders.services.housekeeping import Removed

logger: logging.Logger = logging.getLogger("backoffice_orders.cli")


class OfficeFailed(Exception):
    """The host's code that makes its offices has failed; it says how, in one line."""


class _NoOffice(ValueError):
    """There is no such thing."""


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Raise ``OfficeFailed`` where the host's code fails; errors of ours say it themselves."""
    try:
        yield
    except (BackOfficeError, _NoOffice):
        raise
    except Exception as error:
        logger.debug("what %s names has failed", name, exc_info=error)
        why = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
        raise OfficeFailed(_("'{name}' has failed: {error}", name=name, error=why)) from error


def own_offices(name: str) -> tuple[BackOffice, ...]:
    """The host's offices: ``module:name`` of a ``BackOffice``, or of several (a list, a dict).

    It may be of a function that makes them. Modules are looked for in the working directory too.

    Raises:
        ValueError: There is no such thing; it says what.
        TypeError: It is something else.
        OfficeFailed: The host's code has failed.
    """
    module_name, attribute = (*name.split(":", 1), "")[:2]
    if not module_name or not attribute:
        raise ValueError(_("name your office like module:name"))
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    with _told_of(name):
        try:
            module = import_module(module_name)
        except ExtraMissing:
            raise
        except ModuleNotFoundError as error:
            raise _NoOffice(_("there is no module '{name}'", name=error.name)) from error
        found = getattr(module, attribute, None)
        if found is None:
            missing = _(
                "there is no '{name}' in the module '{module}'", name=attribute, module=module_name
            )
            raise _NoOffice(missing)
        made = found() if callable(found) else found
        several = made.values() if isinstance(made, Mapping) else made
        if isinstance(several, BackOffice) or not isinstance(several, Iterable):
            several = (several,)
        offices = tuple(several)
    for office in offices:
        if not isinstance(office, BackOffice):
            kind = type(office).__name__
            raise TypeError(_("'{name}' is a {kind}, not a BackOffice", name=name, kind=kind))
    if not offices:
        raise ValueError(_("there is no office in '{name}'", name=name))
    return offices


def unsubscribe_in(offices: Sequence[BackOffice], actor: Actor, consumer: str) -> None:
    """Give a consumer nothing more, in every office that knows it.

    Raises:
        ConsumerUnknown: None of them does.
    """
    _in_those_that_know(
        consumer, offices, lambda office: office.events.unsubscribe(actor, consumer)
    )


def messages_in(
    offices: Sequence[BackOffice],
    actor: Actor,
    consumer: str | None,
    *,
    waiting: bool,
    dead: bool,
) -> list[OutboxMessage]:
    """What waits, and what was given up on, of all consumers or of one, office by office.

    Raises:
        ConsumerUnknown: None of the offices knows this consumer.
    """
    found: list[OutboxMessage] = []

    def look(office: BackOffice) -> None:
        if waiting:
            found.extend(office.events.pending(actor, consumer=consumer))
        if dead:
            found.extend(office.events.dead(actor, consumer=consumer))

    _in_those_that_know(consumer, offices, look)
    return found


def revive_in(
    offices: Sequence[BackOffice], actor: Actor, wanted: Sequence[str], consumer: str | None
) -> None:
    """Have dead messages delivered after all: these, in the office that has them, or all.

    Raises:
        MessageNotDead: No office has given up on one of them.
        ConsumerUnknown: None of the offices knows this consumer.
    """
    left = dict.fromkeys(MessageId(each) for each in wanted)

    def revive(office: BackOffice) -> None:
        dead = dict.fromkeys(each.id for each in office.events.dead(actor, consumer=consumer))
        chosen = list(dead) if wanted == ["all"] else [each for each in left if each in dead]
        office.events.revive(actor, *chosen, consumer=consumer)
        for message_id in chosen:
            left.pop(message_id, None)

    _in_those_that_know(consumer, offices, revive)
    if wanted != ["all"] and left:
        raise MessageNotDead(next(iter(left)))


def _in_those_that_know(
    consumer: str | None, offices: Sequence[BackOffice], do: Callable[[BackOffice], None]
) -> None:
    """Do something in every office that knows a consumer; where None is asked for, in all.

    Raises:
        ConsumerUnknown: None of the offices knows it.
    """
    known = False
    for office in offices:
        with suppress(ConsumerUnknown):
            do(office)
            known = True
    if not known and consumer is not None:
        raise ConsumerUnknown(consumer)


@define
class Report:
    """Prints the messages that were handed over, and tells what the printed lines do not tell."""

    print_message: Callable[[OutboxMessage], None]
    say: Callable[[str], None]
    trouble: bool = False
    _printed: int = 0

    def line(self, message: OutboxMessage) -> None:
        """Print a message; it counts as handed over then."""
        self.print_message(message)
        self._printed += 1

    def tell(self, outcome: Delivered | Exception) -> None:
        """Say what a round came to."""
        sent, self._printed = self._printed, 0
        if isinstance(outcome, Exception):
            self.trouble = True
            code = outcome.code if isinstance(outcome, BackOfficeError) else type(outcome).__name__
            self.say(f"{code}: {_told(outcome)}")
            return
        failed = outcome.failed or outcome.buried
        if failed or outcome.delivered > sent:
            self.say(
                _(
                    "{delivered} delivered, {failed} failed and tried again later, "
                    "{buried} given up on",
                    delivered=outcome.delivered,
                    failed=outcome.failed,
                    buried=outcome.buried,
                )
            )
        for topic, count in Counter(message.topic for message in outcome.left).items():
            self.say(
                _(
                    "{count} left ({topic}): the stock or the payment provider is not plugged in "
                    "here, name your own office with --office",
                    count=count,
                    topic=topic,
                )
            )
        self.trouble |= bool(failed or outcome.left)

    def tell_pending(self, pending: Sequence[OutboxMessage]) -> None:
        """Say how many messages still wait, and why the first of them does."""
        if pending:
            why = f": {pending[0].last_error}" if pending[0].last_error else ""
            waiting = _("{count} waiting (see them with --waiting)", count=len(pending))
            self.say(f"{waiting}{why}")

    def tell_removed(self, removed: Removed) -> None:
        """Say what was too old."""
        if not removed.nothing:
            self.say(
                _(
                    "removed: {carts} drafts, {links} links, {messages} messages, "
                    "{emails} e-mails, {entries} audit entries",
                    carts=removed.carts,
                    links=removed.links,
                    messages=removed.messages,
                    emails=removed.emails,
                    entries=removed.entries,
                )
            )


def deliver_all(
    office: BackOffice, actor: Actor, deliver_some: Callable[[], Delivered], report: Report
) -> None:
    """Deliver what an office's outbox holds; what goes wrong is told, and others have theirs."""
    try:
        idle = False
        while not idle:
            done = deliver_some()
            report.tell(done)
            idle = done.idle
        report.tell_pending(office.events.pending(actor))
    except Exception as error:
        report.tell(error)


def _told(error: Exception) -> str:
    return say(error.message) if isinstance(error, BackOfficeError) else str(error)


@define
class Tidying:
    """Housekeeping beside delivering: at the end, or once an hour while it goes on."""

    offices: Sequence[BackOffice]
    actor: Actor
    report: Report
    _next: datetime | None = None

    def after(self, outcome: Delivered | Exception) -> None:
        """Tell what a round came to, and tidy up if it is time."""
        self.report.tell(outcome)
        moment = self.offices[0].desk.clock.now()
        if self._next is None or self._next <= moment:
            self._next = moment + timedelta(hours=1)
            self.now()

    def now(self) -> None:
        """Remove what is too old; what goes wrong is told, and delivering goes on."""
        for office in self.offices:
            try:
                self.report.tell_removed(office.housekeeping.run(self.actor))
            except ShopNotSetUp:
                continue  # there is nothing yet that could be old
            except Exception as error:  # a host's part may fail in any way
                self.report.tell(error)
