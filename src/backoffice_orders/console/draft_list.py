"""What the list of drafts is asked for by its form, as employees fill it in."""

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
class AskedDrafts:
    """The fields of the form, and where the page before has ended.

    ``changed_from`` and ``changed_until`` are days in the shop's time zone, both included; what is
    no day asks nothing, as if it were empty.
    """

    text: str = ""
    mine: bool = False
    offers: bool = False
    sent: bool = False
    changed_from: date | None = None
    changed_until: date | None = None
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> AskedDrafts:
        """From the page's address."""
        return cls(
            query.get("drafts", "").strip(),
            query.get("mine") == "1",
            query.get("offers") == "1",
            query.get("sent") == "1",
            day(query.get("from", "")),
            day(query.get("until", "")),
            query.get("after", ""),
        )

    @property
    def filtered(self) -> bool:
        """Whether any draft may be left out."""
        return self != AskedDrafts(after=self.after)

    @property
    def fields(self) -> dict[str, str]:
        """The same as parameters of an address, without where a page has ended."""
        return parameters(
            {
                "drafts": self.text,
                "mine": self.mine,
                "offers": self.offers,
                "sent": self.sent,
                "from": self.changed_from,
                "until": self.changed_until,
            }
        )

    @property
    def counted(self) -> bool:
        """Whether it says how many there are: on its first page, where nothing is searched."""
        return not (self.text or self.after)

    def filters(self, actor_id: ActorId, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.carts.count_drafts`` is asked with."""
        zone = ZoneInfo(time_zone)
        return {
            "assigned_to": actor_id if self.mine else None,
            "begun": True,
            "offers": self.offers,
            "sent": self.sent,
            "changed_from": begin_of(self.changed_from, zone),
            "changed_until": end_of(self.changed_until, zone),
        }

    def arguments(self, actor_id: ActorId, time_zone: str) -> dict[str, Any]:
        """What ``BackOffice.carts.drafts`` is asked with."""
        besides = {"text": self.text, "after": self.after}
        return {**self.filters(actor_id, time_zone), **besides}
