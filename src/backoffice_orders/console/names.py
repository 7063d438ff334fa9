"""What a host calls those who act, so that its pages show people and not ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from backoffice_orders.model.ids import ActorId

# The names of some actors by their ids; who is left out is called by their id. It is asked in a
# worker thread, once for a page.
NamesOf = Callable[[Collection[ActorId]], Mapping[ActorId, str]]


def nobodys_names(_actor_ids: Collection[ActorId]) -> Mapping[ActorId, str]:
    """Where the host has given no names."""
    return {}
