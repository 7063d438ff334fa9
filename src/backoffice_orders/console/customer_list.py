"""What the list of customers is asked for by its form, as employees fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from backoffice_orders.console.list_query import begin_of, end_of, parameters
from backoffice_orders.model.ids import GroupId
from backoffice_orders.model.values import frozen
from backoffice_orders.web.fields import day

_GUEST: Mapping[str, bool] = {"account": False, "guest": True}


@frozen
class AskedCustomers:
    """The fields of the form, and where the page before has ended.

    ``kind`` is ``account``, ``guest``, or empty for both. ``created_from`` and ``created_until``
    are days in the shop's time zone, both included; what is no day asks nothing, as if it were
    empty.
    """

    text: str = ""
    kind: str = ""
    group: str = ""
    unpaid: bool = False
    drafts: bool = False
    created_from: date | None = None
    created_until: date | None = None
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> AskedCustomers:
        """From the page's address."""
        kind = query.get("kind", "")
        return cls(
            query.get("customers", "").strip(),
            kind if kind in _GUEST else "",
            query.get("group", ""),
            query.get("unpaid") == "1",
            query.get("drafts") == "1",
            day(query.get("from", "")),
            day(query.get("until", "")),
            query.get("after", ""),
        )

    @property
    def filtered(self) -> bool:
        """Whether any customer may be left out."""
        return self != AskedCustomers(after=self.after)

    @property
    def fields(self) -> dict[str, str]:
        """The same as parameters of an address, without where a page has ended."""
        return parameters(
            {
                "customers": self.text,
                "kind": self.kind,
                "group": self.group,
                "unpaid": self.unpaid,
                "drafts": self.drafts,
                "from": self.created_from,
                "until": self.created_until,
            }
        )

    @property
    def counted(self) -> bool:
        """Whether it says how many there are: on its first page, where nothing is searched."""
        return not (self.text or self.after or self.unpaid or self.drafts)

    def filters(self, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.customers.count`` is asked with."""
        zone = ZoneInfo(time_zone)
        return {
            "guest": _GUEST.get(self.kind),
            "group_id": GroupId(self.group) if self.group else None,
            "created_from": begin_of(self.created_from, zone),
            "created_until": end_of(self.created_until, zone),
        }

    def arguments(self, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.customers.list`` is asked with."""
        besides = {
            "text": self.text,
            "unpaid": self.unpaid,
            "drafts": self.drafts,
            "after": self.after,
        }
        return {**self.filters(time_zone), **besides}
