"""What the list of orders is asked for by its form, as employees fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from backoffice_orders.console.list_query import begin_of, end_of, parameters
from backoffice_orders.model.ids import ActorId
from backoffice_orders.model.values import frozen
from backoffice_orders.web.fields import day


@frozen
class Asked:
    """The fields of the form, and where the page before has ended.

    ``placed_from`` and ``placed_until`` are days in the shop's time zone, both included; what is
    no day asks nothing, as if it were empty.
    """

    text: str = ""
    status: str = ""
    mine: bool = False
    unpaid: bool = False
    placed_from: date | None = None
    placed_until: date | None = None
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """From the page's address."""
        return cls(
            query.get("orders", "").strip(),
            query.get("status", ""),
            query.get("mine") == "1",
            query.get("unpaid") == "1",
            day(query.get("from", "")),
            day(query.get("until", "")),
            query.get("after", ""),
        )

    @property
    def filtered(self) -> bool:
        """Whether any order may be left out."""
        return self != Asked(after=self.after)

    @property
    def fields(self) -> dict[str, str]:
        """The same as parameters of an address, without where a page has ended."""
        return parameters(
            {
                "orders": self.text,
                "status": self.status,
                "mine": self.mine,
                "unpaid": self.unpaid,
                "from": self.placed_from,
                "until": self.placed_until,
            }
        )

    def without(self, name: str) -> dict[str, str]:
        """The same parameters but for one of them: what a list shows without this filter."""
        return {field: value for field, value in self.fields.items() if field != name}

    @property
    def counted(self) -> bool:
        """Whether it says how many there are: on its first page, where nothing is searched."""
        return not (self.text or self.after)

    def filters(self, actor_id: ActorId, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.orders.count`` is asked with."""
        zone = ZoneInfo(time_zone)
        return {
            "status": self.status or None,
            "placed_by": actor_id if self.mine else None,
            "unpaid": self.unpaid,
            "placed_from": begin_of(self.placed_from, zone),
            "placed_until": end_of(self.placed_until, zone),
        }

    def arguments(self, actor_id: ActorId, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.orders.search`` is asked with."""
        besides = {"text": self.text, "after": self.after}
        return {**self.filters(actor_id, time_zone), **besides}
