"""What the page's buttons do: from a form's fields to one use case each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.form import Form
from backoffice_orders.console.forms import DiscountKind
from backoffice_orders.console.own_fields import NO_FIELDS, OwnFields
from backoffice_orders.console.voucher_form import VoucherForms
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import (
    AddressId,
    CartId,
    CartRuleId,
    CombinationId,
    EmailId,
    LineId,
    OrderId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.order import Order
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.commands.customers import NewCustomer
from backoffice_orders.services.links import address_of, last_given
from backoffice_orders.services.many_lines import LinesAdded
from backoffice_orders.services.view import CartView
from backoffice_orders.web.fields import PLAIN, amount


@frozen
class Actions:
    """The buttons. Those of a cart take its id; others say what they have made."""

    office: BackOffice
    own: OwnFields = NO_FIELDS

    def create_customer(
        self, actor: Actor, form: Form, cart: str | None, new: NewCustomer
    ) -> CartView:
        """Add a new customer, chosen at once: for the cart that is open, or for a new one."""
        if not cart:
            return self.office.carts.start(actor, commands=[new])
        return self.office.run(actor, CartId(cart), form.seen, new)

    def add(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Add a product to the cart."""
        answers: dict[str, Any] = {
            name.removeprefix("field-"): value
            for name, value in form.data.items()
            if name.startswith("field-") and isinstance(value, str)
        }
        answers |= {name.removeprefix("field-"): file for name, file in form.files.items()}
        combination = form.text("combination")
        return self.office.products.add(
            actor,
            cart,
            ProductId(form.text("product")),
            form.whole("quantity"),
            combination_id=CombinationId(combination) if combination else None,
            customization=answers,
            version=form.seen,
        )

    def add_lines(self, actor: Actor, cart: CartId, form: Form) -> LinesAdded:
        """Add many products at once."""
        return self.office.products.add_lines(actor, cart, form.text("lines"), version=form.version)

    def add_custom(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Add something that is not in the catalog."""
        tax_group = form.text("tax_group")
        return self.office.products.add_custom(
            actor,
            cart,
            form.text("name"),
            form.money("price", form.text("currency")),
            form.whole("quantity"),
            kind=form.choice("kind", CustomLineKind, CustomLineKind.ITEM),
            tax_included=True,
            tax_group_id=TaxGroupId(tax_group) if tax_group else None,
            version=form.seen,
        )

    def create_voucher(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Create a voucher of any kind, and grant it."""
        typed = VoucherForms(self.office, actor).typed(form, cart, None)
        return self.office.vouchers.create_and_grant(
            actor,
            cart,
            **{**typed, "code": typed["code"] or None},
            for_everybody=not form.checked("customer_only"),
            version=form.seen,
        )

    def edit_voucher(self, actor: Actor, rule_id: CartRuleId, form: Form) -> CartRule:
        """Save what a voucher is to say from now on."""
        rule = self.office.vouchers.get(actor, rule_id).rule
        cart_id = CartId(form.text("cart")) if form.text("cart") else None
        only = rule.customer_id
        if form.checked("customer_only") and only is None and cart_id is not None:
            only = self.office.desk.read(actor, lambda work: work.carts.get(cart_id).customer_id)
        return self.office.vouchers.edit(
            actor,
            rule_id,
            **VoucherForms(self.office, actor).typed(form, cart_id, rule),
            customer_id=only if form.checked("customer_only") else None,
            enabled=form.checked("enabled"),
            mark=form.text("mark"),
        )

    def give_discount(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Give a discount by hand, on a line or on the order."""
        line = form.text("line")
        kind = form.choice("kind", DiscountKind, DiscountKind.PERCENT)
        by_percent = kind is DiscountKind.PERCENT
        return self.office.discounts.give(
            actor,
            cart,
            title=form.text("title"),
            reason=form.text("reason"),
            percent=form.percentage("value") if by_percent else None,
            amount=None if by_percent else form.money("value", form.text("currency")),
            line_id=LineId(line) if line else None,
            each_piece=kind is DiscountKind.EACH_PIECE,
            version=form.seen,
        )

    def manual_delivery(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Deliver by other means, at a price set by hand; without a title, not any more."""
        if not form.text("title").strip():
            return self.office.shipping.clear_manual(actor, cart, version=form.seen)
        return self.office.shipping.set_manual(
            actor,
            cart,
            form.text("title"),
            form.money("price", form.text("currency")),
            reason=form.text("reason"),
            tax_included=True,
            tax_group_id=TaxGroupId(form.text("tax_group")) if form.text("tax_group") else None,
            version=form.seen,
        )

    def close(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Close the cart: nobody wants it any more, or it was ordered elsewhere."""
        carts, reference, reason = self.office.carts, form.text("reference"), form.text("reason")
        if reference:
            return carts.close_ordered_elsewhere(
                actor, cart, reference, reason=reason, version=form.version
            )
        return carts.discard(actor, cart, reason=reason, version=form.version)

    def quote(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Hold the prices for some days, or (none) not any more."""
        days = form.whole("days")
        if days == 0:
            return self.office.offers.withdraw_quote(actor, cart, version=form.seen)
        until = self.office.desk.clock.now() + timedelta(days=min(days, 365))
        return self.office.offers.quote(actor, cart, until, version=form.seen)

    def reserve(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Hold the goods for some days, or (none) not any more."""
        days = form.whole("days")
        if days == 0:
            return self.office.offers.release(actor, cart, version=form.seen)
        until = self.office.desk.clock.now() + timedelta(days=min(days, 365))
        return self.office.offers.reserve(actor, cart, until, version=form.seen)

    def save(self, actor: Actor, cart: CartId, form: Form) -> CartView:
        """Save what was typed into the page's fields, but for an address."""
        commands = self._commands(actor, cart, form, address=False)
        return self.office.run(actor, cart, form.seen, *commands)

    def save_all(self, actor: Actor, cart: CartId, form: Form) -> CartView:
        """Save what was typed into the page's fields, an address too if one was typed."""
        commands = self._commands(actor, cart, form)
        return self.office.run(actor, cart, form.version, *commands)

    def default_address(self, actor: Actor, _cart: CartId, form: Form) -> object:
        """Make an address the customer's default one, for what the button says."""
        return self.office.addresses.set_default(
            actor,
            AddressId(form.text("address")),
            delivery=True if form.text("for") == "delivery" else None,
            invoice=True if form.text("for") == "invoice" else None,
        )

    def address(self, actor: Actor, cart: CartId, form: Form) -> CartView:
        """Save what was typed into the page's fields, and the address."""
        commands = self._commands(actor, cart, form, address=True)
        return self.office.run(actor, cart, form.seen, *commands)

    def send(self, actor: Actor, cart: CartId, form: Form) -> object:
        """Send the pre-filled order, as the page shows it, to the customer."""
        commands = self._commands(actor, cart, form)
        return self.office.finishing.send(
            actor,
            cart,
            note=form.text("note"),
            commands=commands,
            version=form.version,
            shown_total=self._shown(actor, cart, form),
        )

    def make_link(self, actor: Actor, cart: CartId, form: Form) -> str:
        """A link for the customer to the order as the page shows it; its address."""
        commands = self._commands(actor, cart, form)
        shown = self._shown(actor, cart, form)
        return self.office.finishing.make_link(
            actor, cart, commands=commands, version=form.version, shown_total=shown
        )

    def hand_over(self, actor: Actor, cart: CartId, form: Form) -> str:
        """Go on in the front office with the order as the page shows it; the address."""
        commands = self._commands(actor, cart, form)
        shown = self._shown(actor, cart, form)
        return self.office.finishing.hand_over(
            actor, cart, commands=commands, version=form.version, shown_total=shown
        )

    def given(self, actor: Actor, cart: CartId, purpose: Purpose) -> str:
        """The address of the link that somebody gave out last, "" where it opens nothing now."""
        desk = self.office.desk
        link = desk.read(actor, lambda work: last_given(work, cart, purpose))
        return "" if link is None else address_of(desk.checkout, link)

    def order_given(self, actor: Actor, order: OrderId) -> str:
        """The same of a link to pay an order."""
        cart = self.office.orders.get(actor, order).cart_id
        return self.given(actor, cart, Purpose.PAY_ORDER)

    def email_again(self, actor: Actor, _cart: CartId, form: Form) -> object:
        """Send an e-mail once more, to the address that is typed."""
        email_id, to = EmailId(form.text("email")), form.text("to").strip()
        return self.office.emails.send_again(actor, email_id, to=to or None)

    def order_email_again(self, actor: Actor, _order: OrderId, form: Form) -> object:
        """The same on an order's page."""
        email_id, to = EmailId(form.text("email")), form.text("to").strip()
        return self.office.emails.send_again(actor, email_id, to=to or None)

    def order_charge(self, actor: Actor, order: OrderId, form: Form) -> Order:
        """Charge what is due through a payment service, whose field has given the token."""
        due = form.text("due")
        return self.office.order_payments.charge(
            actor,
            order,
            payment_method=form.text("payment_method") or None,
            token=form.text("payment_token"),
            expected_due=amount("due", due, form.text("currency"), PLAIN) if due else None,
        )

    def place(self, actor: Actor, cart: CartId, form: Form) -> Order:
        """Place the order here, as the page shows it.

        Raises:
            FieldMissing: A field of the host's is required, and empty.
            And what ``finishing.place`` raises.
        """
        if self.own.fields:
            there = self.office.desk.read(actor, lambda work: work.carts.get(cart).attributes)
            self.own.require(there, form.sent.typed, form.language)
        return self.office.finishing.place(
            actor,
            cart,
            payment_method=form.text("payment_method"),
            status=form.text("status") or None,
            idempotency_key=form.text("key"),
            commands=self._commands(actor, cart, form),
            shown_total=self._shown(actor, cart, form),
            confirm_by_mail=form.checked("confirm"),
            version=form.version,
        )

    def _commands(
        self, actor: Actor, cart: CartId, form: Form, *, address: bool | None = None
    ) -> tuple[Command, ...]:
        sent, language = form.sent, form.language
        ours = sent.commands(self._currency(actor, cart), language, address=address)
        return (*ours, *self.own.commands(sent.typed, language))

    def _shown(self, actor: Actor, cart: CartId, form: Form) -> Money:
        """The total (gross) that the page has shown, and the customer was told."""
        return amount("total", form.text("total"), self._currency(actor, cart), PLAIN)

    def _currency(self, actor: Actor, cart: CartId) -> str:
        """The cart's currency: what the page has shown, or else its version is an old one."""
        return self.office.desk.read(actor, lambda work: work.carts.get(cart).currency)
