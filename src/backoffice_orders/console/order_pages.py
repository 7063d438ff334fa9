"""The page of a placed order, and e-mails as their readers see them."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.order_page import files_of, happened, names_in
from backoffice_orders.console.rendering import Rendering
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ActorId, CartId, EmailId, OrderId, in_path
from backoffice_orders.model.order import Order
from backoffice_orders.services.transfers import transfer_for
from backoffice_orders.web.answers import Html, root_of
from backoffice_orders.web.payment_ways import offered
from backoffice_orders.web.protection import policy
from backoffice_orders.web.qr_codes import transfer_code

# A letter is shown in a frame of the page: its own inline styles, and nothing else.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


class OrderPages(Rendering):
    """A placed order, and e-mails."""

    def order(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """A placed order."""
        order = self._office.orders.get(actor, OrderId(request.path_params["order"]))
        trail = self._office.orders.history(actor, order.id, newest_first=True)
        settings = self._settings(actor)
        emails = self._office.emails.of_order(actor, order.id)
        every = offered(settings.payment_methods, self._office.desk.payment_providers)
        ways = [each for each in every if each.charged] if order.due else []
        writers = {each.written_by for each in emails}.difference(_who_acted(order))
        transfer = transfer_for(settings, order)
        values = {
            "order": order,
            "emails": emails,
            "ways": ways,
            "transfer": transfer,
            "transfer_code": transfer_code(transfer) if transfer else "",
            "own": [*self._hosts.fields.told(order.attributes, self.language(request, actor))],
            "done": request.query_params.get("done", ""),
            "settings": settings,
            "view": None,
            "address": f"{root_of(request)}/order/{in_path(order.id)}",
            "section": "orders",
            "happened": happened(order, trail),
            "files": files_of(order),
            "told_names": {},
            "names": {**names_in(trail), **self._names_of((*_who_acted(order), *writers))},
        }
        answer = self._html(request, actor, "order.html.j2", values, said)
        if any(each.field for each in ways):
            sites = [site for each in ways if each.field for site in each.sites]
            answer.headers["content-security-policy"] = policy(scripts_of=sites)
        return answer

    def letter(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """The letter that would be sent."""
        cart_id, note = CartId(request.path_params["cart"]), request.query_params.get("note", "")
        letter = self._office.finishing.preview(actor, cart_id, note=note)
        customer = self._office.carts.view(actor, cart_id).customer
        to = f"{customer.name} <{customer.email}>" if customer is not None else ""
        return self._letter(request, actor, to, letter.subject, letter.html)

    def email(self, request: Request, actor: Actor, _said: Said | None = None) -> Response:
        """An e-mail that was written, as its reader sees it."""
        shown = self._office.emails.get(actor, EmailId(request.path_params["email"]))
        return self._letter(request, actor, shown.entry.to, shown.entry.subject, shown.html)

    def _letter(self, request: Request, actor: Actor, to: str, subject: str, html: str) -> Response:
        """A letter, below whom it goes to and what it is about."""
        head = self._templates.get_template("letter_head.html.j2").render(
            to=to, subject=subject, **self.language(request, actor).in_templates()
        )
        headers = {"content-security-policy": LETTER_POLICY, "x-frame-options": "SAMEORIGIN"}
        shown = _BODY.sub(lambda found: found[0] + head, html, count=1)
        return Html(shown, headers=headers)


def _who_acted(order: Order) -> tuple[ActorId, ...]:
    """Whom an order's page names."""
    noted = (note.by for note in (*order.notes, *order.cart.notes))
    changed, paid = (each.by for each in order.history), (each.by for each in order.payments)
    return tuple(dict.fromkeys((order.placed_by, *changed, *paid, *noted)))
