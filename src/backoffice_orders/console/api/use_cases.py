"""From a request to one use case of the office, and from its result to a response."""

from __future__ import annotations

from typing import Any, Protocol, cast

import attrs
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import requests, responses
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    DiscountId,
    LineId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition


class Asked(Protocol):
    """What a request says."""

    @property
    def path(self) -> dict[str, str]:
        """The parts of its path."""
        ...

    @property
    def query(self) -> dict[str, Any]:
        """Its query."""
        ...

    @property
    def body(self) -> Any:
        """Its body, as ``Endpoint.takes``."""
        ...


def _cart(call: Asked) -> CartId:
    return CartId(call.path["cart_id"])


def _page(call: Asked) -> dict[str, Any]:
    return {"after": call.query["after"], "size": call.query["size"]}


class UseCases:
    """From requests to the office and back."""

    def __init__(self, office: BackOffice) -> None:
        self._office = office

    def customers(self, actor: Actor, call: Asked) -> responses.CustomersOut:
        """Find customers by first letters."""
        found = self._office.customers.search(actor, call.query["q"], page=call.query["page"])
        return responses.CustomersOut(
            tuple(map(responses.CustomerOut.of, found)), found.number, found.more
        )

    def create_customer(self, actor: Actor, call: Asked) -> responses.CustomerOut:
        """Create a customer."""
        return responses.CustomerOut.of(self._office.customers.create(actor, **_fields(call.body)))

    def edit_customer(self, actor: Actor, call: Asked) -> responses.CustomerOut:
        """Correct a customer."""
        id_ = CustomerId(call.path["customer_id"])
        changes = {name: value for name, value in _fields(call.body).items() if value is not None}
        return responses.CustomerOut.of(self._office.customers.edit(actor, id_, **changes))

    def make_account(self, actor: Actor, call: Asked) -> responses.CustomerOut:
        """Give a guest an account."""
        id_ = CustomerId(call.path["customer_id"])
        return responses.CustomerOut.of(self._office.customers.make_account(actor, id_))

    def customer(self, actor: Actor, call: Asked) -> responses.DetailsOut:
        """Everything about a customer."""
        id_ = CustomerId(call.path["customer_id"])
        return responses.DetailsOut.of(self._office.customers.details(actor, id_))

    def customer_carts(self, actor: Actor, call: Asked) -> responses.ListOut:
        """A customer's open carts, last changed first."""
        id_ = CustomerId(call.path["customer_id"])
        return responses.ListOut.of_carts(self._office.carts.of_customer(actor, id_, **_page(call)))

    def customer_orders(self, actor: Actor, call: Asked) -> responses.ListOut:
        """A customer's orders, newest first."""
        id_ = CustomerId(call.path["customer_id"])
        return responses.ListOut.of_orders(
            self._office.orders.of_customer(actor, id_, **_page(call))
        )

    def add_address(self, actor: Actor, call: Asked) -> responses.AddressOut:
        """Add an address."""
        id_ = CustomerId(call.path["customer_id"])
        return responses.AddressOut.of(self._office.addresses.add(actor, id_, call.body))

    def start(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Begin a cart."""
        body: requests.NewCart = call.body
        customer = CustomerId(body.customer_id) if body.customer_id is not None else None
        view = self._office.carts.start(
            actor, customer, currency=body.currency, language=body.language
        )
        return responses.CartOut.of(view)

    def from_basis(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Begin from a cart or an order; the notices name what was left out."""
        body: requests.CartBasis = call.body
        if (body.cart_id is None) == (body.order_id is None):
            raise FieldInvalid("cart_id", "give either a cart or an order")
        carts = self._office.carts
        if body.cart_id is not None:
            begun = carts.use_cart(actor, CartId(body.cart_id))
        else:
            begun = carts.use_order(actor, OrderId(body.order_id or ""))
        left_out = [each.notice for each in begun.left_out]
        return responses.CartOut.of(evolve(begun.view, notices=(*begun.view.notices, *left_out)))

    def drafts(self, actor: Actor, call: Asked) -> responses.ListOut:
        """Unfinished carts of the back office, last changed first."""
        return responses.ListOut.of_carts(self._office.carts.drafts(actor, **_page(call)))

    def cart_history(self, actor: Actor, call: Asked) -> responses.HistoryOut:
        """Who did what to a cart, the latest first."""
        found = self._office.carts.history(actor, _cart(call), newest_first=True, **_page(call))
        return responses.HistoryOut.of(found)

    def take_in(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Take in a cart that was begun elsewhere; the notices name what was left out."""
        body: requests.TakenIn = call.body
        lines = tuple(
            LineEntry(
                ProductId(line.product_id),
                line.quantity,
                CombinationId(line.combination_id) if line.combination_id else None,
                line.texts or {},
            )
            for line in body.lines
        )
        entry = CartEntry(
            CustomerId(body.customer_id), lines, body.updated_at, currency=body.currency
        )
        taken = self._office.carts.take_in(actor, body.reference, entry)
        notices = (*taken.view.notices, *(each.notice for each in taken.left_out))
        return responses.CartOut.of(evolve(taken.view, notices=notices))

    def close(self, actor: Actor, call: Asked) -> responses.ClosedOut:
        """Close a cart: nobody wants it any more, or it was ordered elsewhere."""
        body, carts = call.body, self._office.carts
        if body.reference:
            closed = carts.close_ordered_elsewhere(
                actor, _cart(call), body.reference, reason=body.reason, version=body.version
            )
        else:
            closed = carts.discard(actor, _cart(call), reason=body.reason, version=body.version)
        return responses.ClosedOut.of(closed)

    def cart(self, actor: Actor, call: Asked) -> responses.CartOut:
        """The cart, priced."""
        return responses.CartOut.of(self._office.carts.view(actor, _cart(call)))

    def choose_customer(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Choose whose order it is."""
        body: requests.ChosenCustomer = call.body
        view = self._office.carts.choose_customer(
            actor, _cart(call), CustomerId(body.customer_id), version=body.version
        )
        return responses.CartOut.of(view)

    def price_at(self, actor: Actor, call: Asked) -> responses.PriceAtOut:
        """What the cart as it is costs at another moment, as far as the shop's tables know."""
        found = self._office.carts.price_at(actor, _cart(call), call.query["moment"])
        return responses.PriceAtOut.of(found)

    def product_price(self, actor: Actor, call: Asked) -> responses.CostOut:
        """What some pieces of a product cost for the cart's customer, before cart rules."""
        combination_id = call.query["combination_id"]
        cost = self._office.products.price_of(
            actor,
            ProductId(call.path["product_id"]),
            call.query["quantity"],
            combination_id=CombinationId(combination_id) if combination_id else None,
            cart_id=_cart(call),
            moment=call.query["moment"],
        )
        return responses.CostOut.of(cost)

    def products(self, actor: Actor, call: Asked) -> responses.ProductsOut:
        """Find products by first letters or number."""
        found = self._office.products.search(
            actor, call.query["q"], cart_id=_cart(call), page=call.query["page"]
        )
        return responses.ProductsOut(
            tuple(map(responses.ProductOut.of, found)), found.number, found.more
        )

    def add_line(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Add a product."""
        body: requests.NewLine = call.body
        view = self._office.products.add(
            actor,
            _cart(call),
            ProductId(body.product_id),
            body.quantity,
            combination_id=CombinationId(body.combination_id) if body.combination_id else None,
            customization=body.texts or {},
            version=body.version,
        )
        return responses.CartOut.of(view)

    def set_quantity(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Order more or less."""
        body: requests.Quantity = call.body
        line, products = LineId(call.path["line_id"]), self._office.products
        if body.quantity == 0:
            return responses.CartOut.of(
                products.remove(actor, _cart(call), line, version=body.version)
            )
        return responses.CartOut.of(
            products.set_quantity(actor, _cart(call), line, body.quantity, version=body.version)
        )

    def remove_line(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Take a line out."""
        line, version = LineId(call.path["line_id"]), call.query["version"]
        return responses.CartOut.of(
            self._office.products.remove(actor, _cart(call), line, version=version)
        )

    def vouchers(self, actor: Actor, call: Asked) -> responses.VouchersOut:
        """Find vouchers by name or code."""
        found = self._office.vouchers.search(
            actor, call.query["q"], cart_id=_cart(call), page=call.query["page"]
        )
        return responses.VouchersOut(
            tuple(map(responses.VoucherOut.of, found)), found.number, found.more
        )

    def grant(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Grant a voucher."""
        body: requests.Grant = call.body
        vouchers, cart = self._office.vouchers, _cart(call)
        if (body.rule_id is None) == (body.code is None):
            raise FieldInvalid("rule_id", "give either an id or a code")
        if body.rule_id is not None:
            rule = CartRuleId(body.rule_id)
            return responses.CartOut.of(vouchers.grant(actor, cart, rule, version=body.version))
        return responses.CartOut.of(
            vouchers.grant_code(actor, cart, body.code or "", version=body.version)
        )

    def create_voucher(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Create a voucher, and grant it."""
        body: requests.NewVoucher = call.body
        view = self._office.vouchers.create_and_grant(
            actor,
            _cart(call),
            name=body.name,
            actions=cast("tuple[Action, ...]", body.actions),
            conditions=cast("tuple[Condition, ...]", body.conditions),
            code=body.code,
            description=body.description,
            valid_until=body.valid_until,
            partial_use=body.partial_use,
            version=body.version,
        )
        return responses.CartOut.of(view)

    def take_away(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Take a voucher away."""
        rule, version = CartRuleId(call.path["rule_id"]), call.query["version"]
        return responses.CartOut.of(
            self._office.vouchers.take_away(actor, _cart(call), rule, version=version)
        )

    def refuse_rule(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Let a rule that applies by itself not apply to this cart."""
        body: requests.Refusal = call.body
        rule = CartRuleId(call.path["rule_id"])
        return responses.CartOut.of(
            self._office.vouchers.refuse(
                actor, _cart(call), rule, body.reason, version=body.version
            )
        )

    def allow_rule_again(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Let a refused rule apply again."""
        rule, version = CartRuleId(call.path["rule_id"]), call.query["version"]
        return responses.CartOut.of(
            self._office.vouchers.allow_again(actor, _cart(call), rule, version=version)
        )

    def discount_reasons(self, actor: Actor, _call: Asked) -> responses.ReasonsOut:
        """The shop's reasons for discounts by hand."""
        return responses.ReasonsOut.of(self._office.discounts.reasons(actor))

    def give_discount(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Give a discount by hand, within the actor's ceiling."""
        terms = _fields(call.body)
        line = terms.pop("line_id")
        return responses.CartOut.of(
            self._office.discounts.give(
                actor, _cart(call), line_id=LineId(line) if line is not None else None, **terms
            )
        )

    def change_discount(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Give a discount by hand anew with other terms."""
        discount = DiscountId(call.path["discount_id"])
        return responses.CartOut.of(
            self._office.discounts.change(actor, _cart(call), discount, **_fields(call.body))
        )

    def allow_discount(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Allow a colleague's discount that is above their ceiling."""
        discount, version = DiscountId(call.path["discount_id"]), call.body.version
        return responses.CartOut.of(
            self._office.discounts.allow(actor, _cart(call), discount, version=version)
        )

    def remove_discount(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Take a discount by hand back."""
        discount, version = DiscountId(call.path["discount_id"]), call.query["version"]
        return responses.CartOut.of(
            self._office.discounts.remove(actor, _cart(call), discount, version=version)
        )

    def choose_addresses(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Choose the addresses."""
        body: requests.ChosenAddresses = call.body
        delivery, invoice = body.delivery_address_id, body.invoice_address_id
        view = self._office.addresses.choose(
            actor,
            _cart(call),
            delivery=AddressId(delivery) if delivery is not None else None,
            invoice=AddressId(invoice) if invoice is not None else None,
            version=body.version,
        )
        return responses.CartOut.of(view)

    def choose_carrier(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Choose who delivers."""
        body: requests.ChosenCarrier = call.body
        carrier = CarrierId(body.carrier_id)
        return responses.CartOut.of(
            self._office.shipping.choose(actor, _cart(call), carrier, version=body.version)
        )

    def free_shipping(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Deliver for nothing, or not."""
        body: requests.FreeShippingChoice = call.body
        return responses.CartOut.of(
            self._office.shipping.set_free(actor, _cart(call), body.free, version=body.version)
        )

    def messages(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Messages on the order."""
        return responses.CartOut.of(
            self._office.carts.set_messages(actor, _cart(call), **_fields(call.body))
        )

    def ask_services(self, actor: Actor, call: Asked) -> responses.CartOut:
        """Ask other systems for prices, delivery rates and taxes; the notices say what failed."""
        finishing = self._office.finishing
        view = finishing.ask_services(actor, _cart(call), version=call.body.version)
        return responses.CartOut.of(view)

    def send(self, actor: Actor, call: Asked) -> responses.Sent:
        """Send the order to the customer by e-mail."""
        body: requests.Sending = call.body
        link = self._office.finishing.send(actor, _cart(call), note=body.note, version=body.version)
        return responses.Sent(link.expires_at)

    def hand_over(self, actor: Actor, call: Asked) -> responses.AddressOfLink:
        """Go on in the front office."""
        url = self._office.finishing.hand_over(actor, _cart(call), version=call.body.version)
        return responses.AddressOfLink(url)

    def place(self, actor: Actor, call: Asked) -> responses.OrderOut:
        """Place the order."""
        order = self._office.finishing.place(actor, _cart(call), **_fields(call.body))
        return responses.OrderOut.of(order)

    def orders(self, actor: Actor, call: Asked) -> responses.ListOut:
        """Orders by reference, customer or product, and by what they are like, newest first."""
        asked = call.query
        found = self._office.orders.search(
            actor,
            asked["q"],
            status=asked["status"] or None,
            placed_by=ActorId(asked["placed_by"]) if asked["placed_by"] else None,
            placed_from=asked["placed_from"],
            placed_until=asked["placed_until"],
            unpaid=asked["unpaid"],
            **_page(call),
        )
        return responses.ListOut.of_orders(found)

    def order_history(self, actor: Actor, call: Asked) -> responses.HistoryOut:
        """Who did what to an order, the latest first."""
        id_ = OrderId(call.path["order_id"])
        found = self._office.orders.history(actor, id_, newest_first=True, **_page(call))
        return responses.HistoryOut.of(found)

    def order(self, actor: Actor, call: Asked) -> responses.OrderOut:
        """A placed order."""
        return responses.OrderOut.of(self._office.orders.get(actor, OrderId(call.path["order_id"])))

    def change_status(self, actor: Actor, call: Asked) -> responses.OrderOut:
        """Change the status."""
        id_, body = OrderId(call.path["order_id"]), call.body
        return responses.OrderOut.of(
            self._office.orders.change_status(actor, id_, body.status, comment=body.comment)
        )

    def record_payment(self, actor: Actor, call: Asked) -> responses.OrderOut:
        """Record money received."""
        id_, body = OrderId(call.path["order_id"]), call.body
        return responses.OrderOut.of(
            self._office.orders.record_payment(
                actor,
                id_,
                body.amount,
                method=body.method,
                reference=body.reference,
                overpayment=body.overpayment,
            )
        )

    def record_refund(self, actor: Actor, call: Asked) -> responses.OrderOut:
        """Record money given back."""
        id_, body = OrderId(call.path["order_id"]), call.body
        return responses.OrderOut.of(
            self._office.orders.record_refund(
                actor, id_, body.amount, method=body.method, reference=body.reference
            )
        )


def _fields(value: Any) -> dict[str, Any]:
    """A message's own fields, as arguments."""
    return {name: getattr(value, name) for name in attrs.fields_dict(type(value))}
