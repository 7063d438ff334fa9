"""The endpoints: which use case each is, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import attrs
from attrs import field, frozen

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import messages as m
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import (
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    LineId,
    OrderId,
    ProductId,
)
from backoffice_orders.services.addresses import AddressEntry


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


@frozen
class Endpoint:
    """One endpoint. ``query`` names its parameters and their types."""

    method: str
    path: str
    name: str
    summary: str
    run: Callable[[Actor, Asked], object]
    gives: Any
    takes: Any = None
    query: Mapping[str, type] = field(factory=dict)
    status: int = 200


_SEARCH: Mapping[str, type] = {"q": str, "page": int}
_VERSION: Mapping[str, type] = {"version": int}


def _cart(call: Asked) -> CartId:
    return CartId(call.path["cart_id"])


class _UseCases:
    """From requests to the office and back."""

    def __init__(self, office: BackOffice) -> None:
        self._office = office

    def customers(self, actor: Actor, call: Asked) -> m.CustomersOut:
        found = self._office.customers.search(actor, call.query["q"], page=call.query["page"])
        return m.CustomersOut(tuple(map(m.CustomerOut.of, found)), found.number, found.more)

    def create_customer(self, actor: Actor, call: Asked) -> m.CustomerOut:
        return m.CustomerOut.of(self._office.customers.create(actor, **_fields(call.body)))

    def customer(self, actor: Actor, call: Asked) -> m.DetailsOut:
        id_ = CustomerId(call.path["customer_id"])
        return m.DetailsOut.of(self._office.customers.details(actor, id_))

    def add_address(self, actor: Actor, call: Asked) -> m.AddressOut:
        id_ = CustomerId(call.path["customer_id"])
        return m.AddressOut.of(self._office.addresses.add(actor, id_, call.body))

    def start(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.NewCart = call.body
        customer = CustomerId(body.customer_id) if body.customer_id is not None else None
        view = self._office.carts.start(
            actor, customer, currency=body.currency, language=body.language
        )
        return m.CartOut.of(view)

    def from_basis(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.CartBasis = call.body
        if (body.cart_id is None) == (body.order_id is None):
            raise FieldInvalid("cart_id", "give either a cart or an order")
        if body.cart_id is not None:
            return m.CartOut.of(self._office.carts.use_cart(actor, CartId(body.cart_id)).view)
        return m.CartOut.of(self._office.carts.use_order(actor, OrderId(body.order_id or "")).view)

    def cart(self, actor: Actor, call: Asked) -> m.CartOut:
        return m.CartOut.of(self._office.carts.view(actor, _cart(call)))

    def choose_customer(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.ChosenCustomer = call.body
        view = self._office.carts.choose_customer(
            actor, _cart(call), CustomerId(body.customer_id), version=body.version
        )
        return m.CartOut.of(view)

    def products(self, actor: Actor, call: Asked) -> m.ProductsOut:
        found = self._office.products.search(
            actor, call.query["q"], cart_id=_cart(call), page=call.query["page"]
        )
        return m.ProductsOut(tuple(map(m.ProductOut.of, found)), found.number, found.more)

    def add_line(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.NewLine = call.body
        view = self._office.products.add(
            actor,
            _cart(call),
            ProductId(body.product_id),
            body.quantity,
            combination_id=CombinationId(body.combination_id) if body.combination_id else None,
            customization=body.texts or {},
            version=body.version,
        )
        return m.CartOut.of(view)

    def set_quantity(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.Quantity = call.body
        line, products = LineId(call.path["line_id"]), self._office.products
        if body.quantity == 0:
            return m.CartOut.of(products.remove(actor, _cart(call), line, version=body.version))
        return m.CartOut.of(
            products.set_quantity(actor, _cart(call), line, body.quantity, version=body.version)
        )

    def remove_line(self, actor: Actor, call: Asked) -> m.CartOut:
        line, version = LineId(call.path["line_id"]), call.query["version"]
        return m.CartOut.of(self._office.products.remove(actor, _cart(call), line, version=version))

    def vouchers(self, actor: Actor, call: Asked) -> m.VouchersOut:
        found = self._office.vouchers.search(
            actor, call.query["q"], cart_id=_cart(call), page=call.query["page"]
        )
        return m.VouchersOut(tuple(map(m.VoucherOut.of, found)), found.number, found.more)

    def grant(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.Grant = call.body
        vouchers, cart = self._office.vouchers, _cart(call)
        if (body.rule_id is None) == (body.code is None):
            raise FieldInvalid("rule_id", "give either an id or a code")
        if body.rule_id is not None:
            rule = CartRuleId(body.rule_id)
            return m.CartOut.of(vouchers.grant(actor, cart, rule, version=body.version))
        return m.CartOut.of(vouchers.grant_code(actor, cart, body.code or "", version=body.version))

    def take_away(self, actor: Actor, call: Asked) -> m.CartOut:
        rule, version = CartRuleId(call.path["rule_id"]), call.query["version"]
        return m.CartOut.of(
            self._office.vouchers.take_away(actor, _cart(call), rule, version=version)
        )

    def choose_addresses(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.ChosenAddresses = call.body
        delivery, invoice = body.delivery_address_id, body.invoice_address_id
        view = self._office.addresses.choose(
            actor,
            _cart(call),
            delivery=AddressId(delivery) if delivery is not None else None,
            invoice=AddressId(invoice) if invoice is not None else None,
            version=body.version,
        )
        return m.CartOut.of(view)

    def choose_carrier(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.ChosenCarrier = call.body
        carrier = CarrierId(body.carrier_id)
        return m.CartOut.of(
            self._office.shipping.choose(actor, _cart(call), carrier, version=body.version)
        )

    def free_shipping(self, actor: Actor, call: Asked) -> m.CartOut:
        body: m.FreeShippingChoice = call.body
        return m.CartOut.of(
            self._office.shipping.set_free(actor, _cart(call), body.free, version=body.version)
        )

    def messages(self, actor: Actor, call: Asked) -> m.CartOut:
        return m.CartOut.of(
            self._office.carts.set_messages(actor, _cart(call), **_fields(call.body))
        )

    def send(self, actor: Actor, call: Asked) -> m.Sent:
        body: m.Sending = call.body
        link = self._office.finishing.send(actor, _cart(call), note=body.note, version=body.version)
        return m.Sent(link.expires_at)

    def hand_over(self, actor: Actor, call: Asked) -> m.AddressOfLink:
        url = self._office.finishing.hand_over(actor, _cart(call), version=call.body.version)
        return m.AddressOfLink(url)

    def place(self, actor: Actor, call: Asked) -> m.OrderOut:
        order = self._office.finishing.place(actor, _cart(call), **_fields(call.body))
        return m.OrderOut.of(order)

    def order(self, actor: Actor, call: Asked) -> m.OrderOut:
        return m.OrderOut.of(self._office.orders.get(actor, OrderId(call.path["order_id"])))

    def change_status(self, actor: Actor, call: Asked) -> m.OrderOut:
        id_, body = OrderId(call.path["order_id"]), call.body
        return m.OrderOut.of(
            self._office.orders.change_status(actor, id_, body.status, comment=body.comment)
        )

    def record_payment(self, actor: Actor, call: Asked) -> m.OrderOut:
        id_, body = OrderId(call.path["order_id"]), call.body
        return m.OrderOut.of(
            self._office.orders.record_payment(actor, id_, body.amount, reference=body.reference)
        )


def _fields(value: Any) -> dict[str, Any]:
    """A message's own fields, as arguments."""
    return {name: getattr(value, name) for name in attrs.fields_dict(type(value))}


def endpoints(office: BackOffice) -> tuple[Endpoint, ...]:
    """Every endpoint, in the order of the page."""
    use = _UseCases(office)
    cart, line = "/carts/{cart_id}", "/carts/{cart_id}/lines/{line_id}"

    def get(path: str, name: str, summary: str, run: Any, gives: Any, **more: Any) -> Endpoint:
        return Endpoint("GET", path, name, summary, run, gives, **more)

    def send(
        method: str, path: str, name: str, summary: str, run: Any, takes: Any, gives: Any
    ) -> Endpoint:
        status = 201 if method == "POST" else 200
        return Endpoint(method, path, name, summary, run, gives, takes, status=status)

    def delete(path: str, name: str, summary: str, run: Any) -> Endpoint:
        return Endpoint("DELETE", path, name, summary, run, m.CartOut, query=_VERSION)

    return (
        get(
            "/customers",
            "searchCustomers",
            "Find customers by first letters",
            use.customers,
            m.CustomersOut,
            query=_SEARCH,
        ),
        send(
            "POST",
            "/customers",
            "createCustomer",
            "Create a customer",
            use.create_customer,
            m.NewCustomer,
            m.CustomerOut,
        ),
        get(
            "/customers/{customer_id}",
            "customerDetails",
            "Everything about a customer",
            use.customer,
            m.DetailsOut,
        ),
        send(
            "POST",
            "/customers/{customer_id}/addresses",
            "addAddress",
            "Add an address",
            use.add_address,
            AddressEntry,
            m.AddressOut,
        ),
        send("POST", "/carts", "startCart", "Begin a cart", use.start, m.NewCart, m.CartOut),
        send(
            "POST",
            "/carts/from-basis",
            "useBasis",
            "Begin from a cart or an order",
            use.from_basis,
            m.CartBasis,
            m.CartOut,
        ),
        get(cart, "viewCart", "The cart, priced", use.cart, m.CartOut),
        send(
            "PUT",
            f"{cart}/customer",
            "chooseCustomer",
            "Choose whose order it is",
            use.choose_customer,
            m.ChosenCustomer,
            m.CartOut,
        ),
        get(
            f"{cart}/products",
            "searchProducts",
            "Find products by first letters or number",
            use.products,
            m.ProductsOut,
            query=_SEARCH,
        ),
        send(
            "POST", f"{cart}/lines", "addLine", "Add a product", use.add_line, m.NewLine, m.CartOut
        ),
        send(
            "PUT",
            line,
            "setQuantity",
            "Order more or less",
            use.set_quantity,
            m.Quantity,
            m.CartOut,
        ),
        delete(line, "removeLine", "Take a line out", use.remove_line),
        get(
            f"{cart}/vouchers",
            "searchVouchers",
            "Find vouchers by name or code",
            use.vouchers,
            m.VouchersOut,
            query=_SEARCH,
        ),
        send(
            "POST",
            f"{cart}/vouchers",
            "grantVoucher",
            "Grant a voucher",
            use.grant,
            m.Grant,
            m.CartOut,
        ),
        delete(
            f"{cart}/vouchers/{{rule_id}}", "removeVoucher", "Take a voucher away", use.take_away
        ),
        send(
            "PUT",
            f"{cart}/addresses",
            "chooseAddresses",
            "Choose the addresses",
            use.choose_addresses,
            m.ChosenAddresses,
            m.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/carrier",
            "chooseCarrier",
            "Choose who delivers",
            use.choose_carrier,
            m.ChosenCarrier,
            m.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/free-shipping",
            "setFreeShipping",
            "Deliver for nothing, or not",
            use.free_shipping,
            m.FreeShippingChoice,
            m.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/messages",
            "setMessages",
            "Messages on the order",
            use.messages,
            m.Messages,
            m.CartOut,
        ),
        send(
            "POST",
            f"{cart}/letter",
            "sendCart",
            "Send the order to the customer by e-mail",
            use.send,
            m.Sending,
            m.Sent,
        ),
        send(
            "POST",
            f"{cart}/hand-over",
            "handOver",
            "Go on in the front office",
            use.hand_over,
            m.Version,
            m.AddressOfLink,
        ),
        send(
            "POST",
            f"{cart}/order",
            "placeOrder",
            "Place the order",
            use.place,
            m.NewOrder,
            m.OrderOut,
        ),
        get("/orders/{order_id}", "viewOrder", "A placed order", use.order, m.OrderOut),
        send(
            "PUT",
            "/orders/{order_id}/status",
            "changeStatus",
            "Change the status",
            use.change_status,
            m.NewStatus,
            m.OrderOut,
        ),
        send(
            "POST",
            "/orders/{order_id}/payments",
            "recordPayment",
            "Record money received",
            use.record_payment,
            m.NewPayment,
            m.OrderOut,
        ),
    )
