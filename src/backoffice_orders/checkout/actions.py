"""What the checkout's buttons do, with what was typed beside them."""

from __future__ import annotations

from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.back_office import BackOffice
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.finishing import ChangedByItself, TotalChanged
from backoffice_orders.model.ids import CartRuleId, LineId, LinkId
from backoffice_orders.serialization import money_from_text
from backoffice_orders.services.command import Command, Merging
from backoffice_orders.services.commands.lines import RemoveLine, SetQuantity
from backoffice_orders.services.commands.vouchers import TakeRuleAway
from backoffice_orders.web.fields import text, whole_number
from backoffice_orders.web.page_fields import Sent


class Actions:
    """What a link's holder does by pressing a button."""

    def __init__(self, office: BackOffice) -> None:
        self._office = office

    def save(self, link_id: LinkId, form: FormData) -> object:
        """Save what was typed, but for an address; or take a line or a voucher out."""
        return self._change(link_id, form, address=False)

    def save_address(self, link_id: LinkId, form: FormData) -> object:
        """Save what was typed, and the address."""
        return self._change(link_id, form, address=True)

    def _change(self, link_id: LinkId, form: FormData, address: bool | None) -> object:
        commands, gone = self._commands(link_id, form, address), text(form, "remove")
        if rule := text(form, "rule"):
            # Before a code that was typed, which may not go with it.
            commands = (TakeRuleAway(CartRuleId(rule)), *commands)
        if gone:
            others = (
                each
                for each in commands
                if not (isinstance(each, SetQuantity | RemoveLine) and each.line_id == gone)
            )
            commands = (*others, RemoveLine(LineId(gone)))
        # What the shop has changed elsewhere in the order meanwhile stands beside it.
        version = Merging(whole_number(form, "version"))
        return self._office.checkout.run(link_id, version, *commands)

    def _commands(
        self, link_id: LinkId, form: FormData, address: bool | None = None
    ) -> tuple[Command, ...]:
        view = self._office.checkout.visit(link_id).view
        if view is None:
            return ()  # it is an order already: whatever is asked for says so
        language = Language(view.cart.language)
        return Sent.of(form).commands(view.cart.currency, language, address=address)

    def place(self, link_id: LinkId, form: FormData) -> object:
        """Place the order as the page shows it, and pay it where that happens at once.

        Where it costs something else with what was typed, that is saved and shown first: nobody
        pays what they have not seen.
        """
        commands, version = self._commands(link_id, form), whole_number(form, "version")
        try:
            return self._office.checkout.place(
                link_id,
                text(form, "payment_method"),
                expected_total=_money(text(form, "total")),
                version=version,
                token=text(form, "payment_token"),
                commands=commands,
            )
        except (TotalChanged, ChangedByItself):
            if commands:
                self._office.checkout.run(link_id, version, *commands)
            raise

    def pay(self, link_id: LinkId, form: FormData) -> object:
        """Try again to pay an order that is placed."""
        token, due = text(form, "payment_token"), text(form, "due")
        return self._office.checkout.pay(
            link_id,
            text(form, "payment_method"),
            token,
            expected_due=_money(due) if due else None,
        )


def _money(written: str) -> Money:
    try:
        return money_from_text(written)
    except ValueError:
        return Money(-1, "XXX")  # nothing costs that: the page is shown anew with its total
