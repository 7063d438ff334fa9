"""Every writing method of every port, called in the filled shop so that it changes something."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.answers import NO_ANSWERS
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.errors.host import NotSupported
from backoffice_orders.model.ids import (
    BrandId,
    CarrierId,
    CartId,
    CategoryId,
    FileId,
    MessageId,
    OrderId,
    PriceRuleId,
    SupplierId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.outbox import Subscription
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Supplier,
)
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.answers import answers
from backoffice_orders.testing.contracts.emails import MESSAGE, email
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.contracts.requests import request
from backoffice_orders.testing.contracts.shelf import (
    AUTOMATIC,
    CART,
    CRM,
    CUSTOMER,
    FILE,
    LATER,
    ORDER,
    PEN,
    RULE,
    Act,
    demand,
    entry,
    message,
    price,
)
from backoffice_orders.testing.contracts.viewers import viewer
from backoffice_orders.testing.contracts.webhooks import attempt, webhook
from backoffice_orders.testing.samples import MOMENT


@frozen
class Write:
    """A writing method, called.

    Attributes:
        method: "carts.save".
        act: The call, in the filled shop.
        shows: Whether the answers of reading methods are others afterwards.
    """

    method: str
    act: Act
    shows: bool = True

    @property
    def port(self) -> str:
        """The port's name."""
        return self.method.partition(".")[0]

    def do(self, work: UnitOfWork) -> None:
        """Call it, where the part does not say that it does not do this."""
        with suppress(NotSupported):
            self.act(work)


def claimed_and_renewed(work: UnitOfWork) -> None:
    """Renew a lease, which has to be there first."""
    work.outbox.release(CRM, [MessageId("m1")], LATER)
    work.outbox.renew(CRM, [MessageId("m1")], LATER, LATER + timedelta(days=1))


WRITES: tuple[Write, ...] = (
    Write("shops.save", lambda w: w.shops.save(evolve(samples.SETTINGS, name="Other"))),
    Write("customers.add", lambda w: w.customers.add(samples.customer("cus_3"))),
    Write(
        "customers.save",
        lambda w: w.customers.save(samples.customer(CUSTOMER, email="new@example.com")),
    ),
    Write(
        "customers.save_group",
        lambda w: w.customers.save_group(evolve(samples.CUSTOMERS, name="Others")),
    ),
    Write("customers.remove_group", lambda w: w.customers.remove_group(samples.CUSTOMERS.id)),
    Write("addresses.add", lambda w: w.addresses.add(samples.address("addr_2"))),
    Write("addresses.save", lambda w: w.addresses.save(samples.address("addr_1", city="Lyon"))),
    Write("catalog.save_product", lambda w: w.catalog.save_product(samples.SHIRT)),
    Write(
        "catalog.save_specific_prices",
        lambda w: w.catalog.save_specific_prices(samples.MUG.id, [price("6"), price("7")]),
    ),
    Write(
        "catalog.save_price_rule",
        lambda w: w.catalog.save_price_rule(
            CatalogPriceRule(PriceRuleId("pr_2"), percent=Decimal(9))
        ),
    ),
    Write(
        "catalog.save_category",
        lambda w: w.catalog.save_category(Category(CategoryId("c_2"), "Mugs", CategoryId("c_1"))),
    ),
    Write("catalog.save_brand", lambda w: w.catalog.save_brand(Brand(BrandId("b_2"), "Another"))),
    Write(
        "catalog.save_supplier",
        lambda w: w.catalog.save_supplier(Supplier(SupplierId("s_2"), "Another")),
    ),
    Write("catalog.remove_product", lambda w: w.catalog.remove_product(samples.MUG.id)),
    Write("catalog.remove_price_rule", lambda w: w.catalog.remove_price_rule(PriceRuleId("pr_1"))),
    Write("catalog.remove_category", lambda w: w.catalog.remove_category(CategoryId("c_1"))),
    Write("catalog.remove_brand", lambda w: w.catalog.remove_brand(BrandId("b_1"))),
    Write("catalog.remove_supplier", lambda w: w.catalog.remove_supplier(SupplierId("s_1"))),
    Write("stock.set_level", lambda w: w.stock.set_level(PEN, 7)),
    Write("stock.receive", lambda w: w.stock.receive(PEN, 7)),
    Write("stock.take", lambda w: w.stock.take("another", demand(PEN, 1))),
    Write("stock.give_back", lambda w: w.stock.give_back("taker")),
    Write("stock.reserve", lambda w: w.stock.reserve("another", demand(PEN, 1), LATER)),
    Write("stock.confirm", lambda w: w.stock.confirm("holder")),
    Write("stock.release", lambda w: w.stock.release("holder")),
    Write("stock.release_lapsed", lambda w: w.stock.release_lapsed(LATER)),
    Write("carts.add", lambda w: w.carts.add(samples.cart("cart_2"))),
    Write("carts.save", lambda w: w.carts.save(evolve(CART, version=1, language="fr"))),
    Write("answers.keep", lambda w: w.answers.keep(CartId("cart_2"), answers())),
    Write("answers.keep", lambda w: w.answers.keep(CART.id, NO_ANSWERS)),
    Write("cart_rules.add", lambda w: w.cart_rules.add(samples.rule("rule_3"))),
    Write("cart_rules.save", lambda w: w.cart_rules.save(evolve(RULE, name="Renamed"))),
    Write("cart_rules.remove", lambda w: w.cart_rules.remove(AUTOMATIC.id)),
    Write("cart_rules.use", lambda w: w.cart_rules.use(RULE, CUSTOMER, OrderId("ord_2"))),
    Write("cart_rules.use", lambda w: w.cart_rules.use(AUTOMATIC, CUSTOMER, OrderId("ord_3"))),
    Write("cart_rules.give_back", lambda w: w.cart_rules.give_back(OrderId("ord_1"))),
    Write(
        "cart_rules.count_for",
        lambda w: w.cart_rules.count_for([OrderId("ord_1")], CUSTOMER),
    ),
    Write("carriers.save", lambda w: w.carriers.save(samples.EXPRESS)),
    Write("carriers.save_zone", lambda w: w.carriers.save_zone(evolve(samples.EUROPE, name="EU"))),
    Write("carriers.save_country", lambda w: w.carriers.save_country(samples.GERMANY)),
    Write("carriers.remove", lambda w: w.carriers.remove(CarrierId("post"))),
    Write("carriers.remove_zone", lambda w: w.carriers.remove_zone(ZoneId("europe"))),
    Write("carriers.remove_country", lambda w: w.carriers.remove_country("FR")),
    Write(
        "tax_rules.save_group",
        lambda w: w.tax_rules.save_group(evolve(samples.STANDARD_TAX, rules=())),
    ),
    Write("tax_rules.remove_group", lambda w: w.tax_rules.remove_group(TaxGroupId("standard"))),
    Write(
        "exchange_rates.save",
        lambda w: w.exchange_rates.save(ExchangeRate("JPY", Decimal("160.000"))),
    ),
    Write("exchange_rates.remove", lambda w: w.exchange_rates.remove("USD")),
    Write("orders.next_number", lambda w: w.orders.next_number(), shows=False),
    Write("orders.add", lambda w: w.orders.add(samples.order("ord_2", 2))),
    Write("orders.save", lambda w: w.orders.save(evolve(ORDER, version=1, message="Hurry"))),
    Write("files.add", lambda w: w.files.add(evolve(FILE, id=FileId("file_2")), b"new")),
    Write("files.remove", lambda w: w.files.remove(FILE)),
    Write("links.add", lambda w: w.links.add(link(2))),
    Write("links.withdraw", lambda w: w.links.withdraw(evolve(link(1), withdrawn_at=MOMENT))),
    Write("links.use", lambda w: w.links.use(evolve(link(1), used_at=MOMENT))),
    Write("emails.add", lambda w: w.emails.add(email(2), MESSAGE)),
    Write("emails.save", lambda w: w.emails.save(evolve(email(1), sent_at=MOMENT))),
    Write("emails.remove_of_cart", lambda w: w.emails.remove_of_cart(CartId("cart_1"))),
    Write("emails.forget", lambda w: w.emails.forget(LATER + timedelta(days=30), 10)),
    Write("audit.record", lambda w: w.audit.record(entry(2), entry(3))),
    Write("carts.remove", lambda w: w.carts.remove(CartId("cart_1"))),
    Write("audit.erase", lambda w: w.audit.erase(SubjectType.CART, "cart_1")),
    Write("viewers.keep", lambda w: w.viewers.keep(viewer(2))),
    Write("viewers.forget", lambda w: w.viewers.forget(LATER + timedelta(days=30), 10)),
    Write("requests.put", lambda w: w.requests.put(request(2), None)),
    Write(
        "requests.put",
        lambda w: w.requests.put(evolve(request(1), fingerprint="other"), request(1).attempt),
    ),
    Write(
        "requests.forget_answers",
        lambda w: w.requests.forget_answers(),
    ),
    Write("requests.forget", lambda w: w.requests.forget(LATER + timedelta(days=30), 10)),
    Write("links.forget", lambda w: w.links.forget(LATER + timedelta(days=30), 10)),
    Write("audit.forget", lambda w: w.audit.forget(LATER, 10)),
    Write("outbox.add", lambda w: w.outbox.add(message(4), message(5))),
    Write("outbox.claim", lambda w: w.outbox.claim(CRM, MOMENT, LATER, 1), shows=False),
    Write(
        "outbox.release",
        lambda w: w.outbox.release(CRM, [MessageId("m1")], LATER + timedelta(days=1)),
        shows=False,
    ),
    Write("outbox.renew", claimed_and_renewed, shows=False),
    Write(
        "outbox.renew",
        lambda w: w.outbox.renew(CRM, [MessageId("m1")], LATER, LATER + timedelta(days=1)),
        shows=False,
    ),
    Write("outbox.delivered", lambda w: w.outbox.delivered(CRM, MessageId("m1"))),
    Write("outbox.failed", lambda w: w.outbox.failed(CRM, MessageId("m1"), "busy", LATER)),
    Write("outbox.bury", lambda w: w.outbox.bury(CRM, MessageId("m1"), "refused", LATER)),
    Write("outbox.subscribe", lambda w: w.outbox.subscribe(Subscription("new"), past=True)),
    Write("outbox.subscribe", lambda w: w.outbox.subscribe(Subscription("wms", ("cart.*",)))),
    Write("outbox.unsubscribe", lambda w: w.outbox.unsubscribe("wms")),
    Write("outbox.distribute", lambda w: w.outbox.distribute(10)),
    Write("outbox.remove", lambda w: w.outbox.remove(message(1))),
    Write("outbox.forget", lambda w: w.outbox.forget(LATER, 10)),
    Write("outbox.rewrite", lambda w: w.outbox.rewrite(evolve(message(1), payload={"n": 1}))),
    Write("outbox.revive", lambda w: w.outbox.revive(CRM, MessageId("m3"))),
    Write("webhooks.add", lambda w: w.webhooks.add(webhook(2))),
    Write("webhooks.save", lambda w: w.webhooks.save(evolve(webhook(1), note="the crm's"))),
    Write("webhooks.remove", lambda w: w.webhooks.remove(webhook(1).id)),
    Write("webhooks.log", lambda w: w.webhooks.log(attempt(3))),
    Write("webhooks.erase", lambda w: w.webhooks.erase(["k"])),
    Write("webhooks.forget", lambda w: w.webhooks.forget(LATER, 10)),
)
