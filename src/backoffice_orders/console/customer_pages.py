"""The list of customers, a customer's page, and making two customers one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.csv_lists import csv_lines, customer_row, every_row, zone_of
from backoffice_orders.console.customer_form import EMPTY, begun_by
from backoffice_orders.console.customer_list import AskedCustomers
from backoffice_orders.console.list_pages import ListPages, a_file
from backoffice_orders.console.order_page import names_in
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.errors.customers import AddressInvalid, CustomerNotFound
from backoffice_orders.model.ids import ActorId, CustomerId, in_path
from backoffice_orders.model.page import Page
from backoffice_orders.services.customer_search import CustomerDetails
from backoffice_orders.web.answers import root_of

# Of a customer's history the page shows so much.
_HISTORY = 30


class CustomerPages(ListPages):
    """All customers, and one of them."""

    def customers(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The shop's customers, searched and filtered."""
        asked = AskedCustomers.of(request.query_params)
        zone, count = self._settings(actor).time_zone, self._office.customers.count
        found = self._office.customers.list(actor, **asked.arguments(zone))
        more = {
            **self._customer_form(actor),
            "glances": self._glances(actor, found),
            "counted": count(actor, **asked.filters(zone)) if asked.counted else None,
        }
        return self._list(request, actor, "customers", asked, found, said, more)

    def customers_csv(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """The same customers as a file, all pages of them."""
        settings, language = self._settings(actor), self.language(request, actor)
        _, own = language.text, self._hosts.columns.of("customers", actor)
        wanted = AskedCustomers.of(request.query_params).arguments(settings.time_zone)
        groups = {each.id: each.name for each in self._groups(actor)}
        zone, yes, no = zone_of(settings), _("yes"), _("no")
        titles = (
            *(_("Customer"), _("First name"), _("Last name"), _("Company"), _("E-mail")),
            *(_("Phone"), _("VAT number"), _("Language"), _("Groups"), _("Account")),
            *(_("Switched on"), _("Created"), *own.titles(language)),
        )

        def row(customer: Customer) -> tuple[object, ...]:
            of_groups = [groups.get(id_, id_) for id_ in customer.group_ids]
            return (*customer_row(customer, of_groups, (yes, no), zone), *own.written(customer))

        rows = map(row, every_row(self._office.customers.list, actor, wanted))
        return a_file(csv_lines(titles, rows), "customers.csv")

    def customer(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """Everything about one customer."""
        office = self._office
        details = office.customers.details(actor, self._whose(request), filled=True)
        customer = details.customer
        trail = office.customers.history(actor, customer.id, size=_HISTORY, newest_first=True)
        vouchers = (
            office.vouchers.of_customer(actor, customer.id)
            if actor.may(Permission.READ_CATALOG)
            else ()
        )
        values = {
            **self._customer_form(actor),
            **self._addresses(request, actor, details, said),
            "details": details,
            "doubles": office.customers.doubles(actor, customer_id=customer.id),
            "vouchers": vouchers,
            "trail": trail,
            "names": self._called(trail),
            "told_names": {},
            "view": None,
            "address": f"{root_of(request)}/customer/{in_path(customer.id)}",
            "section": "customers",
        }
        return self._html(request, actor, "customer.html.j2", values, said)

    def merging(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """Who may be the same customer, and what goes over."""
        customers, asked = self._office.customers, request.query_params
        keep = customers.get(actor, self._whose(request))
        other, text = asked.get("other", "") or _typed(said, "other"), asked.get("customers", "")
        found = customers.search(actor, text) if text else None
        doubles = customers.doubles(actor, customer_id=keep.id)
        values = {
            "keep": keep,
            "text": text,
            "found": [each for each in found or doubles if each.id != keep.id],
            "searched": found is not None,
            "preview": (
                customers.merge_preview(actor, keep.id, CustomerId(other)) if other else None
            ),
            "view": None,
            "address": f"{root_of(request)}/customer/{in_path(keep.id)}/merge",
            "section": "customers",
        }
        return self._html(request, actor, "merging.html.j2", values, said)

    def export(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """All that is kept of a customer, as a file."""
        whose = self._whose(request)
        kept = self._office.customers.export(actor, whose)
        content = json.dumps(kept, ensure_ascii=False, indent=2)
        headers = {"content-disposition": 'attachment; filename="customer.json"'}
        return Response(content, media_type="application/json", headers=headers)

    def _whose(self, request: Request) -> CustomerId:
        return CustomerId(request.path_params["customer"])

    def _groups(self, actor: Actor) -> tuple[CustomerGroup, ...]:
        return self._office.desk.read(actor, lambda work: work.customers.all_groups())

    def _customer_form(self, actor: Actor, text: str = "") -> dict[str, Any]:
        """What the form for a customer offers, and what a new one begins with after a search."""
        own = self._settings(actor).language
        return {
            "groups": self._groups(actor),
            "form_languages": tuple(dict.fromkeys((own, *self._languages.tags))),
            "shops_language": own,
            "begun_customer": {**EMPTY, **begun_by(text)},
        }

    def _glances(self, actor: Actor, found: Page[Customer] | None) -> Mapping[CustomerId, Any]:
        """What tells those apart who were found."""
        ids = [each.id for each in found or ()]
        glances = self._office.customers.glance(actor, ids) if ids else ()
        return {each.customer_id: each for each in glances}

    def _called(self, trail: Page[AuditEntry]) -> Mapping[ActorId, str]:
        """What those are called who have done something, by the host where it says so."""
        ids = tuple(dict.fromkeys(each.actor_id for each in trail))
        return {**names_in(trail), **(self._names_of(ids) if ids else {})}

    def _named(self, actor: Actor, said: Said | None) -> tuple[Customer, ...]:
        """The customers whom something that is told is about, to be chosen."""
        found = []
        for customer_id in said.customers if said is not None else ():
            try:
                found.append(self._office.customers.get(actor, CustomerId(customer_id)))
            except CustomerNotFound:
                continue
        return tuple(found)

    def _addresses(
        self, request: Request, actor: Actor, details: CustomerDetails, said: Said | None
    ) -> dict[str, Any]:
        """The form for a new address, or for one of the customer's that is edited."""
        typed = said.typed if said is not None and said.section == "customer-address" else {}
        asked, settings = request.query_params, self._settings(actor)
        wanted = typed.get("address") or asked.get("edit", "")
        edited = next((each for each in details.addresses if each.id == wanted), None)
        country = typed.get("country") or (edited.country if edited else settings.country)
        try:
            form = self._office.addresses.form(country)
        except AddressInvalid:
            form = self._office.addresses.form(settings.country)
        countries = self._office.desk.read(
            actor, lambda work: [each.code for each in work.carriers.all_countries() if each.active]
        )
        names = {name: getattr(details.customer, name) for name in ("first_name", "last_name")}
        shown = {
            name: getattr(edited, name, names.get(name, "")) for name in form.of_employee.fields
        }
        return {
            "edited": edited,
            "address_form": form.of_employee,
            "shown_address": {**shown, **typed},
            "address_open": bool(typed or edited or "new" in asked),
            "countries": tuple(dict.fromkeys((*countries, form.country))),
        }


def _typed(said: Said | None, name: str) -> str:
    return said.typed.get(name, "") if said is not None else ""
