"""Writes docs/events.md from the event classes: ``python -m tests.docs.events_page``."""

from __future__ import annotations

import inspect
from pathlib import Path

import attrs

from backoffice_orders.model.events import EVENTS, Event, EventLine

PAGE = Path(__file__).parents[2] / "docs" / "events.md"
HEAD = """# Events

What has happened in the shop, for other systems to follow. An event is written in the transaction
that causes it, and given to every consumer by `office.events.deliver`
([storage.md](storage.md#the-outbox)). A handler gets a message with `id`, `topic`, `key` and
`payload` (plain JSON values); `event_of(message)` makes the class below of it. This page is made
from the classes by `make docs`.

- Events of one `key` reach a consumer in order: the cart (an order's events have its cart's), the
  customer, the voucher or the product, each with its kind before its id (`cart:…`). `message.id`
  is the same whenever an event is delivered again.
- Nothing in an event tells who somebody is: ids and figures, and the attributes that you have put
  on an order yourself. They leave the events that are kept when the customer is erased.
- Amounts are decimals in `currency`, as texts in the payload (`"12.50"`).
- `version` is in each payload. A new field with a default leaves it as it is: what you do not know,
  leave out. Where a field goes or means something else, it is raised, and `event_of` in a process
  that knows only the old one gives an `UnknownEvent`, with all that is stored.

| topic | class, version | when | fields |
|---|---|---|---|
"""
LINES = """
`lines` are `EventLine`s: {fields}. {doc}
"""


def page() -> str:
    """The whole page."""
    lines = LINES.format(fields=_fields(EventLine), doc=_doc(EventLine).partition(". ")[2])
    return HEAD + "".join(_row(event) for event in EVENTS) + lines


def _row(event: type[Event]) -> str:
    name = f"`{event.__name__}`, {event.version}"
    return f"| `{event.topic}` | {name} | {_doc(event)} | {_fields(event)} |\n"


def _doc(kind: type) -> str:
    return " ".join(inspect.cleandoc(kind.__doc__ or "").replace("``", "`").split())


def _fields(kind: type) -> str:
    return ", ".join(f"`{name}`" for name in attrs.fields_dict(kind))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
