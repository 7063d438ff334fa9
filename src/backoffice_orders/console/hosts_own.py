"""What a host adds to the page: templates, links to its pages, panels, fields and columns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import field
from markupsafe import Markup, escape

from backoffice_orders.console.own_columns import NO_COLUMNS, OwnColumns
from backoffice_orders.console.own_fields import NO_FIELDS, OwnFields
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.values import frozen

logger: logging.Logger = logging.getLogger("backoffice_orders.web")
# What a host's function puts in a place: a text, HTML of its own (``markupsafe.Markup``), or
# nothing. It is called with who looks, and what is shown: a ``CartView``, an ``Order``,
# a ``Customer``, or None.
Place = Callable[[Actor, Any], "str | None"]
LINKS = frozenset({"customer", "product", "order", "logo", "stylesheet"})
PLACES = frozenset({"top", "start", "cart", "order", "customer"})


@frozen
class HostsOwn:
    """A host's own parts of the page.

    Attributes:
        templates: Directories that are looked at before ours.
        links: Addresses of the host's pages of a ``customer``, ``product`` or ``order``, with
            ``{id}`` in them; of its ``logo`` and of a ``stylesheet`` that comes after ours.
        places: What stands at the ``top`` of every page, at the ``start``, and beside a ``cart``,
            an ``order`` and a ``customer``.
        fields: What is asked for on the page of a cart, and kept as its attributes.
        columns: What lists of orders, drafts and customers have besides ours.
    """

    templates: tuple[Path, ...] = ()
    links: Mapping[str, str] = field(factory=dict)
    places: Mapping[str, Place] = field(factory=dict)
    fields: OwnFields = NO_FIELDS
    columns: OwnColumns = NO_COLUMNS

    def __attrs_post_init__(self) -> None:
        for said, known in ((self.links, LINKS), (self.places, PLACES)):
            if unknown := set(said) - known:
                raise ValueError(f"{sorted(unknown)} are none of {sorted(known)}")
        for name, link in self.links.items():
            if not isinstance(link, str):
                raise TypeError(f"the link {name} must be an address, not {link!r}")
        for name, place in self.places.items():
            if not callable(place):
                raise TypeError(f"the place {name} must be a function, not {place!r}")

    def link(self, to: str, id_: str = "") -> str:
        """The address of a page of the host's; empty where it has none."""
        return self.links.get(to, "").replace("{id}", quote(id_, safe=""))

    def place(self, name: str, actor: Actor, shown: Any = None) -> Markup:
        """What stands in a place. A panel that fails is left out: a call goes on without it."""
        if name not in self.places:
            return Markup()
        try:
            return _html(self.places[name](actor, shown))
        except Exception as error:
            # Without the traceback: it could name customers.
            logger.warning("the place %s is empty: %s", name, type(error).__name__)
            return Markup()


def _html(shown: object) -> Markup:
    if shown is not None and not isinstance(shown, str):
        raise TypeError("a place shows a text, or Markup, or nothing")
    return escape(shown or "")


# A host that adds nothing.
NOTHING_OWN = HostsOwn()
