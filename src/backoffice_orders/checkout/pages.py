"""The checkout's pages: the cart, the order that it became, and what is said instead of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.back_office import BackOffice
from backoffice_orders.checkout.actions import Actions
from backoffice_orders.checkout.script_words import words_of
from backoffice_orders.i18n import Language
from backoffice_orders.i18n.translations import languages_of
from backoffice_orders.model.address import ADDRESS_DETAILS
from backoffice_orders.model.colours import stylesheet
from backoffice_orders.model.errors.base import BackOfficeError, TooManyTries
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.errors.finishing import ChangedByItself, TotalChanged
from backoffice_orders.model.errors.links import LinkExpired, LinkInvalid, LinkUsed, LinkWithdrawn
from backoffice_orders.model.errors.payments import PaymentElsewhere
from backoffice_orders.model.ids import LinkId
from backoffice_orders.model.text import dialled
from backoffice_orders.services.checkout import Visit
from backoffice_orders.services.transfers import transfer_for
from backoffice_orders.web.accepted import accepted
from backoffice_orders.web.answers import Html, root_of, see, status_of
from backoffice_orders.web.forms import read_form
from backoffice_orders.web.limits import Limit, network_of
from backoffice_orders.web.live import Live
from backoffice_orders.web.page_fields import (
    OF_ADDRESS,
    Key,
    Sent,
    marks,
    one_kind_of_newline,
    shown_of,
    shown_of_address,
    wrong_keys,
)
from backoffice_orders.web.payment_ways import PaymentWay, offered
from backoffice_orders.web.protection import from_elsewhere, policy, send_away
from backoffice_orders.web.qr_codes import transfer_code
from backoffice_orders.web.refusals import SEND_LESS, Told, fault_of, told_of
from backoffice_orders.web.static_files import SHARED, VersionedFiles
from backoffice_orders.web.templates import page_templates
from backoffice_orders.web.watchers import customer

HERE = Path(__file__).parent
# Voucher codes that a link's holder may try, and thrice as many from one network address: a code
# is known or not, and nobody types ten of them.
CODES_AT_ONCE, CODES_PER_SECOND = 10, 1 / 30
# Suggestions of addresses that a link's holder may ask for, and thrice as many from one network
# address: as fast as somebody types two addresses, and no register is copied with it.
SUGGESTED_AT_ONCE, SUGGESTED_PER_SECOND = 60, 1.0
_BAD_LINKS = (LinkInvalid, LinkExpired, LinkUsed, LinkWithdrawn)
# What browsers fill in by themselves (HTML, autofill).
AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "company": "organization",
    "postcode": "postal-code",
    "city": "address-level2",
    "phone": "tel",
}
# Fields of a cart that this page does not have: what is in them, their marks would give away.
OF_SHOP = frozenset(
    {"price", "reason", "free", "customer_note", "gift_message", "gift_wrapping", "recycled"}
    | {"currency", "language", "order_message"}
    | {name for name, asked in ADDRESS_DETAILS.items() if not asked.of_customer}
)
Act = Callable[[LinkId, FormData], object]


class Tries:
    """How often a link's holder may try something, and thrice as often from one network address."""

    def __init__(self, at_once: float, per_second: float) -> None:
        self._of_link = Limit(at_once, per_second)
        self._of_client = Limit(at_once * 3, per_second * 3)

    def require(self, request: Request, link_id: LinkId) -> None:
        """Count a try; ``TooManyTries`` where there were too many."""
        client = request.client.host if request.client is not None else ""
        if not (self._of_link.allows(link_id) and self._of_client.allows(network_of(client))):
            raise TooManyTries


class Limits:
    """What is limited at the checkout of one shop."""

    def __init__(self) -> None:
        self.codes: Tries = Tries(CODES_AT_ONCE, CODES_PER_SECOND)
        self.suggested: Tries = Tries(SUGGESTED_AT_ONCE, SUGGESTED_PER_SECOND)


def _address_open(form: FormData) -> dict[str, str]:
    """Asks for the address form as it stands on the page: what else is saved does not close it."""
    edited = form.get("address")
    if edited is None:
        return {}
    return {"edit": str(edited)} if edited else {"new": "1"}


class Pages:
    """The pages, and how they answer a button."""

    def __init__(
        self, office: BackOffice, links: SignedLinks, templates: Iterable[Path], limits: Limits
    ) -> None:
        self._office = office
        self._links = links
        self.actions = Actions(office)
        self._templates = page_templates(HERE / "templates", before=templates)
        self.files = VersionedFiles(HERE / "static", SHARED)
        self._live = Live(office.desk)
        self._limits = limits

    async def open(self, request: Request) -> Response:
        """A page with one button: what opens once must not be used up by a preview of it."""
        token = request.path_params["token"]
        link_id = self._links.link_id(token)
        await run_in_threadpool(self._office.checkout.look_at, link_id)
        return self._html(request, "open.html.j2", self._of_browser(request), {"token": token})

    async def begin(self, request: Request) -> Response:
        """Use the link up, and go on with the session's own."""
        self._require_same_site(request)
        link_id = self._links.link_id(request.path_params["token"])
        link = await run_in_threadpool(self._office.checkout.begin, link_id)
        return see(request, f"/cart/{self._links.token(link.id)}")

    async def cart(self, request: Request) -> Response:
        """The cart, or the order that it has become."""
        token = request.path_params["token"]
        visit, news = await run_in_threadpool(self._answered, self._links.link_id(token))
        answer = await self._page(request, token, visit, request.query_params, error=news)
        answer.status_code = 200  # it is what was asked for, whatever became of a payment
        return answer

    async def suggested(self, request: Request) -> Response:
        """Addresses that may be meant by what is typed: a part of the page."""
        if self._office.desk.address_suggestions is None:
            raise LinkInvalid
        link_id = self._links.link_id(request.path_params["token"])
        self._limits.suggested.require(request, link_id)
        asked = request.query_params
        typed, country = asked.get("q", ""), asked.get("country", "")
        suggest = self._office.checkout.suggest_addresses
        language, found = await run_in_threadpool(suggest, link_id, typed, country)
        values = {"suggestions": found}
        return self._html(request, "suggested.html.j2", self._language(language), values)

    async def live(self, request: Request) -> Response:
        """What the shop changes while the page is open; see ``web.live``."""
        link_id = self._links.link_id(request.path_params["token"])
        actor, cart_id, shop, tag = await run_in_threadpool(self._office.checkout.watcher, link_id)
        language = self._language(tag, shop.time_zone)

        def require() -> object:
            return self._office.checkout.watcher(link_id)

        return self._live.stream(request, cart_id, customer(actor, language, link_id, require))

    def _answered(self, link_id: LinkId) -> tuple[Visit, BackOfficeError | None]:
        """What the holder sees, with what services of other systems say about it.

        And what there is to tell of a payment, which is asked for as well.
        """
        visit = self._office.checkout.visit(link_id)
        if visit.order is not None and visit.order.open_charge is not None:
            # Whoever comes back from a payment service's page is told what became of it.
            news = self._office.checkout.returned(link_id)
            return self._office.checkout.visit(link_id), news
        if visit.view is None or not visit.view.summary.estimates:
            return visit, None
        self._office.checkout.ask(link_id)
        return self._office.checkout.visit(link_id), None

    def doing(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """A button: do it and show the page anew, or say what is wrong with it."""

        async def handle(request: Request) -> Response:
            self._require_same_site(request)
            token = request.path_params["token"]
            link_id = self._links.link_id(token)
            form = await read_form(request)
            try:
                self._limit_codes(request, link_id, form)
                await run_in_threadpool(act, link_id, form)
            except _BAD_LINKS:
                raise
            except PaymentElsewhere as waiting:
                return send_away(request, waiting.page)
            except BackOfficeError as error:
                visit, _ = await run_in_threadpool(self._answered, link_id)
                sent = Sent.of(form)
                saved = isinstance(error, TotalChanged | ChangedByItself)
                typed = sent.besides(address=True) if saved else sent.typed
                opened = _address_open(form)
                return await self._page(request, token, visit, opened, typed, error)
            kept = Sent.of(form).besides(address=act != self.actions.save)
            opened = _address_open(form) if act == self.actions.save else {}
            if kept and act in (self.actions.save, self.actions.save_address):
                visit, _ = await run_in_threadpool(self._answered, link_id)
                return await self._page(request, token, visit, opened, kept)
            return see(
                request, f"/cart/{token}?{urlencode(opened)}" if opened else f"/cart/{token}"
            )

        return handle

    def _limit_codes(self, request: Request, link_id: LinkId, form: FormData) -> None:
        if not Sent.of(form).typed.get(("code",), "").strip():
            return
        self._limits.codes.require(request, link_id)

    async def to_cart(self, request: Request) -> Response:
        """The page of a button: for whoever comes back to its address."""
        return see(request, f"/cart/{quote(request.path_params['token'])}")

    async def anew(self, request: Request) -> Response:
        """The page as it is now, with everything that was typed.

        It shows the form of a country that was picked, and what the shop has changed.
        """
        self._require_same_site(request)
        token = request.path_params["token"]
        form = await read_form(request)
        visit = await run_in_threadpool(self._office.checkout.visit, self._links.link_id(token))
        return await self._page(request, token, visit, _address_open(form), Sent.of(form).typed)

    async def colours(self, request: Request) -> Response:
        """The shop's own colour."""
        accent = await run_in_threadpool(self._office.checkout.accent)
        return Response(stylesheet(accent), media_type="text/css")

    async def nothing(self, request: Request) -> Response:
        """An address that is not ours."""
        raise LinkInvalid

    async def refused(self, request: Request, error: Exception) -> Response:
        """A friendly page that says what to do, and nothing about any cart."""
        assert isinstance(error, BackOfficeError)
        ended = isinstance(error, LinkExpired | LinkUsed | LinkWithdrawn)
        status = 410 if ended else status_of(error)
        return self._refusal(request, Told(error.code, error.message), status)

    async def no_such(self, request: Request, error: Exception) -> Response:
        """Nothing that is here, or a form that cannot be taken in."""
        assert isinstance(error, HTTPException)
        answer = self._refusal(request, told_of(error), error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def too_large(self, request: Request) -> Response:
        """More than a request may have."""
        return self._refusal(request, Told(SEND_LESS.code, SEND_LESS()), 413)

    async def broken(self, request: Request, error: Exception) -> Response:
        """A fault of ours."""
        return self._refusal(request, fault_of(error, "the checkout"), 500)

    def _refusal(self, request: Request, error: Told, status: int) -> Response:
        values = {"error": error}
        return self._html(request, "refused.html.j2", self._of_browser(request), values, status)

    async def _page(
        self,
        request: Request,
        token: str,
        visit: Visit,
        asked: Mapping[str, str],
        typed: Mapping[Key, str] = MappingProxyType({}),
        error: BackOfficeError | None = None,
    ) -> Response:
        cart = visit.order.cart if visit.order is not None else None
        cart = visit.view.cart if visit.view is not None else cart
        assert cart is not None
        language = self._language(cart.language, visit.settings.time_zone)
        ways = offered(visit.settings.payment_methods, self._office.desk.payment_providers)
        values: dict[str, Any] = {
            "token": token,
            "visit": visit,
            "shop": visit.settings,
            "dialled": dialled,
            "words": words_of(language),
            "autocomplete": AUTOCOMPLETE,
            "view": visit.view,
            "products": visit.texts,
            "order": visit.order,
            "said": error,
            "wrong": wrong_keys(error, language.say) if error else {},
            "suggests": self._office.desk.address_suggestions is not None,
            "ways": ways,
        }
        transfer = visit.order and transfer_for(visit.settings, visit.order)
        values["transfer"] = transfer
        values["transfer_code"] = transfer_code(transfer) if transfer else ""
        status = 200 if error is None else status_of(error)
        if visit.order is not None:
            return self._html(request, "order.html.j2", language, values, status)
        assert visit.view is not None
        address = await run_in_threadpool(self._address_form, visit, asked, typed)
        shown: dict[Key, str] = {
            **shown_of(visit.view, language),
            **shown_of_address(address["edited"], {}),
            ("country",): address["country"],
            ("message",): one_kind_of_newline(cart.order_message),
            ("code",): "",
            ("payment_method",): next((each.method.code for each in ways), ""),
            **{
                ("text", line_id, each.id): one_kind_of_newline(answer)
                for line_id, texts in visit.texts.items()
                for each, answer in texts
            },
        }
        values |= {
            **address,
            "shown": marks({key: each for key, each in shown.items() if key[0] not in OF_SHOP}),
            "fields": {**shown, **typed},
            "typed": typed,
        }
        return self._html(request, "cart.html.j2", language, values, status)

    def _address_form(
        self, visit: Visit, asked: Mapping[str, str], typed: Mapping[Key, str]
    ) -> dict[str, Any]:
        """The form for a new address, or for one of the customer's that is edited."""
        wanted = typed.get(("address",)) or asked.get("edit")
        edited = next((each for each in visit.addresses if each.id == wanted), None)
        country = asked.get("country") or (edited.country if edited else visit.settings.country)
        try:
            form = self._office.addresses.form(typed.get(("country",), country))
        except AddressInvalid:
            form = self._office.addresses.form(visit.settings.country)
        touched = any((name,) in typed for name in OF_ADDRESS)
        return {
            "address_form": form.of_customer,
            "edited": edited,
            "country": country,
            "countries": tuple(dict.fromkeys((*visit.countries, form.country))),
            "adding": bool(
                touched or edited or {"new", "country"} & asked.keys() or not visit.addresses
            ),
        }

    def _of_browser(self, request: Request) -> Language:
        """What the browser reads: whoever has a bad link learns nothing of a cart's language."""
        tags = languages_of(self._office.desk.catalogs)
        return self._language(accepted(request, tags) or "en")

    def _language(self, tag: str, time_zone: str = "UTC") -> Language:
        return Language(tag, time_zone, self._office.desk.catalogs, to_customer=True)

    def _html(
        self,
        request: Request,
        template: str,
        language: Language,
        values: Mapping[str, Any],
        status: int = 200,
    ) -> Response:
        page = self._templates.get_template(template).render(
            root=root_of(request),
            static=f"{root_of(request)}/static/{self.files.version}",
            **language.in_templates(),
            **values,
        )
        answer = Html(page, status_code=status)
        ways: Sequence[PaymentWay] = values.get("ways", ())
        answer.headers["content-security-policy"] = policy(
            forms_to=[site for each in ways for site in each.sites],
            scripts_of=[site for each in ways if each.field for site in each.sites],
        )
        return answer

    def _require_same_site(self, request: Request) -> None:
        if from_elsewhere(request):
            raise LinkInvalid
