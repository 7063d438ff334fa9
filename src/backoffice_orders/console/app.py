"""The page as an ASGI app: what it is put together of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import overload

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import NO_LOGIN, ActorOf, FormTokens, Refused, SearchLimit
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.api import app as api, problems
from backoffice_orders.console.cart_routes import CartRoutes
from backoffice_orders.console.customer_routes import CustomerRoutes
from backoffice_orders.console.hosts_own import HostsOwn, Place
from backoffice_orders.console.incoming import Incoming
from backoffice_orders.console.list_routes import ListRoutes
from backoffice_orders.console.names import NamesOf, nobodys_names
from backoffice_orders.console.order_routes import OrderRoutes
from backoffice_orders.console.own_columns import Column, OwnColumns
from backoffice_orders.console.own_fields import OwnField, OwnFields
from backoffice_orders.console.pages import Pages
from backoffice_orders.console.rendering import STATIC
from backoffice_orders.console.start_routes import StartRoutes
from backoffice_orders.console.webhook_pages import WebhookPages
from backoffice_orders.console.webhook_routes import WebhookRoutes
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.web.by_office import ForEachOffice, OfficeOf, by_office
from backoffice_orders.web.languages import LanguageOf, PageLanguages
from backoffice_orders.web.live import Live
from backoffice_orders.web.protection import CompressedHere, ProtectedApp, answered_by
from backoffice_orders.web.refusals import BROKEN, NO_SUCH_SHOP

# A photograph for a customizable product, and what is around it.
BODY_LIMIT = 12 * 1024 * 1024
# Of nine: a page takes a third of the time of the best, and is 3 % larger.
_COMPRESSED = 5


@overload
def console_app(
    office: BackOffice,
    actor_of: ActorOf,
    *,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
    fields: Sequence[OwnField] = (),
    columns: Mapping[str, Sequence[Column]] | None = None,
) -> Starlette: ...


@overload
def console_app(
    *,
    office_of: OfficeOf,
    actor_of: ActorOf,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
    fields: Sequence[OwnField] = (),
    columns: Mapping[str, Sequence[Column]] | None = None,
) -> Starlette: ...


def console_app(
    office: BackOffice | None = None,
    actor_of: ActorOf | None = None,
    *,
    office_of: OfficeOf | None = None,
    secret: str | None = None,
    language_of: LanguageOf | None = None,
    names_of: NamesOf = nobodys_names,
    templates: Sequence[Path] = (),
    links: Mapping[str, str] | None = None,
    places: Mapping[str, Place] | None = None,
    fields: Sequence[OwnField] = (),
    columns: Mapping[str, Sequence[Column]] | None = None,
) -> Starlette:
    """The page "Add new order".

    Args:
        office: The shop.
        office_of: Instead of it, which shop a request is for, where one app serves many:
            ``office_of=lambda request: offices.get(request.url.hostname)``; None is answered
            with 404. It returns the same object for the same shop.
        actor_of: The host's login: who sends a request, or None to refuse it. ``NO_LOGIN`` serves
            this very machine only, where everybody is the employee "local", and the page says so.
        secret: What forms are signed with, at least 32 characters; all processes of one host
            need the same. A new one by default: forms do not outlive the process.
        language_of: The language of who sends a request, as the host knows it: a tag (``fr``,
            ``de-AT``), or None. What was picked on the page comes before it; after it come what
            the browser accepts, and the shop's language.
        names_of: What employees are called, by their ids, for the pages that name them.
        templates: The host's directories: a template in them stands for ours of that name.
        links: Addresses of the host's own pages; see ``HostsOwn``.
        places: What the host puts on the pages; see ``HostsOwn``.
        fields: What the host asks for on the page of a cart, kept as the cart's attributes and
            the order's; see ``OwnField``.
        columns: The host's columns in the lists of ``orders``, ``drafts`` and ``customers``.

    Raises:
        ValueError: There is no such link, place or list, or two fields have one name.
    """
    # What can be gone through once only is there for every page and shop.
    templates, fields = tuple(templates), tuple(fields)
    columns = {name: tuple(listed) for name, listed in (columns or {}).items()}
    own = HostsOwn(templates, links or {}, places or {}, OwnFields(fields), OwnColumns(columns))
    if actor_of is None or (office is None) == (office_of is None):
        raise TypeError("console_app needs an office or office_of, and actor_of")
    make = partial(
        _app_of,
        actor_of=actor_of,
        secret=secret or secrets.token_urlsafe(32),
        language_of=language_of,
        names_of=names_of,
        own=own,
    )
    if office_of is not None:
        limits = ForEachOffice(SearchLimit)
        return by_office(
            office_of,
            lambda each: make(each, limits.of(each)),
            _beside_api(problems.NO_SUCH_SHOP, NO_SUCH_SHOP),
            _beside_api(problems.BROKEN, BROKEN),
        )
    assert office is not None
    return make(office, SearchLimit())


def _app_of(
    office: BackOffice,
    limit: SearchLimit,
    *,
    actor_of: ActorOf,
    secret: str,
    language_of: LanguageOf | None,
    names_of: NamesOf,
    own: HostsOwn,
) -> Starlette:
    """The page of one shop."""
    tokens = FormTokens(secret, office.desk.scope.shop_id)
    languages = PageLanguages(language_of, office.desk.catalogs)
    wired = (office, tokens, languages, actor_of is NO_LOGIN, names_of, own)
    pages = Pages(*wired)
    actions = Actions(office, own.fields)
    incoming = Incoming(office, actor_of, pages, tokens, limit, languages)
    customers = CustomerRoutes(office, incoming, pages)
    return ProtectedApp(
        routes=[
            *StartRoutes(office, incoming, pages, actions, tokens, customers.to_list).routes(),
            *CartRoutes(office, incoming, pages, actions, tokens, Live(office.desk)).routes(),
            *customers.routes(),
            *ListRoutes(incoming, pages).routes(),
            *OrderRoutes(office, incoming, pages).routes(),
            *WebhookRoutes(office, incoming, WebhookPages(*wired)).routes(),
            Mount("/api", api.api_app(office, actor_of, limit, language_of=language_of)),
            Mount("/static", STATIC),
        ],
        body_limit=BODY_LIMIT,
        too_large=_beside_api(problems.TOO_LARGE, answered_by(incoming.too_large)),
        middleware=[Middleware(CompressedHere, _COMPRESSED)],
        exception_handlers={
            Refused: incoming.refused,
            BackOfficeError: incoming.failed,
            HTTPException: incoming.no_such,
            Exception: incoming.broken,
        },
    )


def _beside_api(there: ASGIApp, here: ASGIApp) -> ASGIApp:
    """What answers for the API, and what for the page around it."""
    return Router([Mount("/api", there)], redirect_slashes=False, default=here)
