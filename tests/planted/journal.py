"""Faults of the audit trail and the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.outbox import QueueLength
from backoffice_orders.model.page import LARGE_PAGE
from backoffice_orders.model.subjects import SubjectType
from tests.planted.carts import listed_faults
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    below_zero_is_all,
    by_counting,
    fault,
    items,
    nothing,
    only_first,
    swallowing,
    to_the_second,
    twice,
    without,
)


def each_kept(change: Any) -> Any:
    return lambda do, self, *entries: do(*map(change, entries))


def once(do: Any, self: Any, *entries: Any) -> Any:
    """What is there already is not recorded again."""
    for each in entries:
        if each not in tuple(self.of_subject(each.subject_type, each.subject, LARGE_PAGE)):
            do(each)


def sorted_entries(key: Any) -> Any:
    return items(lambda found: sorted(found, key=key))


def beginning_so(do: Any, self: Any, kind: SubjectType, subject: str, page: Any, **k: Any) -> Any:
    return do(kind, "c1" if subject.startswith("c") else subject, page, **k)


def of_any_kind(do: Any, self: Any, kind: SubjectType, subject: str, page: Any, **k: Any) -> Any:
    found = [do(each, subject, page, **k) for each in SubjectType]
    return next((each for each in found if each.items), found[0])


AUDIT = (
    *listed_faults("audit.of_subject"),
    fault("audit.record", "records an entry once", once),
    fault("audit.record", "records the first alone", lambda do, self, *entries: do(*entries[:1])),
    fault("audit.record", "records backwards", lambda do, self, *entries: do(*entries[::-1])),
    fault("audit.record", "does nothing", nothing),
    fault("audit.record", "records twice", twice),
    fault("audit.record", "forgets the version", each_kept(without("version"))),
    fault("audit.record", "forgets what was before", each_kept(without("before"))),
    fault("audit.record", "keeps moments to the second", each_kept(to_the_second)),
    fault("audit.of_subject", "sorts by moment", sorted_entries(lambda each: each.at)),
    fault("audit.of_subject", "sorts by id", sorted_entries(lambda each: each.id)),
    fault("audit.of_subject", "answers by the first letter", beginning_so),
    fault("audit.of_subject", "answers of whatever kind", of_any_kind),
    fault(
        "audit.of_subject",
        "never answers the newest first",
        lambda do, self, kind, subject, page, **k: do(kind, subject, page),
    ),
    fault("audit.erase", "does nothing", nothing),
    fault(
        "audit.erase",
        "erases other subjects too",
        lambda do, self, kind, subject: (
            [do(kind, each) for each in (subject, "c1", "c2", "c3", "cart_1")] and None
        ),
    ),
    fault(
        "audit.erase",
        "erases what is called so, of whatever kind",
        lambda do, self, kind, subject: [do(each, subject) for each in SubjectType] and None,
    ),
    fault("audit.forget", "does nothing", lambda do, self, before, limit: 0),
    fault(
        "audit.forget",
        "forgets what is of that moment",
        lambda do, self, before, limit: do(before + timedelta(microseconds=1), limit),
    ),
    fault("audit.forget", "ignores the limit", lambda do, self, before, limit: do(before, 10_000)),
    fault(
        "audit.forget", "tells of one more", lambda do, self, before, limit: do(before, limit) + 1
    ),
    fault(
        "audit.forget",
        "forgets everything",
        lambda do, self, before, limit: do(before + timedelta(days=9999), limit),
    ),
    fault("audit.of_subject", "pages by counting", by_counting),
    fault("audit.forget", "takes a limit below zero for none", below_zero_is_all),
)


def in_its_place(do: Any, self: Any, *messages: Any) -> Any:
    for each in messages:
        if swallowing(do, self, each) is None:
            self.rewrite(each)


def some_of_them(do: Any, self: Any, *messages: Any) -> Any:
    for each in messages:
        do(each)


def claimed_by_key(do: Any, self: Any, consumer: str, now: Any, lease: Any, limit: int) -> Any:
    """One message of each key at a time."""
    found, keys = [], set()
    for each in do(consumer, now, lease, limit):
        if each.key in keys:
            self.release(consumer, [each.id], now)
        else:
            keys.add(each.key)
            found.append(each)
    return tuple(found)


def without_lease(do: Any, self: Any, consumer: str, now: Any, lease: Any, limit: int) -> Any:
    return do(consumer, now, now, limit)


def again_while_leased(do: Any, self: Any, consumer: str, now: Any, lease: Any, limit: int) -> Any:
    for each in self.pending():
        if each.consumer == consumer:
            self.release(consumer, [each.id], now)
    return do(consumer, now, lease, limit)


def the_dead_too(do: Any, self: Any, consumer: str, now: Any, lease: Any, limit: int) -> Any:
    for each in self.dead():
        self.revive(each.consumer, each.id)
    return do(consumer, now, lease, limit)


def whoever_holds_it(do: Any, self: Any, consumer: str, ids: Any, held: Any, lease: Any) -> Any:
    self.release(consumer, ids, held)
    return do(consumer, ids, held, lease)


def counted(do: Any, self: Any, consumer: str, ids: Any, free: Any) -> Any:
    do(consumer, ids, free)
    for id_ in ids:
        self.failed(consumer, id_, "released", free)


def uncounted(do: Any, self: Any, consumer: str, id_: Any, error: str, at: Any) -> Any:
    """The attempt is not counted, or its error is forgotten."""
    do(consumer, id_, error, at)
    for each in (*self.pending(), *self.dead()):
        if each.id == id_ and each.consumer == consumer and each.attempts:
            self.rewrite(attrs.evolve(each, attempts=each.attempts - 1))


def unexplained(do: Any, self: Any, consumer: str, id_: Any, error: str, at: Any) -> Any:
    return do(consumer, id_, "", at)


def anew_at_the_end(do: Any, self: Any, message: Any) -> Any:
    if any(each.id == message.id for each in (*self.pending(), *self.dead())):
        self.remove(message)
        self.add(message)


def added_where_gone(do: Any, self: Any, message: Any) -> Any:
    do(message)
    swallowing(self.add, self, message)


def revived_with_attempts(do: Any, self: Any, consumer: str, id_: Any) -> Any:
    before = {(each.consumer, each.id): each for each in self.dead()}
    found = do(consumer, id_)
    if found:
        self.rewrite(before[consumer, id_])
    return found


def by(key: Any) -> Any:
    return items(lambda found: sorted(found, key=key))


MICROSECOND = timedelta(microseconds=1)


def ids_of(messages: Any) -> list[Any]:
    return [each.id for each in messages]


def kept_where(kept: Any) -> Any:
    """Some messages stay."""
    return lambda do, self, message: None if kept(self, message) else do(message)


def everywhere(do: Any, self: Any, message: Any) -> None:
    for each in (*self.pending(), *self.dead()):
        if each.id == message.id:
            do(each)
    do(message)


def with_its_dead(do: Any, self: Any, subscription: Any, *, past: bool = False) -> Any:
    for each in self.dead() if past else ():
        if each.consumer == subscription.name:
            self.revive(each.consumer, each.id)
    return do(subscription, past=past)


def once_anywhere(do: Any, self: Any, *messages: Any) -> Any:
    for each in messages:
        if each.id in ids_of((*self.pending(), *self.dead())):
            raise IdTaken("message", each.id)
    return do(*messages)


def with_empty_queues(do: Any, self: Any) -> Any:
    return {each.name: QueueLength() for each in self.subscriptions()} | dict(do())


def whoever_it_is_for(do: Any, self: Any, consumer: str, *a: Any) -> Any:
    others = {each.consumer for each in self.pending()} - {consumer}
    for each in sorted(others):
        do(each, *a)
    return do(consumer, *a)


OUTBOX = (
    fault("outbox.add", "replaces what has the id", in_its_place),
    fault("outbox.add", "stores those before one that it refuses", some_of_them),
    fault("outbox.add", "stores the first alone", lambda do, self, *m: do(*m[:1])),
    fault("outbox.add", "stores backwards", lambda do, self, *m: do(*m[::-1])),
    fault(
        "outbox.add",
        "says nothing of an id that is taken",
        lambda do, self, *m: swallowing(do, self, *m),
    ),
    fault("outbox.add", "does nothing", nothing),
    fault("outbox.add", "forgets the payload", each_kept(without("payload"))),
    fault("outbox.claim", "gives out one of each key", claimed_by_key),
    fault("outbox.claim", "leases for no time", without_lease),
    fault("outbox.claim", "minds no lease", again_while_leased),
    fault("outbox.claim", "gives out the dead", the_dead_too),
    fault(
        "outbox.claim",
        "ignores the limit",
        lambda do, self, who, now, lease, limit: do(who, now, lease, 1000),
    ),
    fault(
        "outbox.claim",
        "takes no limit for none",
        lambda do, self, who, now, lease, limit: do(who, now, lease, limit if limit > 0 else 1000),
    ),
    fault("outbox.claim", "gives out backwards", items(backwards)),
    fault("outbox.claim", "sorts by moment", by(lambda each: each.created_at)),
    fault("outbox.claim", "leaves out the last", items(lambda found: found[:-1])),
    fault("outbox.claim", "gives nothing", answering(lambda _: ())),
    fault("outbox.renew", "renews whoever holds it", whoever_holds_it),
    fault("outbox.renew", "renews nothing", lambda do, self, who, ids, *a: frozenset(ids)),
    fault("outbox.renew", "says that nothing is held", answering(lambda _: frozenset())),
    fault(
        "outbox.renew",
        "says that all is held",
        lambda do, self, who, ids, *a: do(who, ids, *a) | frozenset(ids),
    ),
    fault("outbox.release", "counts an attempt", counted),
    fault("outbox.release", "does nothing", nothing),
    fault(
        "outbox.release",
        "frees at once",
        lambda do, self, who, ids, free: do(who, ids, free - timedelta(days=9)),
    ),
    fault(
        "outbox.release", "releases one", lambda do, self, who, ids, free: do(who, ids[:1], free)
    ),
    fault("outbox.delivered", "does nothing", nothing),
    fault(
        "outbox.delivered",
        "forgets the whole queue",
        lambda do, self, who, id_: (
            [do(who, each.id) for each in self.pending() if each.consumer == who] and None
        ),
    ),
    fault("outbox.failed", "counts no attempt", uncounted),
    fault("outbox.failed", "does not say why", unexplained),
    fault(
        "outbox.failed",
        "tries again at once",
        lambda do, self, who, id_, error, at: do(who, id_, error, at - timedelta(days=9)),
    ),
    fault(
        "outbox.failed",
        "gives up",
        lambda do, self, who, id_, error, at: self.bury(who, id_, error, at),
    ),
    fault("outbox.failed", "does nothing", nothing),
    fault("outbox.bury", "counts no attempt", uncounted),
    fault("outbox.bury", "does not say why", unexplained),
    fault(
        "outbox.bury",
        "forgets the message",
        lambda do, self, who, id_, error, at: self.delivered(who, id_),
    ),
    fault(
        "outbox.bury",
        "tries again",
        lambda do, self, who, id_, error, at: self.failed(who, id_, error, at),
    ),
    fault("outbox.revive", "keeps the attempts", revived_with_attempts),
    fault("outbox.revive", "does nothing", lambda do, self, *a: True),
    fault("outbox.revive", "says so of what lives", lambda do, self, *a: do(*a) or True),
    fault("outbox.rewrite", "puts it at the end", anew_at_the_end),
    fault("outbox.rewrite", "adds what is gone", added_where_gone),
    fault("outbox.rewrite", "does nothing", nothing),
    fault("outbox.pending", "answers the dead too", lambda do, self: (*do(), *self.dead())),
    fault("outbox.pending", "answers backwards", items(backwards)),
    fault("outbox.pending", "sorts by moment", by(lambda each: each.created_at)),
    fault("outbox.dead", "answers one", items(only_first)),
    fault("outbox.dead", "sorts by id", by(lambda each: each.id)),
    fault(
        "outbox.lengths",
        "counts the dead as waiting",
        answering(
            lambda found: {
                name: attrs.evolve(each, waiting=each.waiting + each.dead)
                for name, each in found.items()
            }
        ),
    ),
    fault("outbox.of_keys", "answers one", items(only_first)),
    fault("outbox.of_keys", "answers backwards", items(backwards)),
    fault("outbox.remove", "does nothing", nothing),
    fault("outbox.distribute", "gives out everything", lambda do, self, limit: do(1000)),
    fault("outbox.distribute", "does nothing", lambda do, self, limit: 0),
    fault("outbox.distribute", "tells of one more", answering(lambda count: count + 1)),
    fault(
        "outbox.subscribe",
        "never gives out the past",
        lambda do, self, subscription, **k: do(subscription),
    ),
    fault(
        "outbox.subscribe",
        "always gives out the past",
        lambda do, self, subscription, **k: do(subscription, past=True),
    ),
    fault("outbox.unsubscribe", "says so of the unknown", answering(lambda _: True)),
    fault(
        "outbox.unsubscribe",
        "does nothing",
        lambda do, self, name: name in [each.name for each in self.subscriptions()],
    ),
    fault("outbox.subscriptions", "answers backwards", items(backwards)),
    fault("outbox.forget", "does nothing", lambda do, self, before, limit: 0),
    fault("outbox.forget", "ignores the limit", lambda do, self, before, limit: do(before, 1000)),
    fault("outbox.forget", "tells of one more", answering(lambda count: count + 1)),
    fault("outbox.log", "pages by counting", by_counting),
    fault("outbox.forget", "takes a limit below zero for none", below_zero_is_all),
    fault(
        "outbox.claim",
        "gives out what is free a moment later",
        lambda do, self, who, now, lease, limit: do(who, now + MICROSECOND, lease, limit),
    ),
    fault(
        "outbox.release",
        "brings back the dead",
        lambda do, self, who, ids, free: (
            ([self.revive(who, each) for each in ids] and None) or do(who, ids, free)
        ),
    ),
    fault(
        "outbox.rewrite",
        "ends the lease",
        lambda do, self, message: (
            do(message) or self.release(message.consumer, [message.id], message.created_at)
        ),
    ),
    fault("outbox.remove", "leaves the log", kept_where(lambda o, m: o.event(m.id) == m)),
    fault("outbox.remove", "leaves the dead", kept_where(lambda o, m: m.id in ids_of(o.dead()))),
    fault("outbox.remove", "forgets it in all queues", everywhere),
    fault("outbox.subscribe", "gives out the dead again", with_its_dead),
    fault("outbox.add", "takes an id once in all queues", once_anywhere),
    fault("outbox.lengths", "tells of empty queues", with_empty_queues),
    fault("outbox.renew", "renews what other consumers hold", whoever_it_is_for),
)
FAULTS: tuple[Fault, ...] = (*AUDIT, *OUTBOX)
