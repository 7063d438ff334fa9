"""The audit trail in sentences: who did what, and what was changed by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from moneyed import Money

from backoffice_orders.model.actor import is_customer
from backoffice_orders.model.audit import PARTS, AuditEntry, FieldChange
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.fields.moments import require_moment
from backoffice_orders.model.fields.numbers import require_money
from backoffice_orders.model.messages import Message, Sentence, label_of, sentence_of
from backoffice_orders.model.money import currency_of

DONE = {
    "address.add": Sentence("audit.address.add", "{who} has added an address"),
    "address.default": Sentence(
        "audit.address.default", "{who} has changed a customer's default address"
    ),
    "address.delete": Sentence("audit.address.delete", "{who} has deleted an address"),
    "address.edit": Sentence("audit.address.edit", "{who} has changed an address"),
    "addresses.choose": Sentence("audit.addresses.choose", "{who} has chosen the addresses"),
    "cart.add_note": Sentence("audit.cart.add_note", "{who} has written a note"),
    "cart.assign": Sentence("audit.cart.assign", "{who} has given the draft to a colleague"),
    "cart.change": Sentence("audit.cart.change", "{who} has changed several things"),
    "cart.choose_customer": Sentence("audit.cart.choose_customer", "{who} has chosen the customer"),
    "cart.close_ordered_elsewhere": Sentence(
        "audit.cart.close_ordered_elsewhere", "{who} has closed the draft: ordered elsewhere"
    ),
    "cart.copy": Sentence("audit.cart.copy", "{who} has copied the cart"),
    "cart.discard": Sentence("audit.cart.discard", "{who} has discarded the draft"),
    "cart.hand_over": Sentence(
        "audit.cart.hand_over", "{who} has handed the cart over to the checkout"
    ),
    "cart.ordered": Sentence("audit.cart.ordered", "{who} has ordered the cart"),
    "cart.remove": Sentence("audit.cart.remove", "{who} has removed the cart"),
    "cart.make_link": Sentence("audit.cart.make_link", "{who} has made a link for the customer"),
    "cart.send": Sentence("audit.cart.send", "{who} has sent the cart to the customer"),
    "cart.set_attributes": Sentence(
        "audit.cart.set_attributes", "{who} has changed the shop's own details"
    ),
    "cart.set_currency": Sentence("audit.cart.set_currency", "{who} has changed the currency"),
    "cart.set_expiry": Sentence("audit.cart.set_expiry", "{who} has changed the date of validity"),
    "cart.set_language": Sentence("audit.cart.set_language", "{who} has changed the language"),
    "cart.set_messages": Sentence("audit.cart.set_messages", "{who} has changed the messages"),
    "cart.set_name": Sentence("audit.cart.set_name", "{who} has named the draft"),
    "cart.set_packaging": Sentence("audit.cart.set_packaging", "{who} has changed the packaging"),
    "cart.set_payment_terms": Sentence(
        "audit.cart.set_payment_terms", "{who} has changed the payment terms"
    ),
    "cart.set_tags": Sentence("audit.cart.set_tags", "{who} has changed the labels"),
    "cart.start": Sentence("audit.cart.start", "{who} has begun the cart"),
    "cart.take_in": Sentence("audit.cart.take_in", "{who} has taken the cart in"),
    "cart.undo": Sentence("audit.cart.undo", "{who} has undone a change"),
    "cart.use": Sentence("audit.cart.use", "{who} has begun from an earlier cart"),
    "cart.use_order": Sentence("audit.cart.use_order", "{who} has begun from an earlier order"),
    "cart.withdraw_links": Sentence(
        "audit.cart.withdraw_links", "{who} has withdrawn the customer's links"
    ),
    "customer.add_note": Sentence("audit.customer.add_note", "{who} has written a note"),
    "customer.create": Sentence("audit.customer.create", "{who} has created the customer"),
    "customer.edit": Sentence("audit.customer.edit", "{who} has changed the customer"),
    "customer.erase": Sentence("audit.customer.erase", "{who} has erased the customer"),
    "customer.merge": Sentence("audit.customer.merge", "{who} has merged two customers"),
    "customer.make_account": Sentence(
        "audit.customer.make_account", "{who} has given the guest an account"
    ),
    "customer.set_active": Sentence(
        "audit.customer.set_active", "{who} has switched the account on or off"
    ),
    "customer.set_tax_exemption": Sentence(
        "audit.customer.set_tax_exemption", "{who} has changed the customer's tax exemption"
    ),
    "discounts.allow": Sentence("audit.discounts.allow", "{who} has allowed a discount"),
    "discounts.change": Sentence("audit.discounts.change", "{who} has changed a discount"),
    "discounts.give": Sentence("audit.discounts.give", "{who} has given a discount"),
    "discounts.remove": Sentence("audit.discounts.remove", "{who} has removed a discount"),
    "email.send_again": Sentence(
        "audit.email.send_again", "{who} has sent an e-mail to the customer again"
    ),
    "offer.quote": Sentence("audit.offer.quote", "{who} has made an offer of the prices"),
    "offer.release": Sentence("audit.offer.release", "{who} has released the goods"),
    "offer.reserve": Sentence("audit.offer.reserve", "{who} has reserved the goods"),
    "offer.withdraw": Sentence("audit.offer.withdraw", "{who} has withdrawn the offer"),
    "order.add_note": Sentence("audit.order.add_note", "{who} has written a note"),
    "order.change_status": Sentence("audit.order.change_status", "{who} has changed the status"),
    "order.choose_payment": Sentence(
        "audit.order.choose_payment", "{who} has chosen another way to pay"
    ),
    "order.load": Sentence("audit.order.load", "{who} has loaded the order"),
    "order.payment_link": Sentence(
        "audit.order.payment_link", "{who} has made a link to pay the order"
    ),
    "order.payment_refused": Sentence("audit.order.payment_refused", "The payment was refused"),
    "order.send_confirmation": Sentence(
        "audit.order.send_confirmation", "{who} has e-mailed the confirmation"
    ),
    "order.place": Sentence("audit.order.place", "{who} has placed the order"),
    "order.record_payment": Sentence("audit.order.record_payment", "{who} has recorded a payment"),
    "order.record_refund": Sentence("audit.order.record_refund", "{who} has recorded a refund"),
    "products.add": Sentence("audit.products.add", "{who} has added a product"),
    "products.add_custom": Sentence(
        "audit.products.add_custom", "{who} has added a line that is not in the catalog"
    ),
    "products.remove": Sentence("audit.products.remove", "{who} has removed a line"),
    "products.set_customization": Sentence(
        "audit.products.set_customization", "{who} has changed a customization"
    ),
    "products.set_price": Sentence("audit.products.set_price", "{who} has set a price by hand"),
    "products.set_quantity": Sentence(
        "audit.products.set_quantity", "{who} has changed a quantity"
    ),
    "shipping.choose": Sentence("audit.shipping.choose", "{who} has chosen the delivery"),
    "shipping.choose_day": Sentence(
        "audit.shipping.choose_day", "{who} has chosen the day of the delivery"
    ),
    "shipping.clear_manual": Sentence(
        "audit.shipping.clear_manual", "{who} has removed the delivery made by hand"
    ),
    "shipping.set_free": Sentence("audit.shipping.set_free", "{who} has changed free shipping"),
    "shipping.set_manual": Sentence(
        "audit.shipping.set_manual", "{who} has set a delivery by hand"
    ),
    "shipping.set_tax_exemption": Sentence(
        "audit.shipping.set_tax_exemption", "{who} has changed the order's tax exemption"
    ),
    "voucher.create": Sentence("audit.voucher.create", "{who} has created a voucher"),
    "voucher.edit": Sentence("audit.voucher.edit", "{who} has changed a voucher"),
    "voucher.remove": Sentence("audit.voucher.remove", "{who} has removed a voucher"),
    "voucher.set_enabled": Sentence(
        "audit.voucher.set_enabled", "{who} has switched a voucher on or off"
    ),
    "vouchers.allow_again": Sentence(
        "audit.vouchers.allow_again", "{who} has allowed an automatic voucher again"
    ),
    "vouchers.refuse": Sentence("audit.vouchers.refuse", "{who} has refused an automatic voucher"),
    "vouchers.grant": Sentence("audit.vouchers.grant", "{who} has granted a voucher"),
    "vouchers.take_away": Sentence("audit.vouchers.take_away", "{who} has removed a voucher"),
}
"""What the audit trail calls the actions, and how they are told."""

THE_CUSTOMER = Sentence("audit.the_customer", "The customer")
ANOTHER = Sentence("audit.another", "{who}: {action}")
LINE_ADDED = Sentence("audit.line_added", "{quantity} x {name} added")
LINE_REMOVED = Sentence("audit.line_removed", "{quantity} x {name} removed")
OF_LINE = Sentence("audit.of_line", "{name}, {field}: {before} → {after}")
OF_FIELD = Sentence("audit.of_field", "{field}: {before} → {after}")
OF_WHOLE = Sentence("audit.of_whole", "{before} → {after}")
OF_FACT = Sentence("audit.of_fact", "{field}: {after}")
NOTHING = Sentence("audit.nothing", "nothing")
YES = Sentence("audit.yes", "yes")
NO = Sentence("audit.no", "no")
# Fields that are called as another one is, and one that is a value of anything.
_CALLED = {"recycled_packaging": "recycled", "to": "email"}
_UNNAMED = frozenset({"value"})
_LONGEST = 80
_AMOUNT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")
_ID = re.compile(r"[a-z]+_[0-9A-Z]{26}")  # of our own making: it says nothing to a person
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[T ][0-9:.]+(?:[+-][0-9:]+|Z)")


def told_entry(entry: AuditEntry, who: str = "") -> Message:
    """Who did what: "John Doe has changed the messages". ``who``: the name to say instead."""
    called: str | Message = who or entry.actor_name or entry.actor_id
    if not who and is_customer(entry.actor_id):
        called = THE_CUSTOMER()
    sentence = DONE.get(entry.action) or sentence_of(f"audit.{entry.action}")
    return ANOTHER(who=called, action=entry.action) if sentence is None else sentence(who=called)


def told_changes(entry: AuditEntry, names: Mapping[str, str] | None = None) -> tuple[Message, ...]:
    """What was changed by it, where that is short enough to be told.

    What was made as a whole had nothing before: of that the fields are told that are filled in,
    and have a name.

    Args:
        entry: An entry of the audit trail.
        names: What lines and carriers are called, by their ids, which an entry does not say.
    """
    return tuple(_told(entry, names or {}))


def _told(entry: AuditEntry, names: Mapping[str, str]) -> Iterator[Message]:
    for change in entry.changes():
        if change.field in PARTS:
            yield from _whole_line(change, names)
            continue
        before, after = _named(change, change.before, names), _named(change, change.after, names)
        field = _CALLED.get(change.field, change.field)
        named = field not in _UNNAMED and label_of(field) is not None
        if not change.part_id and change.field not in entry.before:
            if named and change.after and after is not None:
                yield OF_FACT(field=field, after=after)
            continue
        if before is None or after is None or before == after:
            continue
        values = {"before": before, "after": after}
        if change.part_id in names:
            yield OF_LINE(name=names[change.part_id], field=field, **values)
        elif named:
            yield OF_FIELD(field=field, **values)
        else:
            yield OF_WHOLE(**values)


def _whole_line(change: FieldChange, names: Mapping[str, str]) -> Iterator[Message]:
    line = change.before if change.after is None else change.after
    if not isinstance(line, Mapping):
        return
    said = LINE_REMOVED if change.after is None else LINE_ADDED
    called = line.get("title") or line.get("name") or names.get(change.part_id)
    name = str(called or line.get("product_id") or change.part_id)
    yield said(quantity=line.get("quantity", 1), name=name)


def _named(change: FieldChange, value: Any, names: Mapping[str, str]) -> Any:
    """A value as a message has it; an id by its name, None where nobody knows that."""
    if change.field.endswith("_id") and isinstance(value, str) and value:
        return names.get(value)
    return _shown(value)


def _shown(value: Any) -> Any:
    """A value of the audit trail as a message has it; None for what is not told."""
    if value is None or value == "":
        return NOTHING()
    if isinstance(value, bool):
        return YES() if value else NO()
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or len(value) > _LONGEST or _ID.fullmatch(value):
        return None
    try:
        return _read(value)
    except (ValueError, BackOfficeError):
        return value  # somebody has typed what only looks like it


def _read(text: str) -> Money | date | datetime | str:
    """An amount, a day or a moment as fields take them; any other text as it is."""
    if found := _AMOUNT.fullmatch(text):
        amount = Money(Decimal(found[1]), currency_of(found[2]))
        require_money("amount", amount)
        return amount
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    if not _MOMENT.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text)
    require_moment("at", moment)
    return moment
