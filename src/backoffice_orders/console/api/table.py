"""The one table of what can be done: which use case, who may, by which endpoint and which button.

An endpoint's fields are its use case's arguments, its answer is what the use case returns
(``answers``), and its words are the use case's docstring: nothing of that is said twice.
"""

from __future__ import annotations

from attrs import field

from backoffice_orders.model.actor import Actor, Permission as May
from backoffice_orders.model.values import frozen


@frozen
class Row:
    """One use case, as it is reached.

    Attributes:
        method: HTTP's.
        path: Its endpoint; what stands in braces are arguments of the use case.
        use: The section and the use case (``products.add``), or ``run``.
        scopes: The permissions that it needs in any case.
        one_of: Of these it needs one, which depends on what it is done with.
        buttons: Where on the page forms are sent that do it.
        secret: Whether its answer opens something: it is given once, and not kept.
        searches: Whether it counts as a search, however it is asked.
    """

    method: str
    path: str
    use: str
    scopes: tuple[May, ...] = ()
    one_of: tuple[May, ...] = field(default=(), kw_only=True)
    buttons: tuple[str, ...] = ()
    secret: bool = False
    searches: bool = False

    @property
    def ways(self) -> tuple[tuple[May, ...], ...]:
        """The permissions of which all are needed; where there are several such, one of them."""
        return tuple((*self.scopes, each) for each in self.one_of) or (self.scopes,)

    def may(self, actor: Actor) -> bool:
        """Whether somebody may do it, with something or other."""
        return any(all(map(actor.may, way)) for way in self.ways)

    def require(self, actor: Actor) -> None:
        """Raise ``PermissionDenied`` for who may not do it, whatever it is done with."""
        for scope in self.scopes:
            actor.require(scope)
        if self.one_of and not any(map(actor.may, self.one_of)):
            actor.require(self.one_of[0])

    @property
    def keyed(self) -> bool:
        """Whether it takes an idempotency key: others do the same when they are repeated."""
        return self.method in {"POST", "PATCH"}

    @property
    def name(self) -> str:
        """What programs call it: ``products_add``."""
        return self.use.replace(".", "_")

    @property
    def status(self) -> int:
        """HTTP's where it went well: a POST has made or done something."""
        return 201 if self.method == "POST" else 200


_CART, _ORDER, _CUSTOMER = "/carts/{cart_id}", "/orders/{order_id}", "/customers/{customer_id}"
_EMAIL = "/emails/{email_id}"
_LINE = f"{_CART}/lines/{{line_id}}"


def _on_cart(*names: str) -> tuple[str, ...]:
    return tuple(f"/cart/{{cart}}/{name}" for name in names)


def _on_order(name: str) -> tuple[str, ...]:
    return (f"/order/{{order}}/{name}",)


def _on_customer(*names: str) -> tuple[str, ...]:
    return tuple(f"/customer/{{customer}}/{name}" for name in names)


# Buttons of the one form that holds the order's fields: each saves whatever was typed there.
SAVING = (
    *("quantity", "price", "addresses", "shipping", "free-shipping", "wishes", "settings"),
    "own",  # a host's own fields
)

CUSTOMERS = (
    Row("GET", "/customers", "customers.search", (May.READ_CUSTOMER,)),
    Row("GET", "/customer-list", "customers.list", (May.READ_CUSTOMER,)),
    Row("GET", "/customer-count", "customers.count", (May.READ_CUSTOMER,)),
    Row("GET", "/customer-doubles", "customers.doubles", (May.READ_CUSTOMER,), searches=True),
    Row("GET", "/customer-glances", "customers.glance", (May.READ_CUSTOMER,)),
    Row("POST", "/customers", "customers.create", (May.CREATE_CUSTOMER,), ("/customers",)),
    Row("GET", _CUSTOMER, "customers.details", (May.READ_CUSTOMER,)),
    Row("PATCH", _CUSTOMER, "customers.edit", (May.EDIT_CUSTOMER,), _on_customer("edit")),
    Row("GET", f"{_CUSTOMER}/card", "customers.get", (May.READ_CUSTOMER,)),
    Row(
        "POST",
        f"{_CUSTOMER}/account",
        "customers.make_account",
        (May.EDIT_CUSTOMER,),
        _on_customer("account"),
    ),
    Row(
        "PUT",
        f"{_CUSTOMER}/active",
        "customers.set_active",
        (May.EDIT_CUSTOMER,),
        _on_customer("active"),
    ),
    Row(
        "POST",
        f"{_CUSTOMER}/notes",
        "customers.add_note",
        (May.EDIT_CUSTOMER,),
        _on_customer("note"),
    ),
    Row("GET", f"{_CUSTOMER}/history", "customers.history", (May.READ_CUSTOMER,)),
    Row("GET", "/customers/{keep_id}/merge", "customers.merge_preview", (May.MERGE_CUSTOMERS,)),
    Row(
        "PUT",
        f"{_CUSTOMER}/tax-exemption",
        "customers.set_tax_exemption",
        (May.EDIT_CUSTOMER, May.EXEMPT_FROM_TAX),
        _on_customer("tax-exemption"),
    ),
    Row(
        "POST",
        "/customers/{keep_id}/merge",
        "customers.merge",
        (May.MERGE_CUSTOMERS,),
        _on_customer("merge"),
    ),
    Row("GET", f"{_CUSTOMER}/export", "customers.export", (May.ERASE_CUSTOMER,)),
    Row(
        "POST",
        f"{_CUSTOMER}/erasure",
        "customers.erase",
        (May.ERASE_CUSTOMER,),
        _on_customer("erase"),
    ),
    Row(
        "GET",
        f"{_CUSTOMER}/vouchers",
        "vouchers.of_customer",
        (May.READ_CUSTOMER, May.READ_CATALOG),
    ),
    Row("GET", f"{_CUSTOMER}/carts", "carts.of_customer", (May.READ_CART,)),
    Row("GET", f"{_CUSTOMER}/orders", "orders.of_customer", (May.READ_ORDER,)),
    Row("GET", f"{_CUSTOMER}/basis", "carts.basis", (May.READ_CART,)),
    Row("GET", f"{_CUSTOMER}/addresses", "addresses.list", (May.READ_CUSTOMER,)),
    Row(
        "PUT",
        "/addresses/{address_id}/default",
        "addresses.set_default",
        (May.EDIT_ADDRESS,),
        (*_on_cart("default-address"), *_on_customer("default-address")),
    ),
    Row(
        "POST",
        f"{_CUSTOMER}/addresses",
        "addresses.add",
        (May.EDIT_ADDRESS,),
        _on_customer("address"),
    ),
    Row(
        "PUT",
        "/addresses/{address_id}",
        "addresses.edit",
        (May.EDIT_ADDRESS,),
        _on_customer("address"),
    ),
    Row(
        "DELETE",
        "/addresses/{address_id}",
        "addresses.delete",
        (May.EDIT_ADDRESS,),
        _on_customer("delete-address"),
    ),
    Row("GET", "/countries", "addresses.countries", (May.READ_CATALOG,)),
    Row("GET", "/address-forms/{country}", "addresses.form"),
    Row(
        "GET",
        "/address-suggestions",
        "addresses.suggest",
        (May.EDIT_ADDRESS,),
        searches=True,
    ),
)
CARTS = (
    Row("GET", "/carts", "carts.drafts", (May.READ_CART,)),
    Row("GET", "/cart-count", "carts.count_drafts", (May.READ_CART,)),
    Row("POST", "/carts", "carts.start", (May.EDIT_CART,), ("/start",)),
    Row("POST", "/carts/taken-in", "carts.take_in", (May.EDIT_CART,)),
    Row("GET", _CART, "carts.view", (May.READ_CART,)),
    Row(
        "POST",
        f"{_CART}/batch",
        "run",
        (May.READ_CART,),
        _on_cart(*SAVING, "address"),
    ),
    Row("POST", f"{_CART}/use", "carts.use_cart", (May.EDIT_CART,), ("/use-cart",)),
    Row("POST", f"{_CART}/copy", "carts.copy", (May.EDIT_CART,)),
    Row("GET", f"{_CART}/history", "carts.history", (May.READ_CART,)),
    Row("POST", f"{_CART}/undo", "carts.undo", (May.EDIT_CART,), _on_cart("undo")),
    Row("GET", f"{_CART}/price", "carts.price_at", (May.READ_CART,)),
    Row(
        "POST", f"{_CART}/discard", "carts.discard", (May.CLOSE_CART,), _on_cart("close", "discard")
    ),
    Row(
        "POST",
        f"{_CART}/ordered-elsewhere",
        "carts.close_ordered_elsewhere",
        (May.CLOSE_CART,),
        _on_cart("close"),
    ),
    Row(
        "PUT",
        f"{_CART}/customer",
        "carts.choose_customer",
        (May.EDIT_CART,),
        _on_cart("customer"),
    ),
    Row("PUT", f"{_CART}/assignee", "carts.assign", (May.HAND_OVER_CART,), _on_cart("assign")),
    Row("POST", f"{_CART}/notes", "carts.add_note", (May.EDIT_CART,), _on_cart("note")),
    Row("PUT", f"{_CART}/attributes", "carts.set_attributes", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/currency", "carts.set_currency", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/expiry", "carts.set_expiry", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/language", "carts.set_language", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/messages", "carts.set_messages", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/packaging", "carts.set_packaging", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/payment-terms", "carts.set_payment_terms", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/name", "carts.set_name", (May.EDIT_CART,), _on_cart("name")),
    Row("PUT", f"{_CART}/tags", "carts.set_tags", (May.EDIT_CART,)),
)
PRODUCTS = (
    Row("GET", "/products", "products.search", (May.READ_CATALOG,)),
    Row("GET", "/products/{product_id}", "products.details", (May.READ_CATALOG,)),
    Row("GET", "/products/{product_id}/price", "products.price_of", (May.READ_CATALOG,)),
    Row("POST", f"{_CART}/lines", "products.add", (May.EDIT_CART,), _on_cart("add")),
    Row(
        "POST",
        f"{_CART}/custom-lines",
        "products.add_custom",
        (May.ADD_CUSTOM_LINE,),
        _on_cart("add-custom"),
    ),
    Row("GET", f"{_CART}/lines", "products.facts", (May.READ_CART,)),
    Row(
        "POST",
        f"{_CART}/lines/many",
        "products.add_lines",
        (May.EDIT_CART,),
        _on_cart("add-lines"),
        searches=True,
    ),
    Row("PUT", f"{_LINE}/quantity", "products.set_quantity", (May.EDIT_CART,)),
    Row("PUT", f"{_LINE}/price", "products.set_price", (May.OVERRIDE_PRICE,)),
    Row("PUT", f"{_LINE}/customization", "products.set_customization", (May.EDIT_CART,)),
    Row("DELETE", _LINE, "products.remove", (May.EDIT_CART,), _on_cart("remove")),
    Row("GET", f"{_CART}/files/{{file_id}}", "products.file", (May.READ_CART,)),
)
VOUCHERS = (
    Row("GET", "/vouchers", "vouchers.search", (May.READ_CATALOG,)),
    Row("POST", "/vouchers", "vouchers.create", (May.CREATE_VOUCHER,)),
    Row("GET", "/vouchers/{rule_id}", "vouchers.get", (May.READ_CATALOG,)),
    Row("PUT", "/vouchers/{rule_id}", "vouchers.edit", (May.CREATE_VOUCHER,), ("/voucher/{rule}",)),
    Row("PUT", "/vouchers/{rule_id}/enabled", "vouchers.set_enabled", (May.CREATE_VOUCHER,)),
    Row("POST", f"{_CART}/what-if", "vouchers.what_if", (May.READ_CART,), searches=True),
    Row(
        "PUT",
        f"{_CART}/vouchers/{{rule_id}}",
        "vouchers.grant",
        (May.GRANT_VOUCHER,),
        _on_cart("grant"),
    ),
    Row("POST", f"{_CART}/vouchers", "vouchers.grant_code", (May.GRANT_VOUCHER,)),
    Row(
        "POST",
        f"{_CART}/vouchers/new",
        "vouchers.create_and_grant",
        (May.CREATE_VOUCHER, May.GRANT_VOUCHER),
        _on_cart("create-voucher"),
    ),
    Row(
        "DELETE",
        f"{_CART}/vouchers/{{rule_id}}",
        "vouchers.take_away",
        (May.EDIT_CART,),
        _on_cart("take-away"),
    ),
    Row(
        "PUT",
        f"{_CART}/refused-rules/{{rule_id}}",
        "vouchers.refuse",
        (May.EDIT_CART,),
        _on_cart("refuse-rule"),
    ),
    Row(
        "DELETE",
        f"{_CART}/refused-rules/{{rule_id}}",
        "vouchers.allow_again",
        (May.EDIT_CART,),
        _on_cart("allow-rule"),
    ),
    Row("GET", "/discount-reasons", "discounts.reasons", (May.READ_CATALOG,)),
    Row(
        "POST",
        f"{_CART}/discounts",
        "discounts.give",
        (May.GIVE_DISCOUNT,),
        _on_cart("give-discount"),
    ),
    Row("PATCH", f"{_CART}/discounts/{{discount_id}}", "discounts.change", (May.GIVE_DISCOUNT,)),
    Row(
        "PUT",
        f"{_CART}/discounts/{{discount_id}}/allowed",
        "discounts.allow",
        (May.ALLOW_DISCOUNT,),
        _on_cart("allow-discount"),
    ),
    Row(
        "DELETE",
        f"{_CART}/discounts/{{discount_id}}",
        "discounts.remove",
        (May.GIVE_DISCOUNT,),
        _on_cart("remove-discount"),
    ),
)
DELIVERY = (
    Row("PUT", f"{_CART}/addresses", "addresses.choose", (May.EDIT_CART,)),
    Row(
        "POST",
        f"{_CART}/addresses",
        "addresses.save_and_choose",
        (May.EDIT_ADDRESS, May.EDIT_CART),
    ),
    Row("GET", f"{_CART}/delivery-options", "shipping.options", (May.READ_CART,)),
    Row("PUT", f"{_CART}/carrier", "shipping.choose", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/delivery-day", "shipping.choose_day", (May.EDIT_CART,)),
    Row("PUT", f"{_CART}/free-shipping", "shipping.set_free", (May.FREE_SHIPPING,)),
    Row(
        "PUT",
        f"{_CART}/manual-delivery",
        "shipping.set_manual",
        (May.MANUAL_DELIVERY,),
        _on_cart("manual-delivery"),
    ),
    Row(
        "DELETE",
        f"{_CART}/manual-delivery",
        "shipping.clear_manual",
        (May.EDIT_CART,),
        _on_cart("manual-delivery"),
    ),
    Row("PUT", f"{_CART}/tax-exemption", "shipping.set_tax_exemption", (May.EXEMPT_FROM_TAX,)),
)
FINISHING = (
    Row("GET", "/payment-methods", "finishing.payment_methods", (May.READ_CATALOG,)),
    Row("GET", "/statuses", "finishing.statuses", (May.READ_CATALOG,)),
    Row("GET", f"{_CART}/advice", "finishing.advice", (May.READ_CART,)),
    Row("GET", f"{_CART}/summary", "finishing.summary", (May.READ_CART,)),
    Row("POST", f"{_CART}/answers", "finishing.ask_services", (May.EDIT_CART,), _on_cart("ask")),
    Row("PUT", f"{_CART}/quote", "offers.quote", (May.HOLD_PRICES,), _on_cart("quote")),
    Row("DELETE", f"{_CART}/quote", "offers.withdraw_quote", (May.HOLD_PRICES,), _on_cart("quote")),
    Row("PUT", f"{_CART}/reservation", "offers.reserve", (May.HOLD_GOODS,), _on_cart("reserve")),
    Row("DELETE", f"{_CART}/reservation", "offers.release", (May.HOLD_GOODS,), _on_cart("reserve")),
    Row("GET", f"{_CART}/links", "finishing.links", (May.READ_CART,)),
    Row(
        "DELETE",
        f"{_CART}/links",
        "finishing.withdraw_links",
        (May.SEND_CART,),
        _on_cart("withdraw"),
    ),
    Row("GET", f"{_CART}/letter", "finishing.preview", (May.READ_CART,)),
    Row("POST", f"{_CART}/letter", "finishing.send", (May.SEND_CART,), _on_cart("send")),
    Row(
        "POST",
        f"{_CART}/links",
        "finishing.make_link",
        (May.SEND_CART,),
        _on_cart("make-link"),
        secret=True,
    ),
    Row("GET", f"{_CART}/emails", "emails.of_cart", (May.READ_CART,)),
    Row("GET", f"{_ORDER}/emails", "emails.of_order", (May.READ_ORDER,)),
    Row("GET", _EMAIL, "emails.get", one_of=(May.READ_CART, May.READ_ORDER)),
    Row(
        "POST",
        f"{_EMAIL}/again",
        "emails.send_again",
        buttons=(*_on_cart("email-again"), *_on_order("email-again")),
        one_of=(May.SEND_CART, May.EDIT_ORDER),
    ),
    Row("POST", f"{_EMAIL}/bounce", "emails.note_bounce", (May.MANAGE_SHOP,)),
    Row("GET", f"{_CART}/read-back", "finishing.read_back", (May.READ_CART,)),
    Row(
        "POST",
        f"{_CART}/hand-over",
        "finishing.hand_over",
        (May.HAND_OVER_CART,),
        _on_cart("hand-over"),
        secret=True,
    ),
    Row("POST", f"{_CART}/order", "finishing.place", (May.PLACE_ORDER,), _on_cart("place")),
)
ORDERS = (
    Row("GET", "/orders", "orders.search", (May.READ_ORDER,)),
    Row("GET", "/order-count", "orders.count", (May.READ_ORDER,)),
    Row("GET", "/orders/by-reference/{reference}", "orders.by_reference", (May.READ_ORDER,)),
    Row("GET", _ORDER, "orders.get", (May.READ_ORDER,)),
    Row("POST", f"{_ORDER}/use", "carts.use_order", (May.EDIT_CART,), ("/use-order",)),
    Row("GET", f"{_ORDER}/history", "orders.history", (May.READ_ORDER,)),
    Row(
        "PUT",
        f"{_ORDER}/status",
        "orders.change_status",
        (May.CHANGE_STATUS,),
        _on_order("status"),
    ),
    Row(
        "POST",
        f"{_ORDER}/confirmation",
        "orders.send_confirmation",
        (May.EDIT_ORDER,),
        _on_order("confirmation"),
    ),
    Row("POST", f"{_ORDER}/notes", "orders.add_note", (May.EDIT_ORDER,), _on_order("note")),
    Row(
        "POST",
        f"{_ORDER}/payments",
        "orders.record_payment",
        (May.RECORD_PAYMENT,),
        _on_order("payment"),
    ),
    Row(
        "POST",
        f"{_ORDER}/refunds",
        "orders.record_refund",
        (May.RECORD_PAYMENT,),
        _on_order("refund"),
    ),
    Row(
        "POST",
        f"{_ORDER}/payment-link",
        "order_payments.link",
        (May.SEND_CART,),
        _on_order("link"),
        secret=True,
    ),
    Row(
        "POST",
        f"{_ORDER}/charges",
        "order_payments.charge",
        (May.RECORD_PAYMENT,),
        _on_order("charge"),
    ),
    Row(
        "POST",
        f"{_ORDER}/charges/answers",
        "order_payments.ask",
        (May.RECORD_PAYMENT,),
        _on_order("charge-answer"),
    ),
)


def _listed(path: str, name: str) -> Row:
    return Row("GET", f"/setup/{path}", f"setup.{name}", (May.MANAGE_SHOP,))


SHOP = (
    Row("GET", "/setup/settings", "setup.settings", (May.READ_CATALOG,)),
    Row("POST", "/setup/entries", "setup.save", (May.MANAGE_SHOP,)),
    Row("POST", "/setup/removals", "setup.remove", (May.MANAGE_SHOP,)),
    _listed("products", "products"),
    _listed("products/{product_id}/specific-prices", "specific_prices"),
    Row(
        "PUT",
        "/setup/products/{product_id}/specific-prices",
        "setup.set_specific_prices",
        (May.MANAGE_SHOP,),
    ),
    _listed("stock", "stock"),
    Row("POST", "/setup/stock-counts", "setup.count_stock", (May.MANAGE_SHOP,)),
    Row("PUT", "/setup/products/{product_id}/stock", "setup.set_stock", (May.MANAGE_SHOP,)),
    Row("POST", "/setup/products/{product_id}/stock", "setup.receive_stock", (May.MANAGE_SHOP,)),
    _listed("customer-groups", "customer_groups"),
    _listed("tax-groups", "tax_groups"),
    _listed("zones", "zones"),
    _listed("countries", "countries"),
    _listed("carriers", "carriers"),
    _listed("exchange-rates", "exchange_rates"),
    _listed("categories", "categories"),
    _listed("brands", "brands"),
    _listed("suppliers", "suppliers"),
    _listed("price-rules", "price_rules"),
    _listed("cart-rules", "cart_rules"),
    Row("GET", "/events/consumers", "events.consumers", (May.MANAGE_SHOP,)),
    Row("DELETE", "/events/consumers/{consumer}", "events.unsubscribe", (May.MANAGE_SHOP,)),
    Row("GET", "/events/pending", "events.pending", (May.MANAGE_SHOP,)),
    Row("GET", "/events/dead", "events.dead", (May.MANAGE_SHOP,)),
    Row("POST", "/events/revivals", "events.revive", (May.MANAGE_SHOP,)),
    Row("POST", "/events/deliveries", "events.deliver", (May.MANAGE_SHOP,)),
    Row("POST", "/housekeeping", "housekeeping.run", (May.HOUSEKEEPING,)),
)


def _on_webhook(name: str) -> tuple[str, ...]:
    return (f"/webhook/{{webhook}}/{name}",)


_HOOKS = (May.MANAGE_WEBHOOKS,)
_WEBHOOK = "/webhooks/{webhook_id}"
WEBHOOKS = (
    Row("GET", "/webhooks", "webhooks.list", _HOOKS),
    Row("POST", "/webhooks", "webhooks.add", _HOOKS, ("/webhooks",), secret=True),
    Row("GET", _WEBHOOK, "webhooks.get", _HOOKS),
    Row("PATCH", _WEBHOOK, "webhooks.change", _HOOKS, _on_webhook("change")),
    Row("DELETE", _WEBHOOK, "webhooks.remove", _HOOKS, _on_webhook("remove")),
    Row(
        "POST",
        f"{_WEBHOOK}/secret",
        "webhooks.rotate_secret",
        _HOOKS,
        _on_webhook("secret"),
        secret=True,
    ),
    Row("GET", f"{_WEBHOOK}/deliveries", "webhooks.deliveries", _HOOKS),
    Row("POST", f"{_WEBHOOK}/replays", "webhooks.replay", _HOOKS, _on_webhook("replay")),
    Row("POST", f"{_WEBHOOK}/tests", "webhooks.test", _HOOKS, _on_webhook("test")),
)
TABLE = (
    *CUSTOMERS,
    *CARTS,
    *PRODUCTS,
    *VOUCHERS,
    *DELIVERY,
    *FINISHING,
    *ORDERS,
    *SHOP,
    *WEBHOOKS,
)
# What is no endpoint, and why not.
WITHOUT_ENDPOINT = {
    "events.follow": "it ends only with its process",
    "finishing.carry_out": "it does what finishing.place does, for callers in Python",
    "setup.load": "it reads files from where it runs: backoffice-orders load",
}
