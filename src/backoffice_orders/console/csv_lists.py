"""Lists as CSV files, which a spreadsheet opens and does not run.

A cell that begins with one of ``= + - @``, their full-width forms, a tab or a line break is a
formula to a spreadsheet: an apostrophe before it makes a text of it (OWASP, "CSV Injection").
Where people write a comma in their numbers, a spreadsheet divides cells by semicolons, and knows
nothing of our quotes: so what follows a semicolon, a tab or a line break in a cell begins one, too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from moneyed import Money

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.listing import CartInfo, Content, OrderInfo, told_contents
from backoffice_orders.model.messages import Name
from backoffice_orders.model.page import LARGEST_PAGE, Page
from backoffice_orders.model.settings import ShopSettings

T = TypeVar("T")
Say = Callable[[Name], str]
MEDIA_TYPE = "text/csv; charset=utf-8"
# So many rows at most: more than a person looks at, and no more than a process answers in a while.
MOST_ROWS = 50_000
# What begins a cell (for some spreadsheet), and is run.
_RUN_AS_FORMULAS = re.compile(
    r"^(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])|(?<=[;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
# By it a spreadsheet knows that what follows is UTF-8.
_MARK = "\ufeff"


def cell(value: object) -> str:
    """A cell's text, which no spreadsheet runs."""
    return _RUN_AS_FORMULAS.sub("'", str(value))


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A file line by line: its mark and titles first."""
    yield _MARK + _line(titles)
    for row in rows:
        yield _line(row)


def every_page(
    search: Callable[..., Page[T]], actor: Actor, wanted: Mapping[str, Any]
) -> Iterator[Page[T]]:
    """The pages of a list by a key; ``MOST_ROWS`` entries at most.

    Args:
        search: The use case that answers with a page of the list.
        actor: Who asks.
        wanted: What it is asked with.
    """
    after, left = "", MOST_ROWS
    while left > 0:
        page = search(actor, **{**wanted, "after": after, "size": min(left, LARGEST_PAGE)})
        yield page
        after, left = page.next, left - len(page)
        if not after:
            return


def every_row(
    search: Callable[..., Page[T]], actor: Actor, wanted: Mapping[str, Any]
) -> Iterator[T]:
    """The entries of ``every_page``."""
    return chain.from_iterable(every_page(search, actor, wanted))


def order_row(
    order: OrderInfo, status: str, method: str, zone: ZoneInfo, say: Say
) -> tuple[object, ...]:
    """An order as a row: the moment in the shop's time zone, the amount with a point."""
    placed, held = _moment(order.placed_at, zone), _contents(order.contents, order.further, say)
    amount, currency = _amount(order.total)
    reference = (order.reference, order.number, placed, order.customer_name)
    due = _amount(order.due)[0] if order.due is not None else ""
    return (*reference, held, status, method, amount, due, currency)


def draft_row(draft: CartInfo, assigned_to: str, zone: ZoneInfo, say: Say) -> tuple[object, ...]:
    """A draft as a row, likewise."""
    changed, held = _moment(draft.updated_at, zone), _contents(draft.contents, draft.further, say)
    until = "" if draft.expires_at is None else _moment(draft.expires_at, zone)
    amount, currency = ("", "") if draft.total is None else _amount(draft.total)
    who = (draft.cart_id, draft.name, draft.customer_name, assigned_to)
    return (*who, changed, held, until, amount, currency)


def customer_row(
    customer: Customer, groups: Iterable[str], yes_no: tuple[str, str], zone: ZoneInfo
) -> tuple[object, ...]:
    """A customer as a row, likewise; ``yes_no`` are the reader's words for it."""

    def said(so: bool) -> str:
        return yes_no[0] if so else yes_no[1]

    names = (customer.id, customer.first_name, customer.last_name, customer.company)
    reached = (customer.email, customer.phone, customer.vat_number, customer.language)
    kept = (", ".join(groups), said(not customer.guest), said(customer.active))
    return (*names, *reached, *kept, _moment(customer.created_at, zone))


def zone_of(settings: ShopSettings) -> ZoneInfo:
    """The shop's time zone."""
    return ZoneInfo(settings.time_zone)


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([cell(value) for value in values])
    return line.getvalue()


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _amount(amount: Money) -> tuple[str, str]:
    return f"{amount.amount:f}", str(amount.currency.code)


def _contents(held: Iterable[Content], further: int, say: Say) -> str:
    named = say(told_contents(held))
    return f"{named}, + {further}" if further else named
