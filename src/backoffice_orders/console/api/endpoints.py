"""The endpoints: which use case each is, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, field

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import requests, responses
from backoffice_orders.console.api.use_cases import Asked, UseCases
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.page import PAGE_SIZE
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.values import frozen
from backoffice_orders.services.commands.addresses import AddressEntry


@frozen
class Endpoint:
    """One endpoint. ``query`` names its parameters and their types."""

    method: str
    path: str
    name: str
    run: Callable[[Actor, Asked], object]
    gives: Any
    takes: Any = None
    query: Mapping[str, type] = field(factory=dict)
    status: int = 200
    # The kinds of conditions and actions that are in what it takes, if any are.
    kinds: RuleKinds | None = None

    @property
    def summary(self) -> str:
        """What it does, as its use case says."""
        return (self.run.__doc__ or "").rstrip(".")


_SEARCH: Mapping[str, type] = {"q": str, "page": int}
_VERSION: Mapping[str, type] = {"version": int}
# A page of a list that grows; see ``model.page.PageAfter``.
_AFTER: Mapping[str, type] = {"after": str, "size": int}
# At which moment it costs that; now where none is given.
_MOMENT: Mapping[str, type] = {"moment": datetime}
_ORDERS: Mapping[str, type] = {
    "q": str,
    "status": str,
    "placed_by": str,
    "placed_from": datetime,
    "placed_until": datetime,
    "unpaid": bool,
    **_AFTER,
}
# What a number in a query is that is not given.
DEFAULTS: Mapping[str, int] = {"page": 1, "size": PAGE_SIZE, "quantity": 1}


def endpoints(office: BackOffice) -> tuple[Endpoint, ...]:
    """Every endpoint, in the order of the page."""
    use = UseCases(office)
    cart, line = "/carts/{cart_id}", "/carts/{cart_id}/lines/{line_id}"

    def get(path: str, name: str, run: Any, gives: Any, **more: Any) -> Endpoint:
        return Endpoint("GET", path, name, run, gives, **more)

    def send(method: str, path: str, name: str, run: Any, takes: Any, gives: Any) -> Endpoint:
        status = 201 if method == "POST" else 200
        return Endpoint(method, path, name, run, gives, takes, status=status)

    def delete(path: str, name: str, run: Any) -> Endpoint:
        return Endpoint("DELETE", path, name, run, responses.CartOut, query=_VERSION)

    return (
        get(
            "/customers",
            "searchCustomers",
            use.customers,
            responses.CustomersOut,
            query=_SEARCH,
        ),
        send(
            "POST",
            "/customers",
            "createCustomer",
            use.create_customer,
            requests.NewCustomer,
            responses.CustomerOut,
        ),
        get(
            "/customers/{customer_id}",
            "customerDetails",
            use.customer,
            responses.DetailsOut,
        ),
        send(
            "PATCH",
            "/customers/{customer_id}",
            "editCustomer",
            use.edit_customer,
            requests.CustomerChanges,
            responses.CustomerOut,
        ),
        Endpoint(
            "POST",
            "/customers/{customer_id}/account",
            "makeAccount",
            use.make_account,
            responses.CustomerOut,
        ),
        get(
            "/customers/{customer_id}/carts",
            "customerCarts",
            use.customer_carts,
            responses.ListOut,
            query=_AFTER,
        ),
        get(
            "/customers/{customer_id}/orders",
            "customerOrders",
            use.customer_orders,
            responses.ListOut,
            query=_AFTER,
        ),
        send(
            "POST",
            "/customers/{customer_id}/addresses",
            "addAddress",
            use.add_address,
            AddressEntry,
            responses.AddressOut,
        ),
        send(
            "POST",
            "/carts",
            "startCart",
            use.start,
            requests.NewCart,
            responses.CartOut,
        ),
        send(
            "POST",
            "/carts/taken-in",
            "takeIn",
            use.take_in,
            requests.TakenIn,
            responses.CartOut,
        ),
        send(
            "POST",
            "/carts/from-basis",
            "useBasis",
            use.from_basis,
            requests.CartBasis,
            responses.CartOut,
        ),
        get("/carts", "drafts", use.drafts, responses.ListOut, query=_AFTER),
        get(cart, "viewCart", use.cart, responses.CartOut),
        get(
            f"{cart}/history",
            "cartHistory",
            use.cart_history,
            responses.HistoryOut,
            query=_AFTER,
        ),
        send(
            "PUT",
            f"{cart}/closing",
            "closeCart",
            use.close,
            requests.NewClosing,
            responses.ClosedOut,
        ),
        send(
            "PUT",
            f"{cart}/customer",
            "chooseCustomer",
            use.choose_customer,
            requests.ChosenCustomer,
            responses.CartOut,
        ),
        get(f"{cart}/price", "cartPriceAt", use.price_at, responses.PriceAtOut, query=_MOMENT),
        get(
            f"{cart}/products",
            "searchProducts",
            use.products,
            responses.ProductsOut,
            query=_SEARCH,
        ),
        get(
            f"{cart}/products/{{product_id}}/price",
            "productPrice",
            use.product_price,
            responses.CostOut,
            query={"combination_id": str, "quantity": int, **_MOMENT},
        ),
        send(
            "POST",
            f"{cart}/lines",
            "addLine",
            use.add_line,
            requests.NewLine,
            responses.CartOut,
        ),
        send(
            "PUT",
            line,
            "setQuantity",
            use.set_quantity,
            requests.Quantity,
            responses.CartOut,
        ),
        delete(line, "removeLine", use.remove_line),
        get(
            f"{cart}/vouchers",
            "searchVouchers",
            use.vouchers,
            responses.VouchersOut,
            query=_SEARCH,
        ),
        send(
            "POST",
            f"{cart}/vouchers",
            "grantVoucher",
            use.grant,
            requests.Grant,
            responses.CartOut,
        ),
        evolve(
            send(
                "POST",
                f"{cart}/vouchers/new",
                "createVoucher",
                use.create_voucher,
                requests.NewVoucher,
                responses.CartOut,
            ),
            kinds=office.desk.known.kinds,
        ),
        delete(f"{cart}/vouchers/{{rule_id}}", "removeVoucher", use.take_away),
        send(
            "PUT",
            f"{cart}/refused-rules/{{rule_id}}",
            "refuseRule",
            use.refuse_rule,
            requests.Refusal,
            responses.CartOut,
        ),
        delete(f"{cart}/refused-rules/{{rule_id}}", "allowRuleAgain", use.allow_rule_again),
        get(
            "/discount-reasons",
            "discountReasons",
            use.discount_reasons,
            responses.ReasonsOut,
        ),
        send(
            "POST",
            f"{cart}/discounts",
            "giveDiscount",
            use.give_discount,
            requests.NewDiscount,
            responses.CartOut,
        ),
        send(
            "PATCH",
            f"{cart}/discounts/{{discount_id}}",
            "changeDiscount",
            use.change_discount,
            requests.DiscountChanges,
            responses.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/discounts/{{discount_id}}/allowed",
            "allowDiscount",
            use.allow_discount,
            requests.Version,
            responses.CartOut,
        ),
        delete(f"{cart}/discounts/{{discount_id}}", "removeDiscount", use.remove_discount),
        send(
            "PUT",
            f"{cart}/addresses",
            "chooseAddresses",
            use.choose_addresses,
            requests.ChosenAddresses,
            responses.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/carrier",
            "chooseCarrier",
            use.choose_carrier,
            requests.ChosenCarrier,
            responses.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/free-shipping",
            "setFreeShipping",
            use.free_shipping,
            requests.FreeShippingChoice,
            responses.CartOut,
        ),
        send(
            "PUT",
            f"{cart}/messages",
            "setMessages",
            use.messages,
            requests.Messages,
            responses.CartOut,
        ),
        send(
            "POST",
            f"{cart}/answers",
            "askServices",
            use.ask_services,
            requests.Version,
            responses.CartOut,
        ),
        send(
            "POST",
            f"{cart}/letter",
            "sendCart",
            use.send,
            requests.Sending,
            responses.Sent,
        ),
        send(
            "POST",
            f"{cart}/hand-over",
            "handOver",
            use.hand_over,
            requests.Version,
            responses.AddressOfLink,
        ),
        send(
            "POST",
            f"{cart}/order",
            "placeOrder",
            use.place,
            requests.NewOrder,
            responses.OrderOut,
        ),
        get(
            "/orders",
            "searchOrders",
            use.orders,
            responses.ListOut,
            query=_ORDERS,
        ),
        get("/orders/{order_id}", "viewOrder", use.order, responses.OrderOut),
        get(
            "/orders/{order_id}/history",
            "orderHistory",
            use.order_history,
            responses.HistoryOut,
            query=_AFTER,
        ),
        send(
            "PUT",
            "/orders/{order_id}/status",
            "changeStatus",
            use.change_status,
            requests.NewStatus,
            responses.OrderOut,
        ),
        send(
            "POST",
            "/orders/{order_id}/payments",
            "recordPayment",
            use.record_payment,
            requests.NewPayment,
            responses.OrderOut,
        ),
        send(
            "POST",
            "/orders/{order_id}/refunds",
            "recordRefund",
            use.record_refund,
            requests.NewRefund,
            responses.OrderOut,
        ),
    )
