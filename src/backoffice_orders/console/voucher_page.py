"""The page of one voucher."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.rendering import Rendering
from backoffice_orders.console.said import Said
from backoffice_orders.console.voucher_form import VoucherForms
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.vouchers import RuleChanged
from backoffice_orders.model.ids import CartRuleId, in_path
from backoffice_orders.web.answers import root_of


class VoucherPage(Rendering):
    """All that a voucher says, to be edited; for an order, or for itself."""

    def voucher(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The form of a voucher."""
        actor.require(Permission.CREATE_VOUCHER)
        hit = self._office.vouchers.get(actor, CartRuleId(request.path_params["rule"]))
        language, currency = self.language(request, actor), self._settings(actor).currency
        form = VoucherForms(self._office, actor).of(hit.rule, hit.mark, language, currency)
        typed = said.typed if said is not None else {}
        # What was refused is still about the voucher as it was seen; what had changed is seen now.
        seen = typed.get("mark") if said is not None and said.code != RuleChanged.code else None
        values = {
            "view": None,
            "address": f"{root_of(request)}/voucher/{in_path(hit.rule.id)}",
            "form": form,
            "mark": seen or hit.mark,
            "currency": currency,
            "cart_id": typed.get("cart", request.query_params.get("cart", "")),
        }
        return self._html(request, actor, "voucher.html.j2", values, said)
