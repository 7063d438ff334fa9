"""Slips in one method: some of its text is another; those of the memory store."""

from __future__ import annotations

import inspect
from textwrap import dedent
from typing import Any

from attrs import evolve

from backoffice_orders.adapters.memory.answers import MemoryAnswers
from backoffice_orders.adapters.memory.carts import MemoryCarts, MemoryFiles, MemoryOrders
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.customers import MemoryAddresses, MemoryCustomers
from backoffice_orders.adapters.memory.emails import MemoryEmails
from backoffice_orders.adapters.memory.journal import MemoryAudit
from backoffice_orders.adapters.memory.links import MemoryLinks
from backoffice_orders.adapters.memory.outbox import MemoryOutbox, _Kept
from backoffice_orders.adapters.memory.requests import MemoryRequests
from backoffice_orders.adapters.memory.rules import MemoryCartRules
from backoffice_orders.adapters.memory.setup import MemoryCarriers, MemoryTaxRules
from backoffice_orders.adapters.memory.stock import MemoryStock
from backoffice_orders.adapters.memory.viewers import MemoryViewers
from backoffice_orders.adapters.memory.webhooks import MemoryWebhooks
from tests.planted.planting import Patched


def slip(port: str, kind: Any, name: str, told: str, old: str, new: str) -> Patched:
    """A method of a class, or a function of a module, with some of its text replaced."""
    method = inspect.unwrap(getattr(kind, name))
    text = dedent(inspect.getsource(method))
    assert text.count(old) == 1, f"{port}.{name} does not say once: {old}"
    made: dict[str, Any] = {**method.__globals__, "evolve": evolve}
    exec(f"from __future__ import annotations\n{text.replace(old, new)}", made)
    return Patched(f"{port}.{name} {told}", port, kind, name, made[name])


SLIPS: tuple[Patched, ...] = (
    slip(
        "carts",
        MemoryCarts,
        "_listed",
        "goes on from where an entry stands now",
        "moment, id_ = after\n",
        "moment, id_ = after\n"
        "        c = self._carts.get(id_)\n"
        "        moment = c.updated_at if c else moment\n",
    ),
    slip(
        "carts",
        MemoryCarts,
        "untouched",
        "goes on from where an entry stands now",
        "    infos =",
        "    if after and (c := self._carts.get(after[1])):\n"
        "        rest = [each for each in rest if (each.updated_at, each.id) > "
        "(c.updated_at, c.id)]\n"
        "    infos =",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "listed",
        "goes on from where an entry stands now",
        "moment, id_ = after\n",
        "moment, id_ = after\n"
        "        c = self._customers.get(id_)\n"
        "        moment = c.created_at if c else moment\n",
    ),
    slip(
        "carts",
        MemoryCarts,
        "many",
        "answers a thousand",
        "for cart_id in cart_ids)",
        "for cart_id in list(cart_ids)[:1000])",
    ),
    slip(
        "stock",
        MemoryStock,
        "levels",
        "answers a thousand",
        "for item in items}",
        "for item in list(items)[:1000]}",
    ),
    slip(
        "carts",
        MemoryCarts,
        "save",
        "refuses what is ordered",
        "if current.version != cart.version:",
        "if current.version != cart.version or current.ordered:",
    ),
    slip(
        "files",
        MemoryFiles,
        "remove",
        "removes all of that content",
        "    self._contents.remove(file.id)",
        "    there = self._contents.get(file.id)\n"
        "    for id_, content in self._contents.items():\n"
        "        if content == there:\n"
        "            self._contents.remove(id_)",
    ),
    slip(
        "files",
        MemoryFiles,
        "add",
        "leaves noughts at the end",
        "self._contents.put(file.id, content)",
        "self._contents.put(file.id, content.rstrip(b'\\0'))",
    ),
    slip(
        "orders",
        MemoryOrders,
        "by_reference",
        "minds no hyphens",
        "if reference_key(order.reference) == wanted:",
        "if reference_key(order.reference).replace('-', '') == wanted.replace('-', ''):",
    ),
    slip(
        "orders",
        MemoryOrders,
        "by_reference",
        "compares small letters",
        "if reference_key(order.reference) == wanted:",
        "if order.reference.lower() == reference.strip().lower():",
    ),
    slip(
        "orders",
        MemoryOrders,
        "search",
        "sorts numbers of 32 bits",
        "key=lambda order: order.number,",
        "key=lambda order: order.number % 2**32,",
    ),
    slip(
        "orders",
        MemoryOrders,
        "search",
        "goes on after what is there still",
        "found = [order for order in found if order.number < after]",
        "there = any(order.number == after for order in found)\n"
        "        found = [order for order in found if there and order.number < after]",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "save",
        "frees an address with the next transaction",
        "    before = self.get(customer.id)\n    self._claim_email(customer)\n",
        "    before = self.get(customer.id)\n"
        "    if customer.email_key in vars(self).setdefault('gone', set()):\n"
        "        raise EmailTaken(customer.email, before.id)\n"
        "    self._claim_email(customer)\n"
        "    self.gone.add(before.email_key)\n",
    ),
    slip(
        "stock",
        MemoryStock,
        "reserve",
        "ends no hold earlier",
        "    self._lower(reference, merged(demands))\n",
        "    until = max([until, *(each.until for each in self.reserved(reference))])\n"
        "    self._lower(reference, merged(demands))\n",
    ),
    slip(
        "stock",
        MemoryStock,
        "release_lapsed",
        "gives back what was taken",
        "self.release(reference)",
        "self.release(reference)\n        self.give_back(reference)",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "bury",
        "goes by the end of the lease",
        "state=_State.DEAD, free_from=at)",
        "state=_State.DEAD, free_from=max(at, kept.free_from or at))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "takes numbers for whole ones",
        "code_match_rank(code, product.search_codes),",
        "code_match_rank(code.lstrip('0') or code, [n.lstrip('0') for n in product.search_codes]),",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "looks at some combinations",
        "code_match_rank(code, product.search_codes),",
        "code_match_rank(code, product.search_codes[:6]),",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "counts no words",
        "match_rank(query, product.search_words),",
        "None if match_rank(query, product.search_words) is None else 0,",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "save_product",
        "forgets the prices of what is switched off",
        "self._products.put(product.id, product)",
        "self._products.put(product.id, product)\n"
        "    if not product.active:\n"
        "        self._prices.remove(product.id)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "versions",
        "goes through its ids twice",
        "return {cart_id: cart.version for cart_id, cart in self.many(cart_ids).items()}",
        "list(cart_ids); return {cart_id: cart.version for cart_id, cart in "
        "self.many(cart_ids).items()}",
    ),
    slip(
        "carts",
        MemoryCarts,
        "many",
        "goes through its ids twice",
        "found = ((cart_id, self._carts.get(cart_id)) for cart_id in cart_ids)",
        "list(cart_ids); found = ((cart_id, self._carts.get(cart_id)) for cart_id in cart_ids)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "taken_from",
        "minds no blanks around a reference",
        "if not reference:\n"
        "        return None\n"
        "    return next((cart for cart in self._carts.values() if "
        "cart.taken_from == reference)",
        "if not reference.strip():\n"
        "        return None\n"
        "    return next((cart for cart in self._carts.values() if "
        "cart.taken_from.strip() == reference.strip())",
    ),
    slip(
        "carts",
        MemoryCarts,
        "taken_from",
        "finds by the beginning",
        "if cart.taken_from == reference)",
        "if cart.taken_from.startswith(reference))",
    ),
    slip(
        "carts",
        MemoryCarts,
        "taken_from",
        "does not know what was ordered",
        "if cart.taken_from == reference)",
        "if cart.taken_from == reference and not cart.ordered)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "add",
        "gives the id of an ended cart again",
        "if self._carts.get(cart.id) is not None:",
        "if (c:=self._carts.get(cart.id)) is not None and c.open:",
    ),
    slip(
        "carts",
        MemoryCarts,
        "add",
        "names the reference before the id",
        "if self._carts.get(cart.id) is not None:\n"
        '        raise IdTaken("cart", cart.id)\n'
        "    if self.taken_from(cart.taken_from) is not None:\n"
        '        raise IdTaken("cart taken in", cart.taken_from)',
        "if self.taken_from(cart.taken_from) is not None:\n"
        '        raise IdTaken("cart taken in", cart.taken_from)\n'
        "    if self._carts.get(cart.id) is not None:\n"
        '        raise IdTaken("cart", cart.id)',
    ),
    slip(
        "carts",
        MemoryCarts,
        "save",
        "tells the next version as the current one",
        "raise StaleCart(cart.id, cart.version, current.version)",
        "raise StaleCart(cart.id, cart.version, cart.version+1)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "of_customer",
        "takes carts of nobody for the customer's",
        "lambda cart: cart.customer_id == customer_id)",
        "lambda cart: (cart.customer_id or customer_id) == customer_id)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "open_of_customer",
        "takes carts of nobody for the customer's",
        "cart.customer_id == customer_id and cart.open",
        "(cart.customer_id or customer_id) == customer_id and cart.open",
    ),
    slip(
        "carts",
        MemoryCarts,
        "open_of_customer",
        "counts lines alone as something in it",
        "not (filled and cart.empty)",
        "not (filled and not cart.lines)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "open_of_customer",
        "counts a name as something in it",
        "not (filled and cart.empty)",
        "not (filled and cart.empty and not cart.name)",
    ),
    slip(
        "carts",
        MemoryCarts,
        "_listed",
        "sorts by the second",
        "key=lambda cart: cart.updated_at, reverse=True",
        "key=lambda cart: cart.updated_at.replace(microsecond=0), reverse=True",
    ),
    slip(
        "carts",
        MemoryCarts,
        "_is_draft",
        "looks at the last link of a cart alone",
        "links[link.cart_id].append(link)",
        "links[link.cart_id] = [link]",
    ),
    slip(
        "carts",
        MemoryCarts,
        "_is_draft",
        "looks at the first link of a cart alone",
        "links[link.cart_id].append(link)",
        "links[link.cart_id] = links[link.cart_id] or [link]",
    ),
    slip(
        "carts",
        MemoryCarts,
        "remove",
        "leaves what has ended",
        "self._carts.remove(cart_id)",
        "c = self._carts.get(cart_id)\n    if c is None or c.open: self._carts.remove(cart_id)",
    ),
    slip(
        "files",
        MemoryFiles,
        "add",
        "writes line ends in its own way",
        "self._contents.put(file.id, content)",
        'self._contents.put(file.id, content.replace(b"\\r\\n", b"\\n"))',
    ),
    slip(
        "orders",
        MemoryOrders,
        "many",
        "counts its ids first",
        "found = ((order_id, self._orders.get(order_id)) for order_id in order_ids)",
        "len(order_ids); found = ((order_id, self._orders.get(order_id)) for "
        "order_id in order_ids)",
    ),
    slip(
        "orders",
        MemoryOrders,
        "by_idempotency_key",
        "minds no case",
        "if each.idempotency_key == key)",
        "if each.idempotency_key.lower() == key.lower())",
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "takes two keys for one that differ by case",
        "if key and any(other.idempotency_key == key for other in others)",
        "if key and any(other.idempotency_key.lower() == key.lower() for other in others)",
    ),
    slip(
        "orders",
        MemoryOrders,
        "by_idempotency_key",
        "minds no blanks around a key",
        "if each.idempotency_key == key)",
        "if each.idempotency_key.strip() == key.strip())",
    ),
    slip(
        "orders",
        MemoryOrders,
        "by_idempotency_key",
        "compares 32 letters",
        "if each.idempotency_key == key)",
        "if each.idempotency_key[:32] == key[:32])",
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "gives the cart of a cancelled order free",
        "if other.cart_id == order.cart_id:",
        "if other.cart_id == order.cart_id and not other.cancelled:",
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "gives the key of a cancelled order free",
        "if key and any(other.idempotency_key == key for other in others)",
        "if key and any(other.idempotency_key == key and not other.cancelled for other in others)",
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "gives the reference of a cancelled order free",
        "if any(reference_key(other.reference) == reference for other in others):",
        "if any(reference_key(other.reference) == reference and not "
        "other.cancelled for other in others):",
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "gives the number of a cancelled order free",
        "if any(other.number == order.number for other in others):",
        "if any(other.number == order.number and not other.cancelled for other in others):",
    ),
    slip(
        "orders",
        MemoryOrders,
        "search",
        "sorts numbers as texts",
        "key=lambda order: order.number, reverse=True",
        "key=lambda order: str(order.number), reverse=True",
    ),
    slip(
        "orders",
        MemoryOrders,
        "customers_owing",
        "looks at the newest order of each alone",
        "found = (each.customer_id for each in self._orders.values() if each.unpaid)",
        "last={e.customer_id: e for e in sorted(self._orders.values(), "
        "key=lambda e:e.number)}\n"
        "    found = (c for c,e in last.items() if e.unpaid)",
    ),
    slip(
        "orders",
        MemoryOrders,
        "save",
        "names another's key before a stale version",
        "if self.get(order.id).version != order.version:\n"
        '        raise StorageBusy(f"order {order.id} was changed meanwhile")\n'
        "    others = [each for each in self._orders.values() if each.id != "
        "order.id]\n"
        "    self._require_own_keys(order, others)",
        "others = [each for each in self._orders.values() if each.id != "
        "order.id]\n"
        "    self._require_own_keys(order, others)\n"
        "    if self.get(order.id).version != order.version:\n"
        '        raise StorageBusy(f"order {order.id} was changed meanwhile")',
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "names the reference before the id",
        "if any(other.id == order.id for other in others):\n"
        '        raise IdTaken("order", order.id)\n'
        "    if any(reference_key(other.reference) == reference for other in "
        "others):\n"
        '        raise IdTaken("order reference", order.reference)',
        "if any(reference_key(other.reference) == reference for other in "
        "others):\n"
        '        raise IdTaken("order reference", order.reference)\n'
        "    if any(other.id == order.id for other in others):\n"
        '        raise IdTaken("order", order.id)',
    ),
    slip(
        "orders",
        MemoryOrders,
        "_require_own_keys",
        "names the number before the reference",
        "if any(reference_key(other.reference) == reference for other in "
        "others):\n"
        '        raise IdTaken("order reference", order.reference)\n'
        "    if any(other.number == order.number for other in others):\n"
        '        raise IdTaken("order number", str(order.number))',
        "if any(other.number == order.number for other in others):\n"
        '        raise IdTaken("order number", str(order.number))\n'
        "    if any(reference_key(other.reference) == reference for other in "
        "others):\n"
        '        raise IdTaken("order reference", order.reference)',
    ),
    slip(
        "customers",
        MemoryCustomers,
        "_claim_email",
        "gives the address of who was merged free",
        "if owner is not None and owner != customer.id:",
        "if owner is not None and owner != customer.id and self.get(owner).merged_into is None:",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "_claim_email",
        "gives the address of who is switched off free",
        "if owner is not None and owner != customer.id:",
        "if owner is not None and owner != customer.id and self.get(owner).active:",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "account",
        "does not know who is switched off",
        "return None if customer_id is None else self.get(customer_id)",
        "return None if customer_id is None or not "
        "self.get(customer_id).active else self.get(customer_id)",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "listed",
        "sorts by the second",
        "key=lambda each: each.created_at,\n        reverse=True",
        "key=lambda each: each.created_at.replace(microsecond=0),\n        reverse=True",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "search",
        "looks at the last address alone",
        "addresses[address.customer_id].append(address)",
        "addresses[address.customer_id] = [address]",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "search",
        "looks at the first address alone",
        "addresses[address.customer_id].append(address)",
        "addresses[address.customer_id] = addresses[address.customer_id] or [address]",
    ),
    slip(
        "customers",
        MemoryCustomers,
        "groups",
        "takes lists alone",
        "return tuple(self._groups.some(group_ids))",
        "group_ids[0:1]; return tuple(self._groups.some(group_ids))",
    ),
    slip(
        "addresses",
        MemoryAddresses,
        "of_customer",
        "sorts by city",
        "return tuple(\n        address\n        for address in self._addresses.values()",
        "return tuple(\n"
        "        address\n"
        "        for address in sorted(self._addresses.values(), key=lambda a: "
        "(a.city, a.id))",
    ),
    slip(
        "addresses",
        MemoryAddresses,
        "of_customer",
        "answers what others have deleted",
        "if address.customer_id == customer_id and (with_deleted or not address.deleted)",
        "if (address.customer_id == customer_id and not address.deleted) or "
        "(with_deleted and address.deleted)",
    ),
    slip(
        "addresses",
        MemoryAddresses,
        "many",
        "takes lists alone",
        "found = {address_id: self._addresses.get(address_id) for address_id in address_ids}",
        "address_ids[:0]; found = {address_id: self._addresses.get(address_id) "
        "for address_id in address_ids}",
    ),
    slip(
        "emails",
        MemoryEmails,
        "add",
        "cuts the message at 64 KB",
        "self._messages.put(email.id, message)",
        "self._messages.put(email.id, message[:65535])",
    ),
    slip(
        "emails",
        MemoryEmails,
        "forget",
        "leaves what was sent",
        "if each.written_at < before)",
        "if each.written_at < before and each.sent_at is None)",
    ),
    slip(
        "emails",
        MemoryEmails,
        "forget",
        "leaves what has failed",
        "if each.written_at < before)",
        "if each.written_at < before and not each.error)",
    ),
    slip(
        "emails",
        MemoryEmails,
        "remove_of_cart",
        "leaves what was sent",
        "for email in self.of_cart(cart_id):",
        "for email in [e for e in self.of_cart(cart_id) if not e.sent_at]:",
    ),
    slip(
        "audit",
        MemoryAudit,
        "of_subject",
        "minds no case",
        "if of == key]",
        "if of.lower() == key.lower()]",
    ),
    slip(
        "links",
        MemoryLinks,
        "use",
        "refuses what has expired",
        "if stored.used_at is not None:",
        "if stored.used_at is not None or stored.expires_at <= link.used_at:",
    ),
    slip(
        "links",
        MemoryLinks,
        "use",
        "lets links of some purposes be used again",
        "if stored.used_at is not None:",
        "if stored.used_at is not None and stored.opens_once:",
    ),
    slip(
        "links",
        MemoryLinks,
        "use",
        "stores the moment alone",
        "self._links.put(link.id, link.keeping(stored))\n    return True",
        "self._links.put(link.id, evolve(stored, used_at=link.used_at))\n    return True",
    ),
    slip(
        "links",
        MemoryLinks,
        "withdraw",
        "keeps the first withdrawal",
        "self._links.put(link.id, link.keeping(self.get(link.id)))",
        "s=self.get(link.id)\n"
        "    self._links.put(link.id, evolve(link.keeping(s), "
        "withdrawn_at=s.withdrawn_at or link.withdrawn_at))",
    ),
    slip(
        "links",
        MemoryLinks,
        "withdraw",
        "keeps the first use",
        "self._links.put(link.id, link.keeping(self.get(link.id)))",
        "s=self.get(link.id)\n"
        "    self._links.put(link.id, evolve(link.keeping(s), "
        "used_at=s.used_at or link.used_at))",
    ),
    slip(
        "links",
        MemoryLinks,
        "withdraw",
        "takes a withdrawal back",
        "self._links.put(link.id, link.keeping(self.get(link.id)))",
        "s=self.get(link.id)\n"
        "    self._links.put(link.id, evolve(link, used_at=link.used_at or "
        "s.used_at))",
    ),
    slip(
        "links",
        MemoryLinks,
        "forget",
        "goes by a withdrawal after the end",
        "sorted((link.ends_at, link.id)",
        "sorted((link.withdrawn_at or link.expires_at, link.id)",
    ),
    slip(
        "links",
        MemoryLinks,
        "forget",
        "goes by the use",
        "sorted((link.ends_at, link.id)",
        "sorted((link.used_at or link.ends_at, link.id)",
    ),
    slip(
        "links",
        MemoryLinks,
        "forget",
        "leaves links of some purposes",
        "for link in self._links.values())\n    old",
        "for link in self._links.values() if link.opens_once)\n    old",
    ),
    slip(
        "links",
        MemoryLinks,
        "forget",
        "leaves what was used",
        "for link in self._links.values())\n    old",
        "for link in self._links.values() if not link.used_at)\n    old",
    ),
    slip(
        "links",
        MemoryLinks,
        "of_cart",
        "sorts by the second",
        "(link.created_at, link.id)",
        "(link.created_at.replace(microsecond=0), link.id)",
    ),
    slip(
        "viewers",
        MemoryViewers,
        "forget",
        "goes by the second",
        "if until < before]",
        "if until.replace(microsecond=0) < before]",
    ),
    slip(
        "viewers",
        MemoryViewers,
        "of_carts",
        "sorts by the end",
        "for each in self._viewers.values() if each.cart_id in wanted",
        "for each in sorted(self._viewers.values(), key=lambda v:v.until) if "
        "each.cart_id in wanted",
    ),
    slip(
        "requests",
        MemoryRequests,
        "get",
        "minds no case",
        "return self._requests.get(request_id)",
        "return next((r for r in self._requests.values() if "
        "r.id.lower()==request_id.lower()), None)",
    ),
    slip(
        "webhooks",
        MemoryWebhooks,
        "of_keys",
        "sorts by moment",
        "return tuple(each for each in self._attempts.values() if each.key in keys)",
        "return tuple(sorted((each for each in self._attempts.values() if "
        "each.key in keys), key=lambda a:a.at))",
    ),
    slip(
        "webhooks",
        MemoryWebhooks,
        "erase",
        "leaves what has failed",
        "if attempt.key in keys:",
        "if attempt.key in keys and attempt.succeeded:",
    ),
    slip(
        "webhooks",
        MemoryWebhooks,
        "forget",
        "leaves what has failed",
        "for number, attempt in self._attempts.items())\n    old",
        "for number, attempt in self._attempts.items() if attempt.succeeded)\n    old",
    ),
    slip(
        "webhooks",
        MemoryWebhooks,
        "attempts",
        "takes an answer for a success",
        "not (failed and attempt.succeeded)",
        "not (failed and attempt.status is not None)",
    ),
    slip(
        "webhooks",
        MemoryWebhooks,
        "log",
        "gives a number again",
        "self._attempts.append(attempt)",
        "self._attempts.put(len(self._attempts.items())+1, attempt)",
    ),
    slip(
        "answers",
        MemoryAnswers,
        "of_cart",
        "finds by the beginning",
        "found = self._answers.get(cart_id)",
        "found = next((v for k,v in self._answers.items() if k.startswith(cart_id)), None)",
    ),
    slip(
        "stock",
        MemoryStock,
        "levels",
        "minds no case",
        "self._levels.get(item) or 0) + held",
        "next((v for k,v in self._levels.items() if "
        "k.product_id.lower()==item.product_id.lower() and "
        "k.combination_id==item.combination_id), 0)) + held",
    ),
    slip(
        "stock",
        MemoryStock,
        "reserve",
        "ends holds at the second",
        "each.quantity, until) for each",
        "each.quantity, until.replace(microsecond=0)) for each",
    ),
    slip(
        "stock",
        MemoryStock,
        "reserve",
        "sorts by product alone",
        "tuple(sorted(held, key=lambda each: each.item))",
        "tuple(sorted(held, key=lambda each: each.item.product_id))",
    ),
    slip(
        "stock",
        MemoryStock,
        "release_lapsed",
        "goes by the second",
        "each.until <= now",
        "each.until.replace(microsecond=0) <= now",
    ),
    slip(
        "stock",
        MemoryStock,
        "release_lapsed",
        "lets go of ten",
        "for reference in lapsed:\n",
        "lapsed = lapsed[:10]\n    for reference in lapsed:\n",
    ),
    slip(
        "stock",
        MemoryStock,
        "_lower",
        "goes below zero once",
        "if left < each.quantity and not each.may_go_below_zero:",
        "if left < each.quantity and not (each.may_go_below_zero and left >= 0):",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "use",
        "takes a limit of zero for none",
        "if rule.quantity is not None and used.total",
        "if rule.quantity and used.total",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "for_cart",
        "sorts by priority",
        "for rule in self._rules.values()\n        if rule.id in granted or",
        "for rule in sorted(self._rules.values(), key=lambda r: r.sort_key)\n"
        "        if rule.id in granted or",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "for_cart",
        "answers a rule as often as it is granted",
        "return tuple(\n"
        "        rule\n"
        "        for rule in self._rules.values()\n"
        "        if rule.id in granted or",
        "return tuple(\n"
        "        rule\n"
        "        for rule in self._rules.values()\n"
        "        for _ in range(max(1, list(granted).count(rule.id)))\n"
        "        if rule.id in granted or",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "of_customer",
        "leaves out what has no code",
        "if rule.customer_id == customer_id)",
        "if rule.customer_id == customer_id and rule.code)",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "of_customer",
        "leaves out what is used up",
        "if rule.customer_id == customer_id)",
        "if rule.customer_id == customer_id and self._left(rule))",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "search",
        "leaves out what is used up",
        "for rule in self._rules.values()),\n        page",
        "for rule in self._rules.values() if self._left(rule)),\n        page",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "search",
        "finds the middle of a code",
        "match_rank(code, rule.search_words) if code else None",
        "(0 if code and code[0] in code_key(rule.code) else match_rank(code, "
        "rule.search_words)) if code else None",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "search",
        "finds whole codes alone",
        "match_rank(code, rule.search_words) if code else None",
        "(1 if code and code[0] == code_key(rule.code) else None) if code else None",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "search",
        "finds nothing by signs alone",
        "code = code_words(query_text(text)) if query else ()",
        "code = code_words(query_text(text))\n    if text and not query: query = ('~none',)",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "_require_free_code",
        "gives the code of an expired rule free",
        "if other is not None and other.id != rule.id:",
        "if other is not None and other.id != rule.id and other.valid_until is None:",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "_require_free_code",
        "gives the code of a disabled rule free",
        "if other is not None and other.id != rule.id:",
        "if other is not None and other.id != rule.id and other.enabled:",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "_require_free_code",
        "tells the code that is stored",
        "raise CodeTaken(rule.code)",
        "raise CodeTaken(other.code)",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "remove",
        "leaves what is disabled",
        "if self._rules.get(rule_id) is None or self._counted(rule_id, None).total:",
        "if self._rules.get(rule_id) is None or not self.get(rule_id).enabled "
        "or self._counted(rule_id, None).total:",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "_counted",
        "minds no case of customers",
        "customers.count(customer_id) if customer_id else 0",
        "[c.lower() for c in customers].count(customer_id.lower()) if customer_id else 0",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "use",
        "counts an order again for another customer",
        "if self._uses.get(key) is not None:\n        return",
        "if self._uses.get(key) is not None and self._uses.get(key)[1] == "
        "customer_id:\n"
        "        return",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "use",
        "moves an order's use to another customer",
        "if self._uses.get(key) is not None:\n        return",
        "if self._uses.get(key) is not None:\n"
        "        self._uses.put(key, (rule.id, customer_id)); return",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "use",
        "refuses what is disabled",
        "key = (order_id, rule.id)\n",
        "if not rule.enabled: raise RuleNotFound(rule.id)\n    key = (order_id, rule.id)\n",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "count_for",
        "takes lists alone",
        "for key, (rule_id, _) in self._uses.items():\n        if key[0] in order_ids",
        "order_ids[:0]\n"
        "    for key, (rule_id, _) in self._uses.items():\n"
        "        if key[0] in order_ids",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "give_back",
        "minds no case",
        "if key[0] == order_id and",
        "if key[0].lower() == order_id.lower() and",
    ),
    slip(
        "cart_rules",
        MemoryCartRules,
        "uses",
        "takes lists alone",
        "counts = {rule_id",
        "rule_ids[:0]\n    counts = {rule_id",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "many",
        "takes lists alone",
        "found = {product_id: self._products.get(product_id) for product_id in product_ids}",
        "product_ids[:0]; found = {product_id: self._products.get(product_id) "
        "for product_id in product_ids}",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "specific_prices",
        "answers a customer's own first",
        "for product_id in sorted(set(product_ids))\n"
        "        for price in self._prices.get(product_id) or ()",
        "for product_id in sorted(set(product_ids))\n"
        "        for price in sorted(self._prices.get(product_id) or (), "
        "key=lambda p: p.customer_id is None)",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "specific_prices",
        "sorts by quantity",
        "for price in self._prices.get(product_id) or ()\n        if",
        "for price in sorted(self._prices.get(product_id) or (), key=lambda p: "
        "p.from_quantity)\n"
        "        if",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "specific_prices",
        "minds no case of customers",
        "if price.customer_id is None or price.customer_id == customer_id",
        "if price.customer_id is None or price.customer_id.lower() == (customer_id or '').lower()",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "priced_for",
        "leaves out what is over",
        "if any(price.customer_id == customer_id for price in prices)",
        "if any(price.customer_id == customer_id and price.valid_until is None "
        "for price in prices)",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "save_specific_prices",
        "keeps equal prices once",
        "self._prices.put(product_id, tuple(prices))",
        "self._prices.put(product_id, tuple(dict.fromkeys(prices)))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "price_rules",
        "sorts by percent",
        "for rule in self._price_rules.values()\n        if rule.can_hold",
        "for rule in sorted(self._price_rules.values(), key=lambda r: "
        "r.percent or 0)\n"
        "        if rule.can_hold",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "parents",
        "goes up three steps",
        "left.append(category.parent_id)",
        "len(found) < 3 and left.append(category.parent_id)",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "remove_category",
        "takes away what is below",
        "self._categories.remove(category_id)",
        "self._categories.remove(category_id)\n"
        "    for c in self._categories.values():\n"
        "        if c.parent_id == category_id: self._categories.remove(c.id)",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "remove_category",
        "moves what is below up",
        "self._categories.remove(category_id)",
        "self._categories.remove(category_id)\n"
        "    for c in self._categories.values():\n"
        "        if c.parent_id == category_id: self._categories.put(c.id, "
        "evolve(c, parent_id=None))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "remove_brand",
        "takes it from its products",
        "self._brands.remove(brand_id)",
        "self._brands.remove(brand_id)\n"
        "    for p in self._products.values():\n"
        "        if getattr(p,'brand_id',None) == brand_id: "
        "self._products.put(p.id, evolve(p, brand_id=None))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "remove_category",
        "takes it from its products",
        "self._categories.remove(category_id)",
        "self._categories.remove(category_id)\n"
        "    for p in self._products.values():\n"
        "        if category_id in p.category_ids: self._products.put(p.id, "
        "evolve(p, category_ids=tuple(c for c in p.category_ids if "
        "c!=category_id)))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "finds nothing by signs alone",
        "query, code = query_words(text), normalize_code(query_text(text))",
        "query, code = query_words(text), normalize_code(query_text(text))\n"
        "    if text and not query: query=('~',)",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "looks at descriptions",
        "match_rank(query, product.search_words)",
        "match_rank(query, (*product.search_words, *product.description.lower().split()))",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "looks at three words",
        "query, code = query_words(text),",
        "query, code = query_words(text)[:3],",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "search",
        "looks at categories",
        "match_rank(query, product.search_words)",
        "match_rank(query, (*product.search_words, *[w for c in "
        "product.category_ids if self._categories.get(c) for w in "
        "self._categories.get(c).name.lower().split()]))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "delivering",
        "sorts by position",
        "for carrier in self._carriers.values()\n        if carrier.active",
        "for carrier in sorted(self._carriers.values(), key=lambda c: "
        "c.position)\n"
        "        if carrier.active",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "delivering",
        "sorts by name",
        "for carrier in self._carriers.values()\n        if carrier.active",
        "for carrier in sorted(self._carriers.values(), key=lambda c: c.name)\n"
        "        if carrier.active",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "all_carriers",
        "sorts by position",
        "return tuple(self._carriers.values())",
        "return tuple(sorted(self._carriers.values(), key=lambda c: c.position))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "all_carriers",
        "sorts by name",
        "return tuple(self._carriers.values())",
        "return tuple(sorted(self._carriers.values(), key=lambda c: c.name))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "all_zones",
        "sorts by name",
        "return tuple(self._zones.values())",
        "return tuple(sorted(self._zones.values(), key=lambda c: c.name))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "all_countries",
        "sorts by zone",
        "return tuple(self._countries.values())",
        "return tuple(sorted(self._countries.values(), key=lambda c: c.zone_id))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "remove_zone",
        "takes it from its carriers",
        "self._zones.remove(zone_id)",
        "self._zones.remove(zone_id)\n"
        "    for c in self._carriers.values(): self._carriers.put(c.id, "
        "evolve(c, zone_ids=tuple(z for z in c.zone_ids if z!=zone_id), "
        "prices=tuple(p for p in c.prices if p.zone_id!=zone_id)))",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "many",
        "takes lists alone",
        "return {carrier.id: carrier for carrier in self._carriers.some(carrier_ids)}",
        "carrier_ids[:0]; return {carrier.id: carrier for carrier in "
        "self._carriers.some(carrier_ids)}",
    ),
    slip(
        "carriers",
        MemoryCarriers,
        "any",
        "does not count what has no zone",
        "return bool(self._carriers.values())",
        "return any(c.zone_ids or c.prices for c in self._carriers.values())",
    ),
    slip(
        "tax_rules",
        MemoryTaxRules,
        "groups",
        "sorts by name",
        "for group in self._groups.some(group_ids))",
        "for group in sorted(self._groups.some(group_ids), key=lambda g: g.name))",
    ),
    slip(
        "tax_rules",
        MemoryTaxRules,
        "all_groups",
        "sorts by name",
        "return tuple(self._groups.values())",
        "return tuple(sorted(self._groups.values(), key=lambda g: g.name))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "subscribe",
        "takes away what is not wanted any more",
        "self._consumers.put(subscription.name, subscription)\n",
        "self._consumers.put(subscription.name, subscription)\n"
        "    for k in self._in_order(lambda e: e.consumer == subscription.name "
        "and not subscription.wants(e.message.topic)): "
        "self._kept.remove((k.consumer,k.id))\n",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "distribute",
        "tells what was wanted alone",
        "return len(given)",
        "return sum(any(s.wants(g.message.topic) for s in subscriptions) for g in given)",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "distribute",
        "goes by moment",
        "given = self._undistributed()[",
        "given = sorted(self._undistributed(), key=lambda e: e.created_at)[",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "claim",
        "goes by the second",
        "kept.free_from > now",
        "kept.free_from.replace(microsecond=0) > now",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "claim",
        "takes no key for many",
        "if kept.key in held:",
        "if kept.key and kept.key in held:",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "claim",
        "minds no case of keys",
        "if kept.key in held:",
        "if kept.key.lower() in {k.lower() for k in held}:",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "renew",
        "goes by the second",
        "if kept.free_from == held_until",
        "if kept.free_from and kept.free_from.replace(microsecond=0) == "
        "held_until.replace(microsecond=0)",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "renew",
        "makes no lease shorter",
        "self.release(consumer, sorted(held), lease_until)",
        "self.release(consumer, sorted(held), max(lease_until, held_until))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "renew",
        "renews the first alone",
        "self.release(consumer, sorted(held), lease_until)",
        "self.release(consumer, sorted(held)[:1], lease_until)",
    ),
    slip(
        "outbox",
        _Kept,
        "once_more_failed",
        "cuts the error at 255 letters",
        "last_error=error)",
        "last_error=error[:255])",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "lengths",
        "does not count what is leased",
        "before.waiting + kept.waits,",
        "before.waiting + (kept.waits and kept.free_from is None),",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "of_keys",
        "leaves out what is leased",
        "lambda each: each.key in keys)",
        "lambda each: each.key in keys and not (each.waits and each.free_from))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "of_keys",
        "sorts by moment",
        "tuple(kept.message for kept in self._in_order(lambda each: each.key in keys))",
        "tuple(kept.message for kept in sorted(self._in_order(lambda each: "
        "each.key in keys), key=lambda k: k.created_at))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "rewrite",
        "forgets the attempts",
        "document=to_json(message)))",
        "document=to_json(evolve(message, attempts=0, last_error=''))))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "rewrite",
        "stores the payload alone",
        "document=to_json(message)))",
        "document=to_json(evolve(kept.message, payload=message.payload))))",
    ),
    slip(
        "outbox",
        MemoryOutbox,
        "forget",
        "takes its limit for all together",
        "old = [kept for kept in first if kept.since < before]",
        "old = [kept for kept in first if kept.since < before][:max(limit,0)]",
    ),
    slip(
        "stock",
        MemoryStock,
        "confirm",
        "changes what other transactions have",
        "dict(self._taken.get(reference) or {})",
        "self._taken.get(reference) or {}",
    ),
    slip(
        "catalog",
        MemoryCatalog,
        "save_specific_prices",
        "keeps the list that it is given",
        "tuple(prices)",
        "prices",
    ),
)
