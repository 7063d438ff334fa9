"""What the page shows: loaded from the office, written by templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.access import Refused
from backoffice_orders.console.customer_form import begun_by
from backoffice_orders.console.customer_pages import CustomerPages
from backoffice_orders.console.finding import find
from backoffice_orders.console.list_pages import whose
from backoffice_orders.console.order_page import names_in
from backoffice_orders.console.order_pages import OrderPages
from backoffice_orders.console.places import place_of
from backoffice_orders.console.said import Said
from backoffice_orders.console.undoing import offered_back, removed
from backoffice_orders.console.voucher_form import VoucherForms
from backoffice_orders.console.voucher_page import VoucherPage
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.ids import ActorId, CartId, in_path
from backoffice_orders.model.page import Page
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.model.values import frozen
from backoffice_orders.services.commands.undoing import undoable
from backoffice_orders.services.customer_search import CustomerDetails
from backoffice_orders.services.desk import Work
from backoffice_orders.services.emails import EmailEntry
from backoffice_orders.services.read_back import read_back
from backoffice_orders.services.view import CartView, shows_prices
from backoffice_orders.web.answers import root_of
from backoffice_orders.web.page_fields import (
    OF_ADDRESS,
    Key,
    marks,
    shown_of,
    shown_of_address,
)
from backoffice_orders.web.qr_codes import qr_code
from backoffice_orders.web.refusals import NO_SUCH_PAGE

# So many of their own drafts and orders an employee sees first.
_OF_MINE = 6
_NEW = timedelta(days=1)
# Of so many vouchers that are found, so many are tried in every combination.
_MOST_FOUND, _MOST_TRIED = 50, 6
# Nobody leafs through more pages of what is found.
_PAGE_DIGITS = 4


@frozen
class _Shop:
    """What the page shows of the shop itself."""

    settings: ShopSettings
    currencies: tuple[str, ...]
    countries: tuple[str, ...]
    tax_groups: tuple[TaxGroup, ...]

    @classmethod
    def of(cls, work: Work) -> _Shop:
        """Read together."""
        return cls(
            work.settings,
            tuple(rate.currency for rate in work.exchange_rates.all_rates()),
            tuple(each.code for each in work.carriers.all_countries() if each.active),
            work.tax_rules.all_groups(),
        )


@frozen
class _Shown:
    """As much of a cart as the forms of search results need: not priced at every keystroke."""

    cart: Cart

    @property
    def version(self) -> int:
        """The version to give along."""
        return self.cart.version


class Pages(CustomerPages, OrderPages, VoucherPage):
    """All pages of one console: the first screen, carts, orders, and the lists."""

    def start(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """Find the customer, or go on with a draft."""
        query = request.query_params.get("customers", "")
        found = self._office.customers.search(actor, query) if query else None
        return self._begun(request, actor, found, said, query=query)

    def call(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """Who is on the phone: found by their number, or a new customer who has it."""
        # A plus that stands in an address as it is means a space there.
        number = request.query_params.get("from", "").replace(" ", "+", 1).replace("\0", "")[:64]
        known = any(map(str.isdigit, number))
        found = self._office.customers.search(actor, number) if known else None
        nobody = found is not None and not found.items
        new = Said("", "", "customers", {"phone": number}) if nobody else None
        return self._begun(request, actor, found, new, caller=number if known else "")

    def _begun(
        self,
        request: Request,
        actor: Actor,
        customers: Page[Customer] | None,
        said: Said | None,
        *,
        query: str = "",
        caller: str = "",
    ) -> Response:
        """The first screen, with the customers who were found."""
        values = {
            **self._own(actor),
            **self._customer_form(actor, query),
            "glances": self._glances(actor, customers),
            "met": self._named(actor, said),
            "caller": caller,
            "query": query,
            "customers": customers,
            "view": None,
            "address": f"{root_of(request)}/",
        }
        return self._html(request, actor, "start.html.j2", values, said)

    def _own(self, actor: Actor) -> dict[str, Any]:
        """What an employee goes on with: their drafts, and the orders that they have placed."""
        carts, orders = self._office.carts, self._office.orders
        last = None
        if actor.may(Permission.READ_ORDER):
            last = orders.search(actor, placed_by=actor.id, size=_OF_MINE)
        drafts = carts.drafts(actor, assigned_to=actor.id, begun=True, size=_OF_MINE)
        return {"drafts": drafts, "last_orders": last, "names": self._names_of(whose(drafts))}

    def cart(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The whole page of one cart."""
        office, cart_id = self._office, CartId(request.path_params["cart"])
        view = office.carts.view(actor, cart_id)
        view.cart.require_open()
        asked = request.query_params
        language = self.language(request, actor)
        noticed = self._tokens.noticed(actor, cart_id, asked.get("said", ""))
        changed = self._tokens.noticed(actor, cart_id, asked.get("changed", ""))
        amounts = changed[1] if changed is not None else ()
        if said is None and noticed is not None:
            said = Said.notice(*noticed, language, amounts=amounts)
        own = self._hosts.fields
        customers, products, vouchers = (
            asked.get(name, "") for name in ("customers", "products", "vouchers")
        )
        people = office.customers.search(actor, customers) if customers else None
        shop = office.desk.read(actor, _Shop.of)
        settings, customer = shop.settings, view.customer
        statuses = [each for each in settings.statuses if not each.cancels]
        details = (
            office.customers.details(actor, customer.id, besides=cart_id, filled=True)
            if customer
            else None
        )
        now = office.desk.clock.now()
        line_names = {line.line_id: line.name for line in view.summary.lines}
        history = office.carts.history(actor, cart_id, size=10, newest_first=True)
        links = office.finishing.links(actor, cart_id)
        # No e-mail about a draft goes without a link.
        emails = office.emails.of_cart(actor, cart_id) if links else ()
        values: dict[str, Any] = {
            "view": view,
            "own_missing": own.missing(view.cart.attributes, language),
            "place_of": place_of,
            "queries": {"customers": customers, "products": products, "vouchers": vouchers},
            "customers": people,
            "glances": self._glances(actor, people),
            "met": self._named(actor, said),
            "doubles": self._doubles(actor, customer),
            **self._customer_form(actor, customers),
            **self._hits(actor, cart_id, products, asked.get("page", "")),
            "found": (
                office.vouchers.search(actor, vouchers, cart_id=cart_id) if vouchers else None
            ),
            "facts": office.products.facts(actor, cart_id),
            "line_names": line_names,
            "told_names": {
                **line_names,
                **{each.carrier_id: each.name for each in view.summary.delivery_options},
            },
            "details": details,
            "methods": settings.payment_methods,
            "discount_reasons": [
                (each.code, language.text(each.name)) for each in settings.discount_reasons
            ],
            "statuses": statuses,
            "open_links": [each for each in links if each.pays_at(now)],
            "emails": emails,
            "hands_over": office.desk.checkout_port is not None,
            "history": history,
            "names": {**names_in(history), **self._names_of(_who_noted(view.cart, emails))},
            "now": now,
            "undo": offered_back(history, actor, now),
            "removed": removed,
            "may_undo": lambda entry: undoable(entry, actor),
            "currencies": (settings.currency, *shop.currencies),
            "languages": tuple(
                dict.fromkeys((view.cart.language, settings.language, *self._languages.tags))
            ),
            "tax_groups": [(each.id, each.name) for each in shop.tax_groups],
            "done": asked.get("done", ""),
            "voucher_form": VoucherForms(office, actor).new(language, view.cart.currency),
            "spoken": self._spoken(actor, view),
            "qr": qr_code(said.sentence) if said and said.code == "link_made" else "",
            "amounts": amounts if said is None else said.amounts,
            "advice": office.finishing.advice(actor, cart_id) if "advice" in asked else None,
            "tried": self._tried(actor, cart_id, vouchers) if "what-if" in asked else None,
        }
        typed = said.fields if said is not None else {}
        address = self._address_form(request, view, details, shop, typed)
        shown = {
            **shown_of(view, language),
            **own.shown(view.cart.attributes),
            **shown_of_address(address["edited"], address["begun"]),
            ("country",): address["country"],
            ("payment_method",): next((each.code for each in settings.payment_methods), ""),
            ("status",): settings.first_status(view.summary.total.gross).code if statuses else "",
            ("confirm",): "",
            ("note",): "",
        }
        values |= {
            **address,
            "address": f"{root_of(request)}/cart/{in_path(view.cart.id)}",
            "shown": marks(shown),
            "fields": {**shown, **typed},
            "wrong_keys": said.wrong_keys if said is not None else {},
        }
        return self._html(request, actor, "cart.html.j2", values, said)

    def _doubles(self, actor: Actor, customer: Customer | None) -> tuple[Customer, ...]:
        """Who may be the same as a customer who has just been made: later nobody looks."""
        new = customer is not None and self._office.desk.clock.now() - customer.created_at < _NEW
        if customer is None or not new:
            return ()
        return self._office.customers.doubles(actor, customer_id=customer.id)

    def advice(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """What the customer gains by a little more: a part of the cart's page."""
        cart_id = CartId(request.path_params["cart"])
        values = {"advice": self._office.finishing.advice(actor, cart_id), "view": None}
        return self._html(request, actor, "cart/advice.html.j2", values)

    def what_if(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """What vouchers would take off: a part of the cart's page."""
        cart_id = CartId(request.path_params["cart"])
        shown = self._office.desk.read(actor, lambda work: _Shown(work.carts.get(cart_id)))
        tried = self._tried(actor, cart_id, request.query_params.get("q", ""))
        return self._html(request, actor, "cart/what_if.html.j2", {"tried": tried, "view": shown})

    def _spoken(self, actor: Actor, view: CartView) -> tuple[Language, tuple[str, ...]]:
        """What is said aloud before the order is placed, in the customer's language."""
        language = self._languages.read(view.cart.language)
        return language, tuple(map(language.say, read_back(view)))

    def _tried(self, actor: Actor, cart_id: CartId, text: str) -> dict[str, Any]:
        """The vouchers that are found, tried on a cart: so many that an answer comes at once."""
        found = self._office.vouchers.search(actor, text, cart_id=cart_id, size=_MOST_FOUND)
        rules = {hit.rule.id: hit.rule for hit in found if hit.rule.code and not hit.granted}
        holding = [hit.rule.id for hit in found if hit.rule.id in rules and hit.refusal is None]
        tried = self._office.vouchers.what_if(actor, cart_id, holding[:_MOST_TRIED])
        return {"found": tried, "rules": rules}

    def summary(self, actor: Actor, cart_id: CartId) -> Summary:
        """What a cart costs: to say what a button has changed."""
        return self._office.finishing.summary(actor, cart_id).summary

    def search(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """One search's results."""
        asked = request.query_params
        what, text, cart = request.path_params["what"], asked.get("q", ""), asked.get("cart", "")
        cart_id = CartId(cart) if cart else None
        values: dict[str, Any] = {
            "view": (
                self._office.desk.read(actor, lambda work: _Shown(work.carts.get(cart_id)))
                if cart_id is not None
                else None
            )
        }
        if what == "customers":
            people = self._office.customers.search(actor, text) if text else None
            values |= {"customers": people, "glances": self._glances(actor, people)}
            values["begun_customer"] = begun_by(text)
            return self._html(request, actor, "customers_found.html.j2", values)
        if what == "everything":
            found = find(self._office, actor, text) if text.strip() else None
            return self._html(request, actor, "everything.html.j2", {**values, "everything": found})
        if what == "addresses" and self._suggests(actor):
            reader, country = self.language(request, actor).tag, asked.get("country", "")
            likely = self._office.addresses.suggest(actor, text, country, language=reader)
            return self._html(request, actor, "suggested.html.j2", {"suggestions": likely})
        if what == "products" and cart_id is not None:
            shows = self._office.desk.read(actor, lambda work: shows_prices(work, cart_id))
            shown = self._hits(actor, cart_id, text, asked.get("page", ""))
            return self._html(request, actor, "hits.html.j2", {**values, **shown, "shows": shows})
        if what == "vouchers" and cart_id is not None:
            hits = self._office.vouchers.search(actor, text, cart_id=cart_id) if text else None
            return self._html(request, actor, "found.html.j2", {**values, "found": hits})
        raise Refused(404, NO_SUCH_PAGE(), "not_found")

    def find(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """Customers, orders and drafts that a text finds."""
        text = request.query_params.get("q", "").strip()
        values = {
            "everything": find(self._office, actor, text) if text else None,
            "view": None,
            "address": f"{root_of(request)}/find",
            "section": "find",
        }
        return self._html(request, actor, "find.html.j2", values, said)

    def _hits(self, actor: Actor, cart_id: CartId, text: str, page: str) -> dict[str, Any]:
        """A page of the products that are found, and how a link asks for another one."""
        number = int(page) if page.isdecimal() and len(page) < _PAGE_DIGITS else 1
        search = self._office.products.search
        return {
            "hits": search(actor, text, cart_id=cart_id, page=max(number, 1)) if text else None,
            "further": lambda other: urlencode({"products": text, "page": other}),
        }

    def _address_form(
        self,
        request: Request,
        view: CartView,
        details: CustomerDetails | None,
        shop: _Shop,
        typed: Mapping[Key, str],
    ) -> dict[str, Any]:
        """The form for a new address, or for one of the customer's that is edited."""
        asked = request.query_params
        wanted = typed.get(("address",)) or asked.get("edit", "")
        addresses = details.addresses if details is not None else ()
        edited = next((each for each in addresses if each.id == wanted), None)
        country = asked.get("country") or (edited.country if edited else shop.settings.country)
        try:
            form = self._office.addresses.form(typed.get(("country",), country))
        except AddressInvalid:
            form = self._office.addresses.form(shop.settings.country)
        names = view.customer
        touched = any((name,) in typed for name in (*OF_ADDRESS, "address", "use"))
        return {
            "addresses": addresses,
            "edited": edited,
            "address_form": form.of_employee,
            "begun": {"first_name": names.first_name, "last_name": names.last_name}
            if names
            else {},
            "country": country,
            "address_open": bool(
                touched or edited or {"new", "country"} & asked.keys() or not addresses
            ),
            "countries": tuple(dict.fromkeys((*shop.countries, form.country))),
        }


def _who_noted(cart: Cart, emails: Iterable[EmailEntry]) -> tuple[ActorId, ...]:
    """Whom a cart's page names, besides those of its history."""
    noted, written = (note.by for note in cart.notes), (each.written_by for each in emails)
    return tuple(dict.fromkeys((*noted, *written)))
