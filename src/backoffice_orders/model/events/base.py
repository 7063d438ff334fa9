"""What every event has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field

from backoffice_orders.model.values import frozen


@frozen
class Event:
    """The base of every event."""

    topic: ClassVar[str] = ""
    version: ClassVar[int] = 1

    @property
    def key(self) -> str:
        """What keeps order: each consumer is given events of one key one after the other."""
        raise NotImplementedError


@frozen
class UnknownEvent(Event):
    """An event that this process does not know, or whose version is newer: as it is stored."""

    stored_topic: str
    stored_version: int
    stored_key: str
    payload: Mapping[str, Any] = field(hash=False)

    @property
    def key(self) -> str:
        """The key that it is stored under."""
        return self.stored_key
