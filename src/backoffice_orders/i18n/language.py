"""One language: its texts from gettext catalogs, its formats from Babel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import (
    NumberPattern,
    format_decimal,
    format_percent,
    get_currency_name,
    get_decimal_symbol,
    get_group_symbol,
)
from moneyed import Money

from backoffice_orders.i18n.addresses import COUNTRIES, address_lines
from backoffice_orders.i18n.numbers import number_typed
from backoffice_orders.i18n.translations import translations
from backoffice_orders.model.address import Address
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Message, Sentence, label_of, told
from backoffice_orders.model.money import minor_unit
from backoffice_orders.model.permission_names import PERMISSIONS

_COUNTRY_CODE = 2
# What a language groups digits by: the first time, and from there on.
_BY_HUNDREDS = (3, 2)
LANGUAGES = ("en", "fr", "de", "es", "ar")
"""The languages with texts of their own; every other one has English texts."""


class Language:
    """A reader's language.

    Args:
        tag: A BCP 47 tag (``fr``, ``de-AT``). Texts come from the catalogs of its language,
            formats from the whole tag; unknown tags are English.
        time_zone: Moments are told in this time zone.
        catalogs: A host's directories of ``.po`` files, looked at before ours: for languages
            that we do not have, and for sentences of its own.
        to_customer: Whether the reader is the shop's customer, and not an employee.
    """

    def __init__(
        self,
        tag: str,
        time_zone: str = "UTC",
        catalogs: Sequence[Path] = (),
        *,
        to_customer: bool = False,
    ) -> None:
        try:
            self._locale = Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            self._locale = Locale("en")
        self._texts = translations(str(self._locale), catalogs)
        self._zone = ZoneInfo(time_zone)
        self._to_customer = to_customer

    @property
    def tag(self) -> str:
        """For ``lang=``."""
        return str(self._locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """For ``dir=``: ``ltr`` or ``rtl``."""
        return "rtl" if self._locale.character_order == "right-to-left" else "ltr"

    def text(self, message: str, **values: object) -> str:
        """The text in this language, with its ``{values}`` filled in: ``_()`` in templates."""
        # Under the empty text a catalog keeps what it says about itself.
        translated = self._texts.gettext(message) if message else ""
        if not values:
            return translated
        said = {
            name: self.say(value) if isinstance(value, Message) else value
            for name, value in values.items()
        }
        return translated.format(**said)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The text for so many (``{count}`` in it), by the language's own rules: ``ngettext()``."""
        form = self._texts.ngettext(one, many, count)
        return form.format(count=self.number(count), **values)

    def plural_forms(self, one: str, many: str) -> dict[str, str]:
        """The forms by Unicode's plural categories (``one``, ``few``, ``other``): for scripts."""
        ngettext = self._texts.ngettext
        found = {name: ngettext(one, many, n) for name, n in _counts(str(self._locale)).items()}
        return {"other": many, **found}

    def say(self, message: Message | str) -> str:
        """A message as a sentence of this language; a text is somebody's own, and stays."""
        if isinstance(message, str):
            return message
        return told(message, lambda sentence: self._form(sentence, message.values), self._value)

    def in_templates(self) -> dict[str, Any]:
        """What templates call: ``_("{name} left", name=…)``, ``ngettext``, ``say``, ``language``.

        Not ``{% trans %}``: its placeholders are not those of our sentences.
        """
        return {
            "language": self,
            "_": self.text,
            "gettext": self.text,
            "ngettext": self.plural,
            "say": self.say,
        }

    def label(self, field_name: str) -> str:
        """What a field is called; its name where it has no label."""
        sentence = label_of(field_name)
        return field_name if sentence is None else self._texts.gettext(sentence.text)

    def choices(self, kind: Iterable[StrEnum]) -> tuple[tuple[str, str], ...]:
        """What can be chosen where one of these is asked for, with what each is called."""
        return tuple(
            (str(each), self.label(f"{type(each).__name__.lower()}.{each}")) for each in kind
        )

    def _form(self, sentence: Sentence, values: Mapping[str, Any]) -> str:
        if self._to_customer and sentence.to_customer:
            return self._texts.gettext(sentence.to_customer)
        count = values.get(sentence.counts)
        if sentence.singular and isinstance(count, int):
            return self._texts.ngettext(sentence.singular, sentence.text, count)
        return self._texts.gettext(sentence.text)

    def _named(self, name: str, value: str) -> str:
        """A text, unless its name says that it is the code of something that has a name."""
        if name == "field":
            return self.label(value)
        if name == "country" and len(value) == _COUNTRY_CODE:
            return self.country(value)
        known = PERMISSIONS.get(value) if name == "permission" else None
        return value if known is None else self._texts.gettext(known.text)

    def _value(self, name: str, value: Any) -> str:
        """A message's value, as it stands in a sentence."""
        match value:
            case Message():
                return self.say(value)
            case str():
                return self._named(name, value)
            case Money():
                return self.money(value)
            case bool():
                return str(value)
            case int() | Decimal():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case tuple():
                texts = [self._value(name, each) for each in value]
                if all(isinstance(each, Message) for each in value):
                    return "\n".join(texts)
                return format_list(texts, locale=self._locale) if texts else ""
        return str(value)

    def money(self, money: Money) -> str:
        """An amount with its currency, as the language writes it: nothing of it is rounded.

        It has the decimals that the currency has by law: ten and a half Serbian dinars are 10.50,
        though nobody has coins for less than one.
        """
        pattern = _money_pattern(str(self._locale), _decimals(money))
        written: str = pattern.apply(
            money.amount,
            self._locale,
            currency=money.currency.code,
            currency_digits=False,
            decimal_quantization=False,
        )
        return written

    def number(self, number: Decimal | int) -> str:
        """A number, as the language writes it: nothing of it is rounded."""
        return format_decimal(number, locale=self._locale, decimal_quantization=False)

    def amount(self, money: Money) -> str:
        """An amount without its currency, as a reader types it: what stands in a field."""
        decimals = "0" * _decimals(money)
        pattern = f"0.{decimals}" if decimals else "0"
        return format_decimal(money.amount, pattern, self._locale, decimal_quantization=False)

    def number_typed(self, text: str, *, three_decimals: bool = False) -> Decimal:
        """A number that a reader of this language has typed; see ``numbers.number_typed``.

        Raises:
            NotRead: It is no number, or not clear; a ``ValueError`` with a message.
        """
        return number_typed(
            text,
            get_decimal_symbol(self._locale),
            get_group_symbol(self._locale),
            by_hundreds=self._locale.decimal_formats[None].grouping == _BY_HUNDREDS,
            three_decimals=three_decimals,
        )

    def percent(self, percent: Decimal) -> str:
        """A rate given in percent, as the language writes it."""
        return format_percent(percent / 100, locale=self._locale, decimal_quantization=False)

    def day(self, day: date) -> str:
        """A date: ``7 February 2026``; ``February 7, 2026`` where the tag says America.

        Of a moment, the date that it has in the reader's time zone.
        """
        if isinstance(day, datetime):
            day = self._local(day)
        return format_date(day, "long", locale=_dated(str(self._locale)))

    def weekday(self, day: date) -> str:
        """A day as one says it of the next weeks: ``Tue, 1 Dec``."""
        return format_skeleton("MMMEd", day, locale=_dated(str(self._locale)))

    def moment(self, moment: datetime) -> str:
        """A moment in the reader's time zone, to the minute."""
        local = self._local(moment)
        return format_datetime(local, _moment_pattern(str(self._locale)), locale=self._locale)

    def time(self, moment: datetime) -> str:
        """The same, without the day: "21:52"."""
        return format_skeleton("Hm", self._local(moment), locale=self._locale)

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(self._zone)

    def address(self, address: Address) -> tuple[str, ...]:
        """The lines of an address as its country writes it, and the country by name."""
        lines = (*address_lines(address), self.country(address.country))
        return tuple(line for line in lines if line)

    def countries(self, first: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """All countries by code and name: those that come first, then the others by name."""
        chosen = tuple(dict.fromkeys(first))
        others = sorted(
            (normalize(self.country(code)), code) for code in COUNTRIES if code not in chosen
        )
        codes = (*chosen, *(code for _, code in others))
        return tuple((code, self.country(code)) for code in codes)

    def currency(self, code: str) -> str:
        """A currency's name."""
        return get_currency_name(code, locale=self._locale)

    def name_of(self, tag: str) -> str:
        """What a language is called in this one; its tag where that is not known."""
        try:
            name = Locale.parse(tag.replace("-", "_")).get_display_name(self._locale)
        except (UnknownLocaleError, ValueError):
            name = None
        return name or tag

    def country(self, code: str) -> str:
        """A country's name."""
        return str(self._locale.territories.get(code.upper(), code))


def _decimals(money: Money) -> int:
    """How many decimals the amounts of its currency have."""
    return -int(minor_unit(money.currency.code).as_tuple().exponent)


@lru_cache(maxsize=256)
def _money_pattern(locale: str, decimals: int) -> NumberPattern:
    """How a language writes amounts with so many decimals."""
    pattern: NumberPattern = copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


@lru_cache(maxsize=64)
def _counts(locale: str) -> dict[str, int]:
    """A number of each plural category that a language has for whole numbers."""
    category = Locale.parse(locale).plural_form
    return {category(count): count for count in range(1000)}


@lru_cache(maxsize=64)
def _dated(locale: str) -> Locale:
    """Whose dates a language writes: plain English, of no country, as most of the world does."""
    return Locale.parse("en_001" if locale == "en" else locale)


@lru_cache(maxsize=64)
def _moment_pattern(locale: str) -> str:
    """How a language writes a day and a time."""
    there = _dated(locale)
    day, time = (there.datetime_skeletons[name].pattern for name in ("yMMMd", "Hm"))
    pattern: str = there.datetime_formats["medium"].format(time, day)
    return pattern
