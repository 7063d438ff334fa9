"""The fields of a cart's page: what they show, and what was typed in them.

All fields that say something of the order belong to one form, whatever button is pressed. The
form carries along what it has shown, so that what was typed is told from what was there: nothing
that somebody else has changed meanwhile is written back by a field that nobody has touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from attrs import frozen
from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.model.address import Address
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.errors.fields import FieldProblem
from backoffice_orders.model.ids import AddressId, CarrierId, LineId
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.changing import (
    Changes,
    LinePrice,
    WrittenAddress,
    refused_field,
)
from backoffice_orders.services.view import CartView
from backoffice_orders.web.answers import wrong_fields
from backoffice_orders.web.fields import amount, whole

# A field's name; for a line's fields, the line's id comes after it, and then a text's own.
Key = tuple[str, ...]
T = TypeVar("T")

NEEDED_OF_ADDRESS = ("first_name", "last_name", "street", "city", "country")
OF_ADDRESS = (
    *NEEDED_OF_ADDRESS,
    "company",
    "vat_number",
    "postcode",
    "state",
    "phone",
    "alias",
)
# What an address form says besides its address, or before there is one.
_ABOUT_ADDRESS = ("address", "use")
_MESSAGES = ("order_message", "customer_note", "gift_message")
_PER_LINE = ("quantity", "price", "reason")
_LISTS = ("line", *_PER_LINE, "text_line", "text_field", "text")
# What is said when an order is placed or sent, and not before.
_NOT_SAVED = ("payment_method", "status", "confirm", "note")
# What a form carries besides its fields, and what is not to be shown again.
_NO_FIELDS = frozenset({"token", "version", "shown", "key", "total", "customer", "remove", "card"})


def shown_of(view: CartView) -> dict[Key, str]:
    """What the fields show of a cart; a page adds those that are not the cart's."""
    cart, summary = view.cart, view.summary
    fields: dict[Key, str] = {
        ("delivery",): cart.delivery_address_id or "",
        ("invoice",): cart.invoice_address_id or "",
        ("carrier",): next(
            (
                option.carrier_id
                for option in summary.delivery_options
                if option.chosen and cart.manual_delivery is None
            ),
            "",
        ),
        ("free",): "yes" if cart.free_shipping else "no",
        ("gift_wrapping",): "1" if cart.gift_wrapping else "",
        ("recycled",): "1" if cart.recycled_packaging else "",
        ("currency",): cart.currency,
        ("language",): cart.language,
        **{(name,): one_kind_of_newline(getattr(cart, name)) for name in _MESSAGES},
    }
    prices = {line.line_id: line.unit_price.gross.amount for line in summary.lines}
    for line in cart.lines:
        by_hand = line.price_override
        fields["quantity", line.id] = str(line.quantity)
        fields["price", line.id] = str(prices[line.id]) if by_hand is not None else ""
        fields["reason", line.id] = by_hand.reason if by_hand is not None else ""
    for custom in cart.custom_lines:
        fields["quantity", custom.id] = str(custom.quantity)
        fields["price", custom.id] = fields["reason", custom.id] = ""
    return fields


def shown_of_address(address: Address | None, first: Mapping[str, str]) -> dict[Key, str]:
    """What the fields of an address form show: an address, or what a new one begins with."""
    fields: dict[Key, str] = {("address",): address.id if address else "", ("use",): "both"}
    for name in OF_ADDRESS:
        value = getattr(address, name, first.get(name, ""))
        fields[name,] = one_kind_of_newline(value)
    return fields


def marks(fields: Mapping[Key, str]) -> str:
    """What a page has shown, short enough to be carried along by its form."""
    return json.dumps([[_mark(value), *key] for key, value in fields.items()])


@frozen
class Sent:
    """The fields as they were sent. ``typed`` are those that differ from what was shown."""

    fields: Mapping[Key, str]
    typed: Mapping[Key, str]

    @classmethod
    def of(cls, form: FormData) -> Sent:
        """Those of a form; without what it has shown, everything in it was typed."""
        fields, shown = dict(_fields_in(form)), _marks_in(form)
        typed = {key: value for key, value in fields.items() if shown.get(key) != _mark(value)}
        return cls(fields, typed)

    @property
    def _has_address(self) -> bool:
        """Whether something was typed into the form of an address."""
        ignored = {*_ABOUT_ADDRESS, *(() if self.fields.get(("address",)) else ("country",))}
        return any((name,) in self.typed for name in OF_ADDRESS if name not in ignored)

    def besides(self, *, address: bool) -> dict[Key, str]:
        """What was typed that ``changes`` do not say, with or without the address."""
        kept = {*_NOT_SAVED, *(() if address else (*OF_ADDRESS, *_ABOUT_ADDRESS))}
        return {key: value for key, value in self.typed.items() if key[0] in kept}

    def changes(self, currency: str, *, address: bool | None = None) -> Changes:
        """What was typed, as changes of the cart.

        Args:
            currency: The currency in which the page has shown its prices.
            address: Whether there is an address to save; None is if one was typed.

        Raises:
            FieldInvalid: Something is no number.
        """
        said = {
            attribute: read(self.typed[name,])
            for name, read, attribute in _SIMPLE
            if (name,) in self.typed
        }
        with_address = self._has_address if address is None else address
        return Changes(
            quantities=self._quantities(),
            texts=self._texts(),
            prices=self._prices(currency),
            address=self._address() if with_address else None,
            **said,
        )

    def _quantities(self) -> dict[LineId, int]:
        return {
            LineId(key[1]): _of_line(key, lambda value=value: whole("quantity", value))
            for key, value in self.typed.items()
            if key[0] == "quantity"
        }

    def _texts(self) -> dict[LineId, dict[str, str]]:
        texts: dict[LineId, dict[str, str]] = {}
        for key, value in self.typed.items():
            if key[0] == "text":
                texts.setdefault(LineId(key[1]), {})[key[2]] = value
        return texts

    def _prices(self, currency: str) -> dict[LineId, LinePrice]:
        prices = {}
        for line in dict.fromkeys(key[1] for key in self.typed if key[0] in {"price", "reason"}):
            written = self.fields.get(("price", line), "").strip()
            reason = self.fields.get(("reason", line), "")

            def price(written: str = written) -> Money:
                return amount("price", written, currency)

            by_hand = _of_line(("price", line), price) if written else None
            prices[LineId(line)] = LinePrice(by_hand, reason)
        return prices

    def _address(self) -> WrittenAddress:
        needed = {name: self.fields.get((name,), "") for name in NEEDED_OF_ADDRESS}
        asked = {name: self.fields[name,] for name in OF_ADDRESS if (name,) in self.fields}
        edited, use = self.fields.get(("address",)), self.fields.get(("use",), "both")
        return WrittenAddress(
            AddressEntry(**{**needed, **asked}),
            replaces=AddressId(edited) if edited else None,
            delivery=not edited and use in {"both", "delivery"},
            invoice=not edited and use in {"both", "invoice"},
        )


def wrong_keys(
    error: BackOfficeError, say: Callable[[FieldProblem], str] = lambda problem: problem.sentence
) -> dict[Key, str]:
    """The fields that a refusal is about, each with what to say beside it, as ``wrong_fields``."""
    name, _, line = refused_field(error).partition(":")
    if name and name != "address":
        return {(name, line) if line else (name,): ""}
    return {(name,): said for name, said in wrong_fields(error, say).items()}


def _chosen(kind: Callable[[str], T]) -> Callable[[str], T | None]:
    return lambda value: kind(value) if value.strip() else None


# A field, how it is read (None is nothing chosen), and which of the changes it is.
_SIMPLE: tuple[tuple[str, Callable[[str], Any], str], ...] = (
    ("delivery", _chosen(AddressId), "delivery_address_id"),
    ("invoice", _chosen(AddressId), "invoice_address_id"),
    ("carrier", _chosen(CarrierId), "carrier_id"),
    ("free", lambda value: value == "yes", "free_shipping"),
    ("order_message", str, "order_message"),
    ("message", str, "order_message"),
    ("customer_note", str, "customer_note"),
    ("gift_message", str, "gift_message"),
    ("gift_wrapping", bool, "gift_wrapping"),
    ("recycled", bool, "recycled_packaging"),
    ("currency", str, "currency"),
    ("language", str, "language"),
    ("code", _chosen(str), "voucher_code"),
)


def _of_line(key: Key, read: Any) -> Any:
    try:
        return read()
    except FieldInvalid as error:
        error.add_note(":".join(key))
        raise


def _fields_in(form: FormData) -> Iterable[tuple[Key, str]]:
    lists = {name: _texts_of(form, name) for name in _LISTS}
    for name in _PER_LINE:
        for line, value in zip(lists["line"], lists[name], strict=False):
            yield (name, line), value
    for line, own, value in zip(
        lists["text_line"], lists["text_field"], lists["text"], strict=False
    ):
        yield ("text", line, own), value
    for name in dict.fromkeys(form):
        # A box that is not ticked is not sent: a hidden field before it says so.
        values = _texts_of(form, name)
        if values and name not in lists and name not in _NO_FIELDS:
            yield (name,), values[-1]


def _texts_of(form: FormData, name: str) -> list[str]:
    return [one_kind_of_newline(each) for each in form.getlist(name) if isinstance(each, str)]


def _marks_in(form: FormData) -> dict[Key, str]:
    try:
        listed = json.loads(str(form.get("shown", "[]")))
        return {tuple(map(str, key)): str(mark) for mark, *key in listed}
    except (ValueError, TypeError, RecursionError):
        return {}


def one_kind_of_newline(value: str) -> str:
    """A text as it is compared: browsers send every new line as two characters."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _mark(value: str) -> str:
    return sha256(value.encode("utf-8", "replace")).hexdigest()[:8]
