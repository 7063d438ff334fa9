"""The checkout as an ASGI app, for a host to mount where its links point to.

It has no cookies and no sessions: whoever has a link's address may do what the link is for. It
works without JavaScript; with it, fields save themselves, and what the shop changes is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import overload

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.back_office import BackOffice
from backoffice_orders.checkout.pages import Act, Limits, Pages
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.shop import Concern
from backoffice_orders.web.by_office import ForEachOffice, OfficeOf, by_office
from backoffice_orders.web.protection import ProtectedApp, answered_by

BODY_LIMIT = 64 * 1024


@overload
def checkout_app(
    office: BackOffice, links: SignedLinks | None = None, templates: Iterable[Path] = ()
) -> Starlette: ...


@overload
def checkout_app(*, office_of: OfficeOf, templates: Iterable[Path] = ()) -> Starlette: ...


def checkout_app(
    office: BackOffice | None = None,
    links: SignedLinks | None = None,
    templates: Iterable[Path] = (),
    *,
    office_of: OfficeOf | None = None,
) -> Starlette:
    """The checkout of a shop.

    Args:
        office: The shop.
        links: What signs the addresses, and its base is where this app is mounted; by default what
            the office was opened with as its ``checkout``.
        templates: The host's directories of templates, looked at before ours.
        office_of: Instead of ``office``, which shop a request is for, where one app serves many;
            None is answered with 404. It returns the same object for the same shop. A link opens
            a cart of its own shop alone.
    """
    if (office is None) == (office_of is None):
        raise TypeError("checkout_app needs an office or office_of")
    if office_of is not None:
        ours, limits = tuple(templates), ForEachOffice(Limits)
        return by_office(
            office_of, lambda each: _app_of(each, _links_of(each), ours, limits.of(each))
        )
    assert office is not None
    if links is None:
        links = _links_of(office)
    else:
        links = links.of_shop(office.desk.scope.owner(Concern.CARTS))
    return _app_of(office, links, templates, Limits())


def _app_of(
    office: BackOffice, links: SignedLinks, templates: Iterable[Path], limits: Limits
) -> Starlette:
    """The checkout of one shop."""
    pages = Pages(office, links, templates, limits)
    act = pages.actions
    actions: Mapping[str, Act] = {
        # Buttons of the one form that holds the order's fields: each saves what was typed there.
        **dict.fromkeys(
            (
                "quantity",
                "texts",
                "voucher",
                "remove-voucher",
                "choose-addresses",
                "delivery",
                "message",
            ),
            act.save,
        ),
        "address": act.save_address,
        "place": act.place,
        "pay": act.pay,
    }
    routes = [
        Route("/open/{token}", pages.open, methods=["GET"]),
        Route("/open/{token}", pages.begin, methods=["POST"]),
        Route("/cart/{token}", pages.cart, methods=["GET"], name="cart"),
        Route("/cart/{token}/live", pages.live, methods=["GET"]),
        Route("/cart/{token}/suggested-addresses", pages.suggested, methods=["GET"]),
        *(
            Route(f"/cart/{{token}}/{name}", press, methods=["POST"])
            for name, press in (
                *((name, pages.doing(does)) for name, does in actions.items()),
                ("anew", pages.anew),
            )
        ),
        *(
            Route(f"/cart/{{token}}/{name}", pages.to_cart, methods=["GET"])
            for name in (*actions, "anew")
        ),
        Route("/shop.css", pages.colours, methods=["GET"]),
        Mount("/static", pages.files, name="static"),
        Route("/{rest:path}", pages.nothing),
    ]
    return ProtectedApp(
        routes=routes,
        body_limit=BODY_LIMIT,
        too_large=answered_by(pages.too_large),
        exception_handlers={
            BackOfficeError: pages.refused,
            HTTPException: pages.no_such,
            Exception: pages.broken,
        },
    )


def _links_of(office: BackOffice) -> SignedLinks:
    links = office.desk.checkout
    if not isinstance(links, SignedLinks):
        raise TypeError("the office was opened with another checkout: pass its SignedLinks")
    return links
