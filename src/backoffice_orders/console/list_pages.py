"""The lists of drafts and orders: pages, and the same as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backoffice_orders.console.access import Refused
from backoffice_orders.console.csv_lists import (
    MEDIA_TYPE,
    csv_lines,
    draft_row,
    every_page,
    every_row,
    order_row,
    zone_of,
)
from backoffice_orders.console.customer_list import AskedCustomers
from backoffice_orders.console.draft_list import AskedDrafts
from backoffice_orders.console.order_list import Asked
from backoffice_orders.console.order_page import names_in
from backoffice_orders.console.rendering import Rendering
from backoffice_orders.console.said import Said
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import ActorId, CustomerId, in_path
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.page import Page
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.web.answers import in_bytes, root_of
from backoffice_orders.web.refusals import NO_SUCH_PAGE


class ListPages(Rendering):
    """Drafts, orders, and what a customer has of both."""

    def drafts(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The drafts, searched and filtered."""
        asked = AskedDrafts.of(request.query_params)
        settings = self._settings(actor)
        mine = actor.id, settings.time_zone
        found = self._office.carts.drafts(actor, **asked.arguments(*mine))
        count = self._office.carts.count_drafts
        more = {
            "names": self._names_in_drafts(actor, found),
            "counted": count(actor, **asked.filters(*mine)) if asked.counted else None,
        }
        return self._list(request, actor, "drafts", asked, found, said, more)

    def orders(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The shop's orders, searched and filtered."""
        asked = Asked.of(request.query_params)
        settings = self._settings(actor)
        mine, count = (actor.id, settings.time_zone), self._office.orders.count
        found = self._office.orders.search(actor, **asked.arguments(*mine))
        more = {
            "counted": count(actor, **asked.filters(*mine)) if asked.counted else None,
            "statuses": settings.statuses,
            "method_name": settings.payment_method_name,
            "chips": [
                (told, urlencode(asked.without(name)))
                for name, told in self._told(asked, settings, self.language(request, actor))
            ],
        }
        return self._list(request, actor, "orders", asked, found, said, more)

    def _told(
        self, asked: Asked, settings: ShopSettings, language: Language
    ) -> Iterator[tuple[str, str]]:
        """Each filter of a list of orders, by its parameter, as people say it."""
        _ = language.text
        if asked.text:
            yield "orders", asked.text
        if asked.status:
            yield "status", _(settings.status_name(asked.status))
        if asked.mine:
            yield "mine", _("Placed by me")
        if asked.unpaid:
            yield "unpaid", _("Unpaid")
        if asked.placed_from:
            yield "from", _("From {day}", day=language.day(asked.placed_from))
        if asked.placed_until:
            yield "until", _("Until {day}", day=language.day(asked.placed_until))

    def _list(
        self,
        request: Request,
        actor: Actor,
        section: str,
        asked: Asked | AskedDrafts | AskedCustomers,
        found: Page[CartInfo] | Page[OrderInfo] | Page[Customer],
        said: Said | None,
        more: Mapping[str, Any],
    ) -> Response:
        own = self._hosts.columns.of(section, actor)
        values = {
            "asked": asked,
            "own_titles": own.titles(self.language(request, actor)),
            "own_cells": [*map(own.shown, found)],
            "entries": found,
            "kept": urlencode(asked.fields),
            "further": urlencode({**asked.fields, "after": found.next}),
            "view": None,
            "address": f"{root_of(request)}/{section}",
            "section": section,
            **more,
        }
        return self._html(request, actor, f"{section}.html.j2", values, said)

    def drafts_csv(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """The same drafts as a file, all pages of them."""
        settings, language = self._settings(actor), self.language(request, actor)
        _ = language.text
        wanted = AskedDrafts.of(request.query_params).arguments(actor.id, settings.time_zone)
        zone, own = zone_of(settings), self._hosts.columns.of("drafts", actor)

        def rows(drafts: Page[CartInfo]) -> Iterator[tuple[object, ...]]:
            names = self._names_in_drafts(actor, drafts)
            for draft in drafts:
                who = "".join(names.get(each, each) for each in whose([draft]))
                yield (*draft_row(draft, who, zone, language.say), *own.written(draft))

        titles = (
            *(_("Draft"), _("Name"), _("Customer"), _("Whose"), _("Changed"), _("Contents")),
            *(_("Offer until"), _("Total"), _("Currency"), *own.titles(language)),
        )
        pages = every_page(self._office.carts.drafts, actor, wanted)
        return a_file(csv_lines(titles, chain.from_iterable(map(rows, pages))), "drafts.csv")

    def orders_csv(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """The same orders as a file, all pages of them."""
        settings, language = self._settings(actor), self.language(request, actor)
        _ = language.text
        wanted = Asked.of(request.query_params).arguments(actor.id, settings.time_zone)
        zone, own = zone_of(settings), self._hosts.columns.of("orders", actor)

        def row(order: OrderInfo) -> tuple[object, ...]:
            status = _(settings.status_name(order.status))
            method = _(settings.payment_method_name(order.payment_method))
            return (*order_row(order, status, method, zone, language.say), *own.written(order))

        titles = (
            *(_("Reference"), _("Number"), _("Placed"), _("Customer"), _("Contents")),
            *(_("Status"), _("Payment"), _("Total"), _("Due"), _("Currency")),
            *own.titles(language),
        )
        rows = map(row, every_row(self._office.orders.search, actor, wanted))
        return a_file(csv_lines(titles, rows), "orders.csv")

    def _names_in_drafts(self, actor: Actor, drafts: Iterable[CartInfo]) -> Mapping[ActorId, str]:
        """What those are called whom a list of drafts names: by the host, or by their history."""
        of_each = {who: draft.cart_id for draft in drafts for who in whose([draft])}
        names = {actor.id: actor.name, **self._names_of(tuple(of_each))}
        for who, cart_id in of_each.items():
            if who not in names:
                names = {**names_in(self._office.carts.history(actor, cart_id)), **names}
        return names

    def of_customer(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """Further carts or orders of a customer."""
        office, after = self._office, request.query_params.get("after", "")
        what, customer_id = request.path_params["what"], CustomerId(request.path_params["customer"])
        if what not in {"carts", "orders"}:
            raise Refused(404, NO_SUCH_PAGE(), "not_found")
        _ = self.language(request, actor).text
        customer = office.customers.get(actor, customer_id)
        entries: Page[CartInfo] | Page[OrderInfo]
        if what == "carts":
            entries = office.carts.of_customer(actor, customer.id, after=after)
        else:
            entries = office.orders.of_customer(actor, customer.id, after=after)
        values = {
            "kind": what.removesuffix("s"),
            "title": _("Abandoned carts") if what == "carts" else _("Previous orders"),
            "whose": customer.name,
            "entries": entries,
            "view": None,
            "section": "customers",
            "address": f"{root_of(request)}/customer/{in_path(customer.id)}/{what}",
        }
        return self._html(request, actor, "list.html.j2", values, said)


def whose(drafts: Iterable[CartInfo]) -> tuple[ActorId, ...]:
    """Whom a list of drafts names."""
    whose = (each.assigned_to or each.started_by for each in drafts)
    return tuple(dict.fromkeys(each for each in whose if each is not None))


def a_file(lines: Iterator[str], name: str) -> Response:
    """A list to be saved, sent as it is made; a refusal is seen before any of it is sent."""
    first = [*islice(lines, 2)]  # the titles, and what is first asked for
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(
        map(in_bytes, chain(first, lines)), media_type=MEDIA_TYPE, headers=headers
    )
