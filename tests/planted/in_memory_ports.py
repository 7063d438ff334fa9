"""Faults of the memory store's ports that only who knows its tables can plant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from unicodedata import combining, normalize

from attrs import evolve

from backoffice_orders.adapters.memory.answers import MemoryAnswers
from backoffice_orders.adapters.memory.carts import MemoryCarts, MemoryFiles, MemoryOrders
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.customers import MemoryAddresses, MemoryCustomers
from backoffice_orders.adapters.memory.emails import MemoryEmails
from backoffice_orders.adapters.memory.journal import MemoryAudit
from backoffice_orders.adapters.memory.links import MemoryLinks
from backoffice_orders.adapters.memory.outbox import MemoryOutbox, _State
from backoffice_orders.adapters.memory.requests import MemoryRequests
from backoffice_orders.adapters.memory.rules import MemoryCartRules
from backoffice_orders.adapters.memory.stock import MemoryStock
from backoffice_orders.adapters.memory.tables import Table
from backoffice_orders.adapters.memory.viewers import MemoryViewers
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.subjects import key_of
from backoffice_orders.serialization import from_json, to_json
from tests.planted.planting import Patched, deep

Do = Callable[..., Any]


def patched(kind: type[Any], name: str, told: str, instead: Do) -> Patched:
    """A method that does something else: ``instead`` is given what it did, and its arguments."""
    port = PORTS[kind]
    original = getattr(kind, name)

    def planted(self: Any, *a: Any, **k: Any) -> Any:
        return instead(original, self, *a, **k)

    return Patched(f"{port}.{name} {told}", port, kind, name, planted)


def noted(port: Any, name: str) -> Table[Any]:
    """A table more, beside those of a port."""
    table = next(each for each in vars(port).values() if isinstance(each, Table))
    return Table(port._tables, f"planted_{name}", table._shop_id)


def cleared(table: Table[Any]) -> None:
    for key, _ in table.items():
        table.remove(key)


def lowest_first(table: str, moment: str) -> Do:
    """What is old is forgotten in the order of its ids."""

    def forget(do: Do, self: Any, before: datetime, limit: int) -> int:
        self.require_writing()
        rows = getattr(self, table)
        old = [key for key, each in rows.items() if getattr(each, moment) < before]
        for key in old[: max(limit, 0)]:
            rows.remove(key)
            if isinstance(self, MemoryEmails):
                self._messages.remove(key)
        return len(old[: max(limit, 0)])

    return forget


def account_lost(do: Do, self: Any, customer: Any) -> None:
    do(self, customer)
    self._accounts.remove(customer.email_key)


def account_left(do: Do, self: Any, customer: Any) -> None:
    before = self.get(customer.id)
    do(self, customer)
    if customer.guest and not before.guest:
        self._accounts.put(before.email_key, customer.id)


def deleted_later(do: Do, self: Any, address: Any) -> None:
    shown = noted(self, "shown")
    if address.deleted and not self.get(address.id).deleted:
        shown.put(address.id, value=True)
    else:
        shown.remove(address.id)
    do(self, address)


def shown_still(do: Do, self: Any, customer_id: Any, *, with_deleted: bool = False) -> Any:
    shown, every = noted(self, "shown"), do(self, customer_id, with_deleted=True)
    return tuple(each for each in every if with_deleted or not each.deleted or shown.get(each.id))


def switched_once(do: Do, self: Any, product: Any) -> None:
    """A product is found for ever, or never, as it was when it was stored first."""
    known = self._products.get(product.id)
    do(self, product)
    if known is not None and known.active != product.active:
        noted(self, "active").put(product.id, known.active)
    else:
        noted(self, "active").remove(product.id)


def found_as_at_first(do: Do, self: Any, text: str, page: Any) -> Any:
    active = noted(self, "active")
    now = self._products.values()
    before = self._tables._tables.get("products", {})
    shop = self._products._shop_id
    self._tables._tables["products"] = before | {
        (shop, each.id): evolve(each, active=active.get(each.id))
        for each in now
        if active.get(each.id) is not None
    }
    try:
        return do(self, text, page)
    finally:
        self._tables._tables["products"] = before


def noting_prices(do: Do, self: Any, product_id: Any, prices: Any) -> None:
    for each in prices:
        if each.customer_id is not None:
            noted(self, "priced").put((each.customer_id, product_id), value=True)
    do(self, product_id, prices)


def priced_once(do: Do, self: Any, customer_id: Any) -> Any:
    return tuple(id_ for (whose, id_), _ in noted(self, "priced").items() if whose == customer_id)


def taken_by_nothing(do: Do, self: Any, reference: str) -> None:
    nothing = not self.reserved(reference) and not self._taken.get(reference)
    do(self, reference)
    if nothing:
        noted(self, "nothing").put(reference, value=True)


def not_after_nothing(do: Do, self: Any, reference: str, demands: Any) -> None:
    if not noted(self, "nothing").get(reference):
        do(self, reference, demands)


def named_by_item(do: Do, self: Any, now: datetime) -> Any:
    held = [(ref, each) for ref, all_of_it in self._held.items() for each in all_of_it]
    do(self, now)
    return tuple(ref for ref, each in held if each.until <= now)


def one_item_lapses(do: Do, self: Any, now: datetime) -> Any:
    lapsed = [ref for ref, held in self._held.items() if any(each.until <= now for each in held)]
    for reference in lapsed:
        first, *rest = self.reserved(reference)
        self._raise(first.item, first.quantity)
        self._held.put(reference, tuple(rest))
    return tuple(lapsed)


def confirmed_for_all(do: Do, self: Any, reference: str) -> None:
    do(self, reference)
    cleared(self._held)


def with_what_was_taken(do: Do, self: Any, items: Any, reference: str = "") -> Any:
    taken = self._taken.get(reference) or {}
    return {item: n + taken.get(item, 0) for item, n in do(self, items, reference).items()}


def without_answers(do: Do, self: Any, cart_id: Any) -> None:
    do(self, cart_id)
    Table(self._tables, "answers", self._carts._shop_id).remove(cart_id)


def without_links(do: Do, self: Any, cart_id: Any) -> None:
    do(self, cart_id)
    for each in self._links.values():
        if each.cart_id == cart_id:
            self._links.remove(each.id)


def closed_ones_too(do: Do, self: Any, page: Any, among: Any = None) -> Any:
    before, shop = self._tables._tables.get("carts", {}), self._carts._shop_id
    opened = {(shop, each.id): evolve(each, closed=None) for each in self._carts.values()}
    self._tables._tables["carts"] = before | opened
    try:
        return do(self, page, among)
    finally:
        self._tables._tables["carts"] = before


def none_keeps_nothing(do: Do, self: Any, cart_id: Any, answers: Any) -> None:
    do(self, cart_id, answers)
    if not answers:
        cleared(self._answers)


def one_carts_alone(do: Do, self: Any, cart_id: Any, answers: Any) -> None:
    self.require_writing()
    cleared(self._answers)
    do(self, cart_id, answers)


def every_file(do: Do, self: Any, file: Any) -> None:
    do(self, file)
    cleared(self._contents)


def old_code(do: Do, self: Any, rule: Any) -> None:
    before = self.get(rule.id)
    do(self, rule)
    if before.code and before.code != rule.code:
        noted(self, "codes").put(before.code, rule.id)


def by_old_code(do: Do, self: Any, code: str) -> Any:
    known = noted(self, "codes").get(code)
    return self.get(known) if known is not None else do(self, code)


def all_prices(do: Do, self: Any, product_id: Any) -> None:
    do(self, product_id)
    cleared(self._prices)


def all_uses(do: Do, self: Any, rule_id: Any) -> bool:
    removed = bool(do(self, rule_id))
    if removed:
        cleared(self._uses)
    return removed


def as_each_may(do: Do, self: Any, order_ids: Any, customer_id: Any) -> None:
    self.require_writing()
    for (order_id, rule_id), _ in self._uses.items():
        limit = self.get(rule_id).quantity_per_customer
        had = self._counted(rule_id, customer_id).by_customer
        if order_id in order_ids and (limit is None or had < limit):
            do(self, [order_id], customer_id)


def listed_as_at_first(do: Do, self: Any, customer_id: Any) -> Any:
    """What a customer has spent goes by whom an order was placed for."""
    before, shop = self._tables._tables.get("orders", {}), self._orders._shop_id
    placed = {(shop, each.id): evolve(each, moved_to=None) for each in self._orders.values()}
    self._tables._tables["orders"] = before | placed
    try:
        return do(self, customer_id)
    finally:
        self._tables._tables["orders"] = before


def first_keys(do: Do, self: Any, order: Any) -> Any:
    noted(self, "keys").put(order.idempotency_key, order.id)
    noted(self, "carts").put(order.cart_id, order.id)
    return do(self, order)


def by_first(table: str) -> Do:
    def found(do: Do, self: Any, key: str) -> Any:
        known: OrderId | None = noted(self, table).get(key) if key else None
        return None if known is None else self.get(known)

    return found


def messages_left(do: Do, self: Any, before: datetime, limit: int) -> Any:
    kept = self._messages.items()
    count = do(self, before, limit)
    for key, message in kept:
        self._messages.put(key, message)
    return count


def begun_first(do: Do, self: Any, before: datetime, limit: int) -> int:
    self.require_writing()
    begun = [(noted(self, "begun").get(key), key) for key, _ in self._requests.items()]
    old = sorted((at, key) for at, key in begun if at is not None and at < before)
    old = old[: max(limit, 0)]
    for _, key in old:
        self._requests.remove(key)
    return len(old)


def noting_begun(do: Do, self: Any, request: Any, after: Any) -> bool:
    done = bool(do(self, request, after))
    if done and after is None:
        noted(self, "begun").put(request.id, request.begun_at)
    return done


@writes
def after_alone(self: Any, kind: Any, subject: str) -> None:
    key = key_of(kind, subject)
    for number, (of, document) in self._entries.items():
        if of == key:
            erased = evolve(from_json(document, AuditEntry), after={})
            self._entries.put(number, (key, to_json(erased)))


def until_it_was_buried(do: Do, self: Any, consumer: str, id_: Any) -> bool:
    kept = self._kept.get((consumer, id_))
    done = bool(do(self, consumer, id_))
    if done:
        self.release(consumer, [id_], kept.free_from)
    return done


def the_dead_as_well(do: Do, self: Any, consumer: str, ids: Any, free_from: datetime) -> None:
    do(self, consumer, ids, free_from)
    for each in (self._kept.get((consumer, id_)) for id_ in ids):
        if each is not None and each.state is _State.DEAD:
            self._put(evolve(each, free_from=free_from))


@writes
def beyond_the_limit(self: Any, before: datetime, limit: int) -> int:
    unwanted = [] if self.subscriptions() else self._undistributed()
    queues = [unwanted, *(self._in_order(lambda x, s=s: x.state is s) for s in _KEPT)]
    old = [
        kept
        for queue in queues
        for kept in [each for each in queue if each.since < before][: max(limit, 0)]
    ]
    for kept in old:
        self._kept.remove((kept.consumer, kept.id))
    return len(old)


def given_again(do: Do, self: Any, event: Any, subscription: Any) -> None:
    self._kept.remove((subscription.name, event.id))
    do(self, event, subscription)


def folded(told: str, fold: Callable[[str], str]) -> tuple[Patched, ...]:
    """Keys are compared by what a collation makes of them."""

    def key_of_it(key: Any) -> Any:
        if isinstance(key, str):
            return fold(key)
        if not isinstance(key, tuple):
            return key
        parts = [key_of_it(part) for part in key]
        return type(key)(*parts) if hasattr(key, "_fields") else tuple(parts)

    def planted(name: str) -> Patched:
        do = getattr(Table, name)

        def instead(self: Any, key: Any, *a: Any, **k: Any) -> Any:
            return do(self, key_of_it(key), *a, **k)

        return Patched(f"ids {told}: {name}", "", Table, name, instead)

    some = Table.some
    of_several = Patched(
        "some", "", Table, "some", lambda self, keys: some(self, [*map(key_of_it, keys)])
    )
    return *map(planted, ("get", "put", "remove")), of_several


def stored(told: str, change: Callable[[str], str]) -> tuple[Patched]:
    """Texts are stored as something else."""
    put, changed = Table.put, deep(lambda value: change(value) if type(value) is str else value)
    return (
        Patched(
            f"texts are stored {told}",
            "",
            Table,
            "put",
            lambda self, key, value: put(self, key, changed(value)),
        ),
    )


def _bare(text: str) -> str:
    """Without accents."""
    return "".join(each for each in normalize("NFD", text) if not combining(each))


def by_utf_16(do: Do, self: Any) -> Any:
    rows = do(self)
    if not all(isinstance(key, str) for key, _ in rows):
        return rows
    return sorted(rows, key=lambda row: row[0].encode("utf-16-be"))


_KEPT = (_State.LOG, _State.DEAD)
PORTS: dict[type[Any], str] = {
    Table: "",
    MemoryCustomers: "customers",
    MemoryAddresses: "addresses",
    MemoryCatalog: "catalog",
    MemoryStock: "stock",
    MemoryCarts: "carts",
    MemoryAnswers: "answers",
    MemoryFiles: "files",
    MemoryCartRules: "cart_rules",
    MemoryOrders: "orders",
    MemoryLinks: "links",
    MemoryEmails: "emails",
    MemoryViewers: "viewers",
    MemoryRequests: "requests",
    MemoryOutbox: "outbox",
}
# Each is one or two methods that do something else.
PATCHED: tuple[tuple[Patched, ...], ...] = (
    folded("go by NFC", lambda key: normalize("NFC", key)),
    folded("go by NFKC", lambda key: normalize("NFKC", key)),
    folded("have no accents", _bare),
    folded("have no blank at the end", lambda key: key.rstrip(" ")),
    folded("are numbers", lambda key: str(int(key)) if key.isdecimal() else key),
    folded("have no joiners", lambda key: key.replace("\u200d", "")),
    folded("have 1,016 bytes", lambda key: key.encode()[:1016].decode(errors="ignore")),
    stored("without joiners", lambda text: text.replace("\u200d", "")),
    stored("without directions", lambda text: text.replace("\u200f", "")),
    stored("with plain blanks", lambda text: text.replace("\xa0", " ")),
    stored("as a statement's pattern", lambda text: text.replace("%%", "%")),
    (patched(Table, "items", "are sorted by UTF-16", by_utf_16),),
    (patched(MemoryCustomers, "save", "loses the account", account_lost),),
    (patched(MemoryCustomers, "save", "leaves a guest an account", account_left),),
    (
        patched(MemoryAddresses, "save", "leaves what is deleted later in the list", deleted_later),
        patched(MemoryAddresses, "of_customer", "shows it", shown_still),
    ),
    (
        patched(MemoryCatalog, "save_product", "is found as it was at first", switched_once),
        patched(MemoryCatalog, "search", "finds it so", found_as_at_first),
    ),
    (
        patched(MemoryCatalog, "save_specific_prices", "is known for ever", noting_prices),
        patched(MemoryCatalog, "priced_for", "knows it", priced_once),
    ),
    (
        patched(MemoryStock, "confirm", "of nothing is as good as taking", taken_by_nothing),
        patched(MemoryStock, "take", "takes no more", not_after_nothing),
    ),
    (patched(MemoryStock, "confirm", "lets go of what others hold", confirmed_for_all),),
    (patched(MemoryStock, "levels", "adds what was taken", with_what_was_taken),),
    (patched(MemoryStock, "release_lapsed", "names a reference by item", named_by_item),),
    (patched(MemoryStock, "release_lapsed", "lets go of one item", one_item_lapses),),
    (patched(MemoryCarts, "remove", "forgets the answers", without_answers),),
    (patched(MemoryCarts, "remove", "forgets the links", without_links),),
    (patched(MemoryCarts, "customers_with_drafts", "counts closed ones", closed_ones_too),),
    (patched(MemoryAnswers, "keep", "forgets all with one", none_keeps_nothing),),
    (patched(MemoryAnswers, "keep", "keeps one cart's", one_carts_alone),),
    (patched(MemoryFiles, "remove", "removes all", every_file),),
    (
        patched(MemoryCartRules, "save", "is found by its old code still", old_code),
        patched(MemoryCartRules, "by_code", "finds it", by_old_code),
    ),
    (patched(MemoryCatalog, "remove_product", "takes all prices away", all_prices),),
    (patched(MemoryCartRules, "remove", "forgets what others were used", all_uses),),
    (patched(MemoryCartRules, "count_for", "minds what each may have", as_each_may),),
    (patched(MemoryOrders, "totals", "goes by whom it was placed for", listed_as_at_first),),
    (
        patched(MemoryOrders, "add", "is found by its first key", first_keys),
        patched(MemoryOrders, "by_idempotency_key", "finds it", by_first("keys")),
    ),
    (
        patched(MemoryOrders, "add", "is found by its first cart", first_keys),
        patched(MemoryOrders, "of_cart", "finds it", by_first("carts")),
    ),
    (patched(MemoryEmails, "forget", "leaves the messages", messages_left),),
    (
        patched(MemoryRequests, "put", "is as old as its first attempt", noting_begun),
        patched(MemoryRequests, "forget", "goes by that", begun_first),
    ),
    *(
        (patched(kind, "forget", "forgets the lowest ids first", lowest_first(table, moment)),)
        for kind, table, moment in (
            (MemoryLinks, "_links", "ends_at"),
            (MemoryEmails, "_emails", "written_at"),
            (MemoryViewers, "_viewers", "until"),
            (MemoryRequests, "_requests", "begun_at"),
        )
    ),
    (Patched("audit.erase leaves what was before", "audit", MemoryAudit, "erase", after_alone),),
    (patched(MemoryOutbox, "revive", "waits until it was buried", until_it_was_buried),),
    (patched(MemoryOutbox, "release", "moves the dead", the_dead_as_well),),
    (patched(MemoryOutbox, "_give", "gives again what a queue holds", given_again),),
    (
        Patched(
            "outbox.forget looks beyond its limit",
            "outbox",
            MemoryOutbox,
            "forget",
            beyond_the_limit,
        ),
    ),
)
