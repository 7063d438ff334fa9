"""One language: its texts from a gettext catalog, its formats from Babel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
    get_group_symbol,
)
from moneyed import Money

from backoffice_orders.i18n.addresses import COUNTRIES, address_lines
from backoffice_orders.i18n.numbers import number_typed
from backoffice_orders.model.address import Address
from backoffice_orders.model.text import normalize

CATALOGS = Path(__file__).parent / "catalogs"
LANGUAGES = ("en", "fr", "de", "ar")
"""The languages with texts of their own; every other one has English texts."""


class Language:
    """A reader's language.

    Args:
        tag: A BCP 47 tag (``fr``, ``de-AT``). Texts come from the catalog of its language,
            formats from the whole tag; unknown tags are English.
        time_zone: Moments are told in this time zone.
    """

    def __init__(self, tag: str, time_zone: str = "UTC") -> None:
        try:
            self._locale = Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            self._locale = Locale("en")
        self._texts = _catalog(self._locale.language)
        self._zone = ZoneInfo(time_zone)

    @property
    def tag(self) -> str:
        """For ``lang=``."""
        return str(self._locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """For ``dir=``: ``ltr`` or ``rtl``."""
        return "rtl" if self._locale.character_order == "right-to-left" else "ltr"

    def knows(self, message: str) -> bool:
        """Whether there is a translation of the message."""
        return message in self._texts

    def text(self, message: str, **values: object) -> str:
        """The text in this language, with its ``{values}`` filled in."""
        translated = self._texts.get(message, message)
        return translated.format(**values) if values else translated

    def money(self, money: Money) -> str:
        """An amount with its currency, as the language writes it."""
        return format_currency(money.amount, money.currency.code, locale=self._locale)

    def number(self, number: Decimal | int) -> str:
        """A number, as the language writes it."""
        return format_decimal(number, locale=self._locale)

    def number_typed(self, text: str, *, three_decimals: bool = False) -> Decimal:
        """A number that a reader of this language has typed; see ``numbers.number_typed``.

        Raises:
            ValueError: It is no number, or not clear; the text is a reason to show.
        """
        return number_typed(
            text,
            get_decimal_symbol(self._locale),
            get_group_symbol(self._locale),
            three_decimals=three_decimals,
        )

    def percent(self, percent: Decimal) -> str:
        """A rate given in percent, as the language writes it."""
        return format_percent(percent / 100, locale=self._locale, decimal_quantization=False)

    def day(self, day: date) -> str:
        """A date."""
        return format_date(day, "long", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """A moment in the reader's time zone, to the minute."""
        local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(self._zone)
        return format_datetime(local, "d MMM y, HH:mm", locale=self._locale)

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

    def country(self, code: str) -> str:
        """A country's name."""
        return str(self._locale.territories.get(code.upper(), code))


@lru_cache(maxsize=64)
def _catalog(language: str) -> dict[str, str]:
    path = CATALOGS / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    return {
        str(message.id): str(message.string) for message in catalog if message.id and message.string
    }
