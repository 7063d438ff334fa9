"""What a host calls those who act, so that its pages show people and not ids."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

from backoffice_orders.model.ids import ActorId

logger: logging.Logger = logging.getLogger("backoffice_orders.web")
# The names of some actors by their ids; who is left out is called by their id. It is asked in a
# worker thread, once for a page.
NamesOf = Callable[[Collection[ActorId]], Mapping[ActorId, str]]


def nobodys_names(_actor_ids: Collection[ActorId]) -> Mapping[ActorId, str]:
    """Where the host has given no names."""
    return {}


def careful(names_of: NamesOf) -> NamesOf:
    """The same, where a page goes on without what it fails to say.

    A page is worth more than what it calls those who act: they are called by their ids then.
    """

    def names(actor_ids: Collection[ActorId]) -> Mapping[ActorId, str]:
        try:
            found = names_of(actor_ids)
            return {id_: name for id_, name in found.items() if name and isinstance(name, str)}
        except Exception as error:
            # Without the traceback: it could name them.
            logger.warning("names_of has failed: %s", type(error).__name__)
            return {}

    return names
