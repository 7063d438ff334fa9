"""Paying an order that is placed: by a link for the customer, or by a provider on the phone."""

from __future__ import annotations

from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.card_numbers import require_no_card
from backoffice_orders.model.errors.finishing import StatusFinal
from backoffice_orders.model.errors.host import PartMissing
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.order import Order
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.charging import asked_again, charge
from backoffice_orders.services.desk import Work
from backoffice_orders.services.links import address_of, give_out, pay_for
from backoffice_orders.services.section import Section

A_PROVIDER = Sentence("part.payment_provider", "somebody who charges '{payment_method}'")
PASS_PROVIDER = Sentence("part.pass_provider", "pass one to BackOffice(payments=…)")


class OrderPayments(Section):
    """Let what is due of a placed order be paid. No card number passes through here."""

    def link(self, actor: Actor, order_id: OrderId) -> str:
        """The address at which the customer sees the order and pays what is due of it.

        It holds as long as a cart's link, and can be withdrawn with ``finishing.withdraw_links``.

        Raises:
            PermissionDenied: Without ``send_cart``.
            OrderNotFound: There is no such order.
            StatusFinal: It was cancelled.
            PartMissing: The office has no checkout.
        """
        actor.require(Permission.SEND_CART)
        checkout = self._desk.checkout

        def give(work: Work) -> str:
            order = work.orders.get(order_id)
            if order.cancelled:
                raise StatusFinal(order.status)
            cart = work.carts.get(order.cart_id)
            link = give_out(work, cart, Purpose.PAY_ORDER, pay_for(work), actor)
            work.record(
                "order.payment_link",
                SubjectType.ORDER,
                order.id,
                {},
                {"expires_at": str(link.expires_at)},
            )
            return address_of(checkout, link)

        return self._desk.write(actor, give)

    def charge(
        self,
        actor: Actor,
        order_id: OrderId,
        *,
        payment_method: str | None = None,
        token: str = "",
        expected_due: Money | None = None,
    ) -> Order:
        """Charge what is due through a provider, for a customer who is on the phone.

        Args:
            actor: Who asks for it.
            order_id: The order.
            payment_method: One that a provider charges; by default the order's own.
            token: What the provider's field has given, where it has one.
            expected_due: What the customer was told, gross: another amount is not charged.

        Raises:
            PermissionDenied: Without ``record_payment``.
            CardNumberRefused: A card's number was given as a token: nobody was asked.
            PaymentMethodUnknown: The shop has no such payment method, or none any more.
            PartMissing: Nobody charges this payment method.
            DueChanged, CurrencyMismatch: Something else is due by now; nothing was charged.
            PaymentElsewhere: The payment waits at the provider's page, whose address it says.
            PaymentRefused, PaymentPending, StatusFinal: As for the customer.
        """
        actor.require(Permission.RECORD_PAYMENT)
        require_no_card("payment_token", token)
        require_no_card("payment_method", payment_method)
        order = self._desk.read(actor, lambda work: work.orders.get(order_id))
        method = payment_method or order.payment_method
        provider = self._desk.provider(method)
        if provider is None:
            if payment_method is not None:
                self._desk.read(actor, lambda work: work.settings.payment_method(method))
            raise PartMissing(A_PROVIDER(payment_method=method), PASS_PROVIDER())
        if order.open_charge is None and not order.due and not order.cancelled:
            return order
        return charge(self._desk, actor, order, provider, token, expected=expected_due)

    def ask(self, actor: Actor, order_id: OrderId) -> Order:
        """Ask the provider what has become of a charge that is open, if one is.

        Raises:
            PermissionDenied: Without ``record_payment``.
        """
        actor.require(Permission.RECORD_PAYMENT)
        order = self._desk.read(actor, lambda work: work.orders.get(order_id))
        return asked_again(self._desk, actor, order)
