"""What a store answers, as values that can be compared, and told apart by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.page import Page
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.serialization import to_plain
from backoffice_orders.testing.contracts.base import undone
from backoffice_orders.testing.contracts.questions import PROBES, questions
from backoffice_orders.testing.contracts.shelf import Act

Observed = dict[str, Any]


def observe(work: UnitOfWork, *ports: str) -> Observed:
    """What the reading methods of these ports answer; of all, where none is named."""
    return {name: answer(work, act) for name, act in questions(*ports)}


def observe_all(store: Store, *ports: str, scope: ShopScope | None = None) -> Observed:
    """What the ports answer in a transaction of its own, those questions included that write.

    Nothing of it stays.
    """

    def ask(work: UnitOfWork) -> Observed:
        found = observe(work, *ports)
        for port in ports or PROBES:
            for number, act in enumerate(PROBES.get(port, ()), 1):
                found[f"{port}, changed {number}"] = answer(work, act)
        return found

    return undone(store, ask, scope)


def observe_singly(store: Store, port: str, scope: ShopScope) -> Observed:
    """What ``observe`` answers, each question in a transaction of its own.

    So none is answered by what another one has read along.
    """

    def ask(act: Act) -> Any:
        with store.transaction(scope) as work:
            return answer(work, act)

    return {name: ask(act) for name, act in questions(port)}


def answer(work: UnitOfWork, act: Callable[[UnitOfWork], object]) -> Any:
    """What one call answers, or is refused with."""
    try:
        return plain(act(work))
    except BackOfficeError as error:
        details = {name: str(each) for name, each in error.details().items() if name != "shop_id"}
        return f"{type(error).__name__} {details}"


def plain(value: Any) -> Any:
    """A value as lists, dicts and texts: every field counts, also those that ``==`` leaves out."""
    if isinstance(value, Page):
        return {"items": plain(value.items), "number": value.number, "more": value.more}
    if attrs.has(type(value)):
        return {"is a": type(value).__name__, **to_plain(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def differences(before: Observed, after: Observed) -> list[str]:
    """What is answered otherwise: the name of each question, and both answers."""
    return [
        f"{name}: {_short(before.get(name))} became {_short(after.get(name))}"
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def require_same(before: Observed, after: Observed, why: str) -> None:
    """Fail with all that is answered otherwise; which questions they are, in the first line."""
    changed = differences(before, after)
    asked = ", ".join(each.partition(": ")[0] for each in changed)
    assert not changed, "\n".join([f"{why}: {asked}", *changed])


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 400 else f"{text[:400]}…"
