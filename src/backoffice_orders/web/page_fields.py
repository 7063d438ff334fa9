"""The fields of a cart's page: what they show, and what was typed in them.

All fields that say something of the order belong to one form, whatever button is pressed. The
form carries along what it has shown, so that what was typed is told from what was there: nothing
that somebody else has changed meanwhile is written back by a field that nobody has touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.i18n import Language
from backoffice_orders.model.address import ADDRESS_DETAILS, Address
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.errors.shipping import DeliveryDayUnavailable
from backoffice_orders.model.ids import AddressId, CarrierId, LineId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.reasons import A_DATE, must_be
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command, refused_command
from backoffice_orders.services.commands.addresses import (
    NEEDED_OF_ADDRESS,
    AddressEntry,
    ChooseAddresses,
    SaveAddress,
)
from backoffice_orders.services.commands.details import (
    SetCurrency,
    SetLanguage,
    SetMessages,
    SetPackaging,
)
from backoffice_orders.services.commands.lines import (
    RemoveLine,
    SetCustomization,
    SetPrice,
    SetQuantity,
)
from backoffice_orders.services.commands.shipping import (
    ChooseDelivery,
    ChooseDeliveryDay,
    SetFreeShipping,
)
from backoffice_orders.services.commands.vouchers import GrantCode
from backoffice_orders.services.view import CartView
from backoffice_orders.web.answers import wrong_fields
from backoffice_orders.web.fields import amount, day, whole

# A field's name; for a line's fields, the line's id comes after it, and then a text's own.
Key = tuple[str, ...]

OF_ADDRESS = (
    *NEEDED_OF_ADDRESS,
    "postcode",
    "state",
    *(name for name, asked in ADDRESS_DETAILS.items() if asked.of_employee or asked.of_customer),
)
# What an address form says besides its address, or before there is one.
_ABOUT_ADDRESS = ("address", "use")
_EDITED: Key = ("address",)
_MESSAGES = ("order_message", "customer_note", "gift_message")
_PER_LINE = ("quantity", "price", "reason")
_LISTS = ("line", *_PER_LINE, "text_line", "text_field", "text")
_DAY: Key = ("delivery_day",)
# What is said when an order is placed or sent, and not before.
_NOT_SAVED = ("payment_method", "status", "confirm", "note")
# What a form carries besides its fields, and what is not to be shown again.
_NO_FIELDS = frozenset(
    {"token", "version", "shown", "key", "total", "customer", "remove", "payment_token"}
)


def shown_of(view: CartView, language: Language) -> dict[Key, str]:
    """What the fields show of a cart; a page adds those that are not the cart's.

    Amounts are as the reader's language writes them.
    """
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
        ("delivery_day",): cart.delivery_day.isoformat() if cart.delivery_day else "",
        ("free",): "yes" if cart.free_shipping else "no",
        ("gift_wrapping",): "1" if cart.gift_wrapping else "",
        ("recycled",): "1" if cart.recycled_packaging else "",
        ("currency",): cart.currency,
        ("language",): cart.language,
        **{(name,): one_kind_of_newline(getattr(cart, name)) for name in _MESSAGES},
    }
    prices = {line.line_id: line.unit_price.gross for line in summary.lines}
    for line in cart.lines:
        by_hand = line.price_override
        fields["quantity", line.id] = str(line.quantity)
        fields["price", line.id] = language.amount(prices[line.id]) if by_hand is not None else ""
        reason = language.say(by_hand.reason) if by_hand is not None else ""
        # A browser takes the ends of lines out of a field of one line, and would send another text.
        fields["reason", line.id] = " ".join(reason.splitlines())
    for custom in cart.custom_lines:
        fields["quantity", custom.id] = str(custom.quantity)
        fields["price", custom.id] = fields["reason", custom.id] = ""
    return fields


def shown_of_address(address: Address | None, first: Mapping[str, str]) -> dict[Key, str]:
    """What the fields of an address form show: an address, or what a new one begins with."""
    fields: dict[Key, str] = {_EDITED: address.id if address else "", ("use",): "both"}
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
        if _EDITED in fields and any(key[0] in OF_ADDRESS for key in typed):
            typed[_EDITED] = fields[_EDITED]  # whose fields they are goes along with them
        return cls(fields, typed)

    @property
    def _has_address(self) -> bool:
        """Whether something was typed into the form of an address."""
        ignored = {*_ABOUT_ADDRESS, *(() if self.fields.get(_EDITED) else ("country",))}
        return any((name,) in self.typed for name in OF_ADDRESS if name not in ignored)

    def besides(self, *, address: bool) -> dict[Key, str]:
        """What was typed that ``commands`` do not say, with or without the address."""
        kept = {*_NOT_SAVED, *(() if address else (*OF_ADDRESS, *_ABOUT_ADDRESS))}
        return {key: value for key, value in self.typed.items() if key[0] in kept}

    def commands(
        self, currency: str, language: Language, *, address: bool | None = None
    ) -> tuple[Command, ...]:
        """What was typed, as commands, in an order in which none hinders another.

        Args:
            currency: The currency in which the page has shown its prices.
            language: The reader's, in which amounts were typed.
            address: Whether there is an address to save; None is if one was typed.

        Raises:
            FieldInvalid: Something is no number, or no day.
        """
        with_address = self._has_address if address is None else address
        # Quantities first: lines that become the same by their text or price are joined.
        quantities = [*self._quantities()]
        removed = {each.line_id for each in quantities if isinstance(each, RemoveLine)}
        others: list[SetCustomization | SetPrice] = [*self._texts()]
        others += self._prices(currency, language)
        return (
            *quantities,
            *[each for each in others if each.line_id not in removed],
            *([self._address()] if with_address else ()),
            *self._said(_CHOSEN_ADDRESSES),
            *self._delivery(),
            *self._said(_SIMPLE),
        )

    def _quantities(self) -> Iterator[SetQuantity | RemoveLine]:
        for key, value in self.typed.items():
            if key[0] == "quantity":
                quantity = _of_line(key, lambda value=value: whole("quantity", value))
                line_id = LineId(key[1])
                yield SetQuantity(line_id, quantity) if quantity else RemoveLine(line_id)

    def _texts(self) -> Iterator[SetCustomization]:
        texts: dict[LineId, dict[str, str]] = {}
        for key, value in self.typed.items():
            if key[0] == "text":
                texts.setdefault(LineId(key[1]), {})[key[2]] = value
        for line_id, answers in texts.items():
            yield SetCustomization(line_id, answers, keep_others=True)

    def _prices(self, currency: str, language: Language) -> Iterator[SetPrice]:
        for line in dict.fromkeys(key[1] for key in self.typed if key[0] in {"price", "reason"}):
            written = self.fields.get(("price", line), "").strip()
            reason = self.fields.get(("reason", line), "")

            def price(written: str = written) -> Money:
                return amount("price", written, currency, language)

            by_hand = _of_line(("price", line), price) if written else None
            # Shown gross, a price that was agreed net may have been rounded.
            keep = ("price", line) not in self.typed
            yield SetPrice(LineId(line), by_hand, tax_included=True, reason=reason, keep_price=keep)

    def _said(self, fields: Iterable[_Simple]) -> Iterator[Command]:
        for name, read in fields:
            command = read(self.typed[name,]) if (name,) in self.typed else None
            if command is not None:
                yield command

    def _delivery(self) -> Iterator[Command]:
        """The carrier, and the day on which it is to arrive: chosen together, or one of them."""
        carrier, written = self.typed.get(("carrier",), "").strip(), self.typed.get(_DAY)
        arrives = _day(written) if written else None
        if written is not None and not (carrier and arrives):
            yield ChooseDeliveryDay(arrives)
        if carrier:
            yield ChooseDelivery(CarrierId(carrier), arrives)

    def _address(self) -> Command:
        needed = {name: self.fields.get((name,), "") for name in NEEDED_OF_ADDRESS}
        asked = {name: self.fields[name,] for name in OF_ADDRESS if (name,) in self.fields}
        edited, use = self.fields.get(_EDITED), self.fields.get(("use",), "both")
        return SaveAddress(
            AddressEntry(**{**needed, **asked}),
            replaces=AddressId(edited) if edited else None,
            delivery=not edited and use in {"both", "delivery"},
            invoice=not edited and use in {"both", "invoice"},
        )


def about_field(error: BackOfficeError, key: Key) -> BackOfficeError:
    """Let a refusal be about one field of the page, and be said beside it."""
    error.__dict__["field_key"], error.__dict__["said_beside"] = key, True
    return error


def wrong_keys(error: BackOfficeError, say: Callable[[Message], str] = str) -> dict[Key, str]:
    """The fields that a refusal is about, each with what to say beside it, as ``wrong_fields``."""
    if isinstance(error, DeliveryDayUnavailable):
        return {_DAY: ""}
    if "said_beside" in error.__dict__:
        return {_number_key(error): say(error.message)}
    key = _number_key(error) or _key_of(refused_command(error), wrong_fields(error))
    if key and not isinstance(error, AddressInvalid):
        return {key: ""}
    return {(name,): said for name, said in wrong_fields(error, say).items()}


def _number_key(error: BackOfficeError) -> Key:
    """The line's field in which there is no number."""
    return tuple(error.__dict__.get("field_key", ()))


def _key_of(command: Command | None, wrong: Iterable[str]) -> Key:
    """The field in which a command was typed, or what is ``wrong`` of it; none for an address."""
    match command:
        case SetQuantity() | RemoveLine():
            return ("quantity", command.line_id)
        case SetPrice():
            of_reason = any(name.rpartition(".")[2] == "reason" for name in wrong)
            return ("reason" if of_reason else "price", command.line_id)
        case SetCustomization():
            return ("text", command.line_id)
        case ChooseAddresses():
            return ("delivery",) if command.delivery is not None else ("invoice",)
        case ChooseDelivery():
            return ("carrier",)
        case ChooseDeliveryDay():
            return _DAY
        case SetFreeShipping():
            return ("free",)
        case SetMessages():
            return (next(name for name in _MESSAGES if getattr(command, name) is not None),)
        case SetPackaging():
            return ("recycled",) if command.recycled is not None else ("gift_wrapping",)
        case SetCurrency():
            return ("currency",)
        case SetLanguage():
            return ("language",)
        case GrantCode():
            return ("code",)
    return ()


def _chosen(kind: Callable[[str], Command]) -> Callable[[str], Command | None]:
    return lambda value: kind(value) if value.strip() else None


# A field, and the command that it is (None is nothing chosen).
_Simple = tuple[str, Callable[[str], Command | None]]
_CHOSEN_ADDRESSES: tuple[_Simple, ...] = (
    ("delivery", _chosen(lambda value: ChooseAddresses(delivery=AddressId(value)))),
    ("invoice", _chosen(lambda value: ChooseAddresses(invoice=AddressId(value)))),
)
_SIMPLE: tuple[_Simple, ...] = (
    ("free", lambda value: SetFreeShipping(value == "yes")),
    ("order_message", lambda value: SetMessages(order_message=value)),
    ("message", lambda value: SetMessages(order_message=value)),
    ("customer_note", lambda value: SetMessages(customer_note=value)),
    ("gift_message", lambda value: SetMessages(gift_message=value)),
    ("gift_wrapping", lambda value: SetPackaging(gift_wrapping=bool(value))),
    ("recycled", lambda value: SetPackaging(recycled=bool(value))),
    ("currency", SetCurrency),
    ("language", SetLanguage),
    ("code", _chosen(GrantCode)),
)


def _day(written: str) -> date:
    found = day(written)
    if found is None:
        raise FieldInvalid("delivery_day", must_be(A_DATE(), written))
    return found


def _of_line(key: Key, read: Any) -> Any:
    try:
        return read()
    except FieldInvalid as error:
        error.__dict__["field_key"] = key
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
