"""Every reading method of every port, asked about all that ``shelf.fill`` has written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve

from backoffice_orders.model.customer_filter import EVERY_CUSTOMER, CustomerFilter
from backoffice_orders.model.draft_filter import EVERY_DRAFT, DraftFilter, NamedDraft
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CartId,
    CategoryId,
    EmailId,
    FileId,
    LinkId,
    MessageId,
    OrderId,
    ProductId,
    RequestId,
)
from backoffice_orders.model.order_filter import EVERY_ORDER, Named, OrderFilter
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.contracts.base import FIRST_PAGE, FROM_THE_START
from backoffice_orders.testing.contracts.shelf import (
    AUTOMATIC,
    CRM,
    CUSTOMER,
    FILE,
    GUEST,
    LATER,
    MUG,
    ORDER,
    PEN,
    RULE,
    Act,
)
from backoffice_orders.testing.contracts.webhooks import webhook
from backoffice_orders.testing.samples import CUSTOMERS, EUROPE, EXPRESS, MOMENT, POST, STANDARD_TAX

# By each of what a list can be filtered by.
CUSTOMERS_ASKED_FOR = (
    CustomerFilter(group_id=CUSTOMERS.id),
    CustomerFilter(guest=True),
    CustomerFilter(guest=False),
    CustomerFilter(created_from=MOMENT, created_until=LATER),
)
# By each of what a text may mean, and by a sort of its own.
ORDERS_ASKED_FOR = (
    OrderFilter(Named(ORDER.reference[:4])),
    OrderFilter(Named("", [CUSTOMER])),
    OrderFilter(Named("", [], [MUG.product_id])),
    OrderFilter(Named("", [], [MUG.product_id]), unpaid=True),
    OrderFilter(placed_until=LATER),
)
READS: Mapping[str, tuple[Act, ...]] = {
    "shops.settings": (lambda w: w.shops.settings(),),
    "customers.get": (lambda w: w.customers.get(CUSTOMER), lambda w: w.customers.get(GUEST)),
    "customers.account": (
        lambda w: w.customers.account("cus_1@example.com"),
        lambda w: w.customers.account("new@example.com"),
    ),
    "customers.search": (
        lambda w: w.customers.search("", FIRST_PAGE),
        lambda w: w.customers.search("doe jo", FIRST_PAGE),
        lambda w: w.customers.search("75001 john", FIRST_PAGE),
        lambda w: w.customers.search("new@example.com", FIRST_PAGE),
    ),
    "customers.listed": (
        lambda w: w.customers.listed(EVERY_CUSTOMER, FROM_THE_START),
        *(
            lambda w, asked=asked: w.customers.listed(asked, FROM_THE_START)
            for asked in CUSTOMERS_ASKED_FOR
        ),
    ),
    "customers.count": (
        lambda w: w.customers.count(EVERY_CUSTOMER, 10),
        *(lambda w, asked=asked: w.customers.count(asked, 10) for asked in CUSTOMERS_ASKED_FOR),
    ),
    "customers.groups": (lambda w: w.customers.groups([CUSTOMERS.id]),),
    "customers.all_groups": (lambda w: w.customers.all_groups(),),
    "addresses.get": (lambda w: w.addresses.get(AddressId("addr_1")),),
    "addresses.many": (lambda w: w.addresses.many([AddressId("addr_1"), AddressId("addr_2")]),),
    "addresses.of_customer": (
        lambda w: w.addresses.of_customer(CUSTOMER),
        lambda w: w.addresses.of_customer(CUSTOMER, with_deleted=True),
    ),
    "catalog.many": (lambda w: w.catalog.many([MUG.product_id, ProductId("shirt")]),),
    "catalog.search": (
        lambda w: w.catalog.search("", FIRST_PAGE),
        lambda w: w.catalog.search("mug blu", FIRST_PAGE),
        lambda w: w.catalog.search("400638", FIRST_PAGE),
        lambda w: w.catalog.search("shirt-l", FIRST_PAGE),
    ),
    "catalog.specific_prices": (
        lambda w: w.catalog.specific_prices([MUG.product_id], None),
        lambda w: w.catalog.specific_prices([MUG.product_id, ProductId("shirt")], CUSTOMER),
    ),
    "catalog.all_specific_prices": (lambda w: w.catalog.all_specific_prices(MUG.product_id),),
    "catalog.priced_for": (lambda w: w.catalog.priced_for(CUSTOMER),),
    "catalog.price_rules": (
        lambda w: w.catalog.price_rules(
            [MUG.product_id], [], at=LATER, group_ids=[], countries=[], currencies=[]
        ),
    ),
    "catalog.parents": (lambda w: w.catalog.parents([CategoryId("c_1"), CategoryId("c_2")]),),
    "catalog.all_price_rules": (lambda w: w.catalog.all_price_rules(),),
    "catalog.all_categories": (lambda w: w.catalog.all_categories(),),
    "catalog.all_brands": (lambda w: w.catalog.all_brands(),),
    "catalog.all_suppliers": (lambda w: w.catalog.all_suppliers(),),
    "stock.levels": (
        lambda w: w.stock.levels([MUG, PEN]),
        lambda w: w.stock.levels([MUG], "holder"),
        lambda w: w.stock.levels([MUG, PEN], "cart_1"),
        lambda w: w.stock.levels([MUG, PEN], "cart_2"),
    ),
    "stock.reserved": (
        lambda w: w.stock.reserved("holder"),
        lambda w: w.stock.reserved("another"),
    ),
    "carts.get": (
        lambda w: w.carts.get(CartId("cart_1")),
        lambda w: w.carts.get(CartId("cart_2")),
    ),
    "carts.many": (lambda w: w.carts.many([CartId("cart_1"), CartId("cart_2")]),),
    "carts.versions": (lambda w: w.carts.versions([CartId("cart_1"), CartId("cart_2")]),),
    "carts.taken_from": (lambda w: w.carts.taken_from("basket"),),
    "carts.untouched": (lambda w: w.carts.untouched(LATER, FROM_THE_START),),
    "carts.of_customer": (lambda w: w.carts.of_customer(CUSTOMER, FROM_THE_START),),
    "carts.open_of_customer": (
        lambda w: w.carts.open_of_customer(CUSTOMER, FROM_THE_START),
        lambda w: w.carts.open_of_customer(CUSTOMER, FROM_THE_START, filled=True),
    ),
    "carts.drafts": (
        lambda w: w.carts.drafts(EVERY_DRAFT, FROM_THE_START),
        lambda w: w.carts.drafts(DraftFilter(NamedDraft("ann")), FROM_THE_START),
        lambda w: w.carts.drafts(DraftFilter(NamedDraft("cart_1")), FROM_THE_START),
        lambda w: w.carts.drafts(DraftFilter(assigned_to=ActorId("ann")), FROM_THE_START),
        lambda w: w.carts.drafts(DraftFilter(sent_at=MOMENT), FROM_THE_START),
    ),
    "carts.count_drafts": (
        lambda w: w.carts.count_drafts(EVERY_DRAFT, 10),
        lambda w: w.carts.count_drafts(DraftFilter(sent_at=MOMENT), 10),
    ),
    "carts.customers_with_drafts": (
        lambda w: w.carts.customers_with_drafts(FROM_THE_START),
        lambda w: w.carts.customers_with_drafts(FROM_THE_START, [CUSTOMER]),
    ),
    "answers.of_cart": (
        lambda w: w.answers.of_cart(CartId("cart_1")),
        lambda w: w.answers.of_cart(CartId("cart_2")),
    ),
    "cart_rules.get": (lambda w: w.cart_rules.get(RULE.id),),
    "cart_rules.by_code": (lambda w: w.cart_rules.by_code("CODE-rule_1"),),
    "cart_rules.for_cart": (lambda w: w.cart_rules.for_cart([RULE.id], CUSTOMER, MOMENT),),
    "cart_rules.of_customer": (lambda w: w.cart_rules.of_customer(CUSTOMER),),
    "cart_rules.search": (
        lambda w: w.cart_rules.search("", FIRST_PAGE),
        lambda w: w.cart_rules.search("off te", FIRST_PAGE),
        lambda w: w.cart_rules.search("code-rule", FIRST_PAGE),
        lambda w: w.cart_rules.search("renamed", FIRST_PAGE),
    ),
    "cart_rules.uses": (lambda w: w.cart_rules.uses([RULE.id, AUTOMATIC.id], CUSTOMER),),
    "carriers.countries": (lambda w: w.carriers.countries([Place("FR"), Place("DE")]),),
    "carriers.delivering": (lambda w: w.carriers.delivering([EUROPE.id], []),),
    "carriers.many": (lambda w: w.carriers.many([POST.id, EXPRESS.id]),),
    "carriers.any": (lambda w: w.carriers.any(),),
    "carriers.all_carriers": (lambda w: w.carriers.all_carriers(),),
    "carriers.all_zones": (lambda w: w.carriers.all_zones(),),
    "carriers.all_countries": (lambda w: w.carriers.all_countries(),),
    "tax_rules.groups": (
        lambda w: w.tax_rules.groups([STANDARD_TAX.id], [Place("FR"), Place("DE")]),
    ),
    "tax_rules.all_groups": (lambda w: w.tax_rules.all_groups(),),
    "exchange_rates.rates": (lambda w: w.exchange_rates.rates(["USD", "JPY"]),),
    "exchange_rates.all_rates": (lambda w: w.exchange_rates.all_rates(),),
    "orders.get": (lambda w: w.orders.get(ORDER.id), lambda w: w.orders.get(OrderId("ord_2"))),
    "orders.by_reference": (lambda w: w.orders.by_reference(ORDER.reference),),
    "orders.of_cart": (lambda w: w.orders.of_cart(ORDER.cart_id),),
    "orders.by_idempotency_key": (lambda w: w.orders.by_idempotency_key("key-1"),),
    "orders.many": (lambda w: w.orders.many([ORDER.id, OrderId("ord_2")]),),
    "orders.of_customer": (lambda w: w.orders.of_customer(CUSTOMER, FROM_THE_START),),
    "orders.totals": (lambda w: w.orders.totals(CUSTOMER),),
    "orders.search": (
        lambda w: w.orders.search(EVERY_ORDER, FROM_THE_START),
        *(
            lambda w, asked=asked: w.orders.search(asked, FROM_THE_START)
            for asked in ORDERS_ASKED_FOR
        ),
    ),
    "orders.count": (
        lambda w: w.orders.count(EVERY_ORDER, 10),
        *(lambda w, asked=asked: w.orders.count(asked, 10) for asked in ORDERS_ASKED_FOR),
    ),
    "orders.customers_owing": (
        lambda w: w.orders.customers_owing(FROM_THE_START),
        lambda w: w.orders.customers_owing(FROM_THE_START, [CUSTOMER]),
    ),
    "files.content": (
        lambda w: w.files.content(FILE),
        lambda w: w.files.content(evolve(FILE, id=FileId("file_2"))),
    ),
    "links.get": (lambda w: w.links.get(LinkId("link_1")), lambda w: w.links.get(LinkId("link_2"))),
    "links.of_cart": (lambda w: w.links.of_cart(CartId("cart_1")),),
    "emails.get": (
        lambda w: w.emails.get(EmailId("mail_1")),
        lambda w: w.emails.get(EmailId("mail_2")),
    ),
    "emails.message": (
        lambda w: w.emails.message(EmailId("mail_1")),
        lambda w: w.emails.message(EmailId("mail_2")),
    ),
    "emails.of_cart": (lambda w: w.emails.of_cart(CartId("cart_1")),),
    "viewers.of_carts": (lambda w: w.viewers.of_carts([CartId("cart_1"), CartId("cart_2")]),),
    "requests.get": (
        lambda w: w.requests.get(RequestId("request_1")),
        lambda w: w.requests.get(RequestId("request_2")),
    ),
    "audit.of_subject": (
        lambda w: w.audit.of_subject(SubjectType.CART, "cart_1", FROM_THE_START),
        lambda w: w.audit.of_subject(SubjectType.CART, "cart_1", FROM_THE_START, newest_first=True),
    ),
    "outbox.pending": (lambda w: w.outbox.pending(),),
    "outbox.dead": (lambda w: w.outbox.dead(),),
    "outbox.subscriptions": (lambda w: w.outbox.subscriptions(),),
    "outbox.lengths": (lambda w: w.outbox.lengths(),),
    "outbox.log": (lambda w: w.outbox.log(FROM_THE_START),),
    "outbox.event": (
        lambda w: w.outbox.event(MessageId("m6")),
        lambda w: w.outbox.event(MessageId("m7")),
        lambda w: w.outbox.event(MessageId("m1")),
    ),
    "outbox.of_keys": (lambda w: w.outbox.of_keys(["k", "other", "event"]),),
    "webhooks.get": (
        lambda w: w.webhooks.get(webhook(1).id),
        lambda w: w.webhooks.get(webhook(2).id),
    ),
    "webhooks.all": (lambda w: w.webhooks.all(),),
    "webhooks.attempts": (
        lambda w: w.webhooks.attempts(webhook(1).id, FROM_THE_START),
        lambda w: w.webhooks.attempts(webhook(1).id, FROM_THE_START, failed=True),
    ),
    "webhooks.of_keys": (lambda w: w.webhooks.of_keys(["k", "other"]),),
}

# Questions that change something: they are asked in a transaction that is undone.
PROBES: Mapping[str, tuple[Act, ...]] = {
    "orders": (lambda w: w.orders.next_number(),),
    "outbox": (
        lambda w: w.outbox.claim(CRM, MOMENT, LATER, 10),
        lambda w: w.outbox.claim(CRM, LATER, LATER + timedelta(hours=1), 10),
        lambda w: w.outbox.distribute(10),
        lambda w: w.outbox.forget(LATER, 10),
    ),
    "stock": (
        lambda w: w.stock.give_back("taker"),
        lambda w: w.stock.give_back("holder"),
        lambda w: w.stock.release_lapsed(LATER),
        lambda w: w.stock.levels([MUG, PEN]),
    ),
    "cart_rules": (
        lambda w: w.cart_rules.use(RULE, CUSTOMER, OrderId("probe")),
        lambda w: w.cart_rules.give_back(OrderId("ord_2")),
        lambda w: w.cart_rules.uses([RULE.id, AUTOMATIC.id], GUEST),
    ),
}


def questions(*ports: str) -> list[tuple[str, Act]]:
    """Every question about these ports, or about all, each with a name of its own."""
    return [
        (f"{method} ({number})", act)
        for method, acts in READS.items()
        if not ports or method.partition(".")[0] in ports
        for number, act in enumerate(acts, 1)
    ]
