"""Calls that the filled shop refuses: each error that a port names."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.customers import (
    AddressNotFound,
    AddressOtherCustomer,
    CustomerNotFound,
    EmailTaken,
)
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartNotFound,
    IdempotencyKeyReused,
    OrderNotFound,
    StaleCart,
)
from backoffice_orders.model.errors.host import IdTaken, NotSupported, StorageBusy
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.errors.products import FileRefused, OutOfStock
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.ids import (
    AddressId,
    CartId,
    CartRuleId,
    EmailId,
    FileId,
    LinkId,
    OrderId,
)
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.emails import MESSAGE, email
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.contracts.shelf import (
    AUTOMATIC,
    CART,
    CUSTOMER,
    FILE,
    GUEST,
    LATER,
    MUG,
    ORDER,
    PEN,
    RULE,
    Act,
    demand,
    message,
)
from backoffice_orders.testing.contracts.webhooks import webhook


@frozen
class Refusal:
    """A call that the filled shop refuses, and with which error."""

    method: str
    act: Act
    error: type[BackOfficeError]

    def require_raised(self, work: UnitOfWork) -> None:
        """Fail unless the call raises just this error, or the part does not do this at all."""
        with pytest.raises(BackOfficeError) as refused:
            self.act(work)
        if isinstance(refused.value, NotSupported):
            return
        told = f"{self.method} raises {refused.value!r}, not {self.error.__name__}"
        assert type(refused.value) is self.error, told


NOBODY = samples.customer("cus_9")
REFUSALS: tuple[Refusal, ...] = (
    Refusal("customers.get", lambda w: w.customers.get(NOBODY.id), CustomerNotFound),
    Refusal("customers.add", lambda w: w.customers.add(samples.customer(GUEST)), IdTaken),
    Refusal(
        "customers.add",
        lambda w: w.customers.add(evolve(NOBODY, email="CUS_1@Example.com")),
        EmailTaken,
    ),
    Refusal("customers.save", lambda w: w.customers.save(NOBODY), CustomerNotFound),
    Refusal(
        "customers.save",
        lambda w: w.customers.save(samples.customer(GUEST, email="cus_1@example.com")),
        EmailTaken,
    ),
    Refusal("addresses.get", lambda w: w.addresses.get(AddressId("none")), AddressNotFound),
    Refusal("addresses.add", lambda w: w.addresses.add(samples.address("addr_1")), IdTaken),
    Refusal("addresses.save", lambda w: w.addresses.save(samples.address("n")), AddressNotFound),
    Refusal(
        "addresses.save",
        lambda w: w.addresses.save(samples.address("addr_1", customer_id="cus_2")),
        AddressOtherCustomer,
    ),
    Refusal(
        "stock.take", lambda w: w.stock.take("x", [*demand(PEN, 1), *demand(MUG, 9)]), OutOfStock
    ),
    Refusal(
        "stock.reserve",
        lambda w: w.stock.reserve("holder", [*demand(PEN, 1), *demand(MUG, 9)], LATER),
        OutOfStock,
    ),
    Refusal("carts.get", lambda w: w.carts.get(CartId("none")), CartNotFound),
    Refusal("carts.add", lambda w: w.carts.add(CART), IdTaken),
    Refusal("carts.save", lambda w: w.carts.save(samples.cart("none")), CartNotFound),
    Refusal("carts.save", lambda w: w.carts.save(CART), StaleCart),
    Refusal("carts.save", lambda w: w.carts.save(evolve(CART, version=2)), StaleCart),
    Refusal("cart_rules.get", lambda w: w.cart_rules.get(CartRuleId("none")), RuleNotFound),
    Refusal("cart_rules.by_code", lambda w: w.cart_rules.by_code("none"), RuleNotFound),
    Refusal("cart_rules.add", lambda w: w.cart_rules.add(evolve(RULE, code="X")), IdTaken),
    Refusal(
        "cart_rules.add",
        lambda w: w.cart_rules.add(evolve(RULE, id=CartRuleId("rule_3"))),
        CodeTaken,
    ),
    Refusal("cart_rules.save", lambda w: w.cart_rules.save(samples.rule("none")), RuleNotFound),
    Refusal(
        "cart_rules.save",
        lambda w: w.cart_rules.save(evolve(AUTOMATIC, code="code rule 1")),
        CodeTaken,
    ),
    Refusal(
        "cart_rules.use",
        lambda w: w.cart_rules.use(evolve(RULE, quantity=1), CUSTOMER, OrderId("ord_2")),
        RuleUsedUp,
    ),
    Refusal(
        "cart_rules.use",
        lambda w: w.cart_rules.use(RULE, GUEST, OrderId("ord_2")),
        RuleUsedUpByCustomer,
    ),
    Refusal("orders.get", lambda w: w.orders.get(OrderId("none")), OrderNotFound),
    Refusal("orders.by_reference", lambda w: w.orders.by_reference("none"), OrderNotFound),
    Refusal("orders.add", lambda w: w.orders.add(evolve(ORDER, number=9)), CartAlreadyOrdered),
    Refusal(
        "orders.add",
        lambda w: w.orders.add(samples.order("ord_2", 2, idempotency_key="key-1")),
        IdempotencyKeyReused,
    ),
    Refusal(
        "orders.add",
        lambda w: w.orders.add(samples.order("ord_2", 2, reference=ORDER.reference)),
        IdTaken,
    ),
    Refusal("orders.save", lambda w: w.orders.save(samples.order("none", 9)), OrderNotFound),
    Refusal("orders.save", lambda w: w.orders.save(evolve(ORDER, message="late")), StorageBusy),
    Refusal("files.content", lambda w: w.files.content(evolve(FILE, id=FileId("x"))), FileRefused),
    Refusal("links.get", lambda w: w.links.get(LinkId("none")), LinkInvalid),
    Refusal("links.add", lambda w: w.links.add(link(1)), IdTaken),
    Refusal("links.withdraw", lambda w: w.links.withdraw(link(9)), LinkInvalid),
    Refusal("links.use", lambda w: w.links.use(link(9)), LinkInvalid),
    Refusal("webhooks.get", lambda w: w.webhooks.get(webhook(9).id), WebhookNotFound),
    Refusal("webhooks.add", lambda w: w.webhooks.add(webhook(1)), IdTaken),
    Refusal("webhooks.save", lambda w: w.webhooks.save(webhook(9)), WebhookNotFound),
    Refusal("webhooks.save", lambda w: w.webhooks.save(evolve(webhook(1), version=7)), StorageBusy),
    Refusal("emails.get", lambda w: w.emails.get(EmailId("none")), EmailNotFound),
    Refusal("emails.message", lambda w: w.emails.message(EmailId("none")), EmailNotFound),
    Refusal("emails.add", lambda w: w.emails.add(email(1), MESSAGE), IdTaken),
    Refusal("emails.save", lambda w: w.emails.save(email(9)), EmailNotFound),
    Refusal("outbox.add", lambda w: w.outbox.add(message(9), message(1)), IdTaken),
)
