"""What a caller is found by, however they say it.

Names as they are written, joined and split; e-mail and postcodes; phone numbers and VAT numbers
in any spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.email import readable_email
from backoffice_orders.model.text import (
    QUERY_WORD_LETTERS,
    also_as_one,
    best_rank,
    code_match_rank,
    match_rank,
    normalize_code,
    plain_digits,
    query_text,
    query_words,
    spelled_out,
    words,
)
from backoffice_orders.model.values import frozen

# Scripts without spaces between names: from the first of the Chinese and Japanese letters on.
_FIRST_IDEOGRAPH = "\u2e80"
# A text of fewer digits is no phone number yet; so many last ones tell one from all others,
# however the beginning is written.
_PHONE_DIGITS, _LAST_DIGITS = 4, 8
# Names are typed with spaces and without: of so many words each two neighbours may be one, where
# one of them has so many letters.
_JOINED_WORDS, _JOINED_LETTERS = 4, 3
# Postcodes are stored with a space or without one, and typed the other way: 1012 JL, K1A 0B1.
_POSTCODE_PART, _POSTCODE = 5, range(5, 9)
_ZERO_LEFT_OUT = re.compile(r"\(\s*0\s*\)")
_BETWEEN_DIGITS = re.compile(r"[\s().\-\u2010-\u2015\u2212/]+")
# The number within a company, behind the company's: nobody is found by it alone.
_EXTENSION = re.compile(r"(?:\s+|;)(?:ext(?:ension|\.)?|x|#)[\s.:=]*\d{1,7}\s*$", re.IGNORECASE)
# What is dialled before a number within its own country, where that is not 0 (ITU-T E.164, list of
# national prefixes).
_NATIONAL_PREFIXES = {"7": "8", "36": "06", "375": "8", "993": "8"}
# Marks a number that is compared from its end.
_FROM_THE_END = "<"


def caller_words(customer: Customer, addresses: Iterable[Address]) -> tuple[str, ...]:
    """The words that a customer is found by: each may be begun, in any order.

    First name, last name, company and e-mail, names as one word too (``O'Brien`` is ``obrien``)
    and without letters of their own (``Müller`` is ``muller`` and ``mueller``); and the postcodes
    of the addresses that are not deleted.
    """
    names = customer.first_name, customer.last_name, customer.company
    found = dict.fromkeys(words(*names, customer.email, readable_email(customer.email)))
    for name in (*names, *_without_spaces(customer)):
        for spelled in (name, spelled_out(name)):
            found.update(also_as_one(spelled))
    for address in addresses:
        if not address.deleted:
            found.update(also_as_one(address.postcode))
    return tuple(found)


def caller_numbers(customer: Customer, addresses: Iterable[Address]) -> tuple[str, ...]:
    """The numbers that a customer is found by, of the account and of addresses not deleted.

    Phone numbers as dialled from abroad (``+33142685300``), from within the country
    (``0142685300``) and from their ends; VAT numbers with and without the country.
    """
    held: list[Customer | Address] = [
        customer,
        *(address for address in addresses if not address.deleted),
    ]
    found: dict[str, None] = {}
    for each in held:
        found.update(dict.fromkeys(_phone_forms(each.phone)))
        found.update(dict.fromkeys(_vat_forms(each.vat_number)))
    return tuple(found)


@frozen
class CallerQuery:
    """A text that somebody types to find a caller.

    ``words`` are readings of it: a caller answers who has a word that begins with each word of one
    reading. ``numbers`` are beginnings of numbers: a caller answers who has one of them.
    """

    words: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> CallerQuery:
        """What a text looks for; of a long one the beginning counts."""
        text = query_text(text)
        typed = query_words(text)
        readings = dict.fromkeys((typed, query_words(spelled_out(text))))
        if len(typed) <= _JOINED_WORDS:
            for place in range(len(typed) - 1):
                pair = typed[place : place + 2]
                one = "".join(pair)[:QUERY_WORD_LETTERS]
                a_name = one.isalpha() and max(map(len, pair)) >= _JOINED_LETTERS
                if a_name or _may_be_postcode(pair):
                    readings[*typed[:place], one, *typed[place + 2 :]] = None
        return cls(tuple(readings), tuple(_numbers_wanted(text)))

    def rank(self, customer: Customer, addresses: Iterable[Address]) -> int | None:
        """How well a customer answers, the higher the better; None for not at all.

        A number that is typed whole is worth ``model.text.WHOLE_CODE_RANK``, a whole word 1.
        """
        addresses = tuple(addresses)
        of_customer = caller_words(customer, addresses)
        ranks = [match_rank(reading, of_customer) for reading in self.words]
        if self.numbers:
            numbers = caller_numbers(customer, addresses)
            ranks += [code_match_rank(number, numbers) for number in self.numbers]
        return best_rank(*ranks)


def _may_be_postcode(pair: tuple[str, ...]) -> bool:
    """Whether two words may be one postcode that is typed with a space."""
    one = "".join(pair)
    short = max(map(len, pair)) <= _POSTCODE_PART and len(one) in _POSTCODE
    return short and any(letter.isdigit() for letter in one)


def _without_spaces(customer: Customer) -> Iterator[str]:
    """First and last name as one, where a script has no spaces: 王小明 for 小明 王."""
    first, last = customer.first_name, customer.last_name
    if first and last and max(first + last) >= _FIRST_IDEOGRAPH:
        yield last + first
        yield first + last


def _phone_forms(phone: str) -> Iterator[str]:
    """A phone number as it is looked for; ``phone`` may be written in any way."""
    written = _called(phone).strip()
    international = written.startswith(("+", "00"))
    if international:
        written = written.removeprefix("+").removeprefix("00").strip()
    groups = _BETWEEN_DIGITS.split(written)
    digits = "".join(groups)
    if not digits.isdigit():
        return
    if international:
        yield f"+{digits}"
        if len(groups) > 1:  # the first is the country's code
            country, number = groups[0], digits[len(groups[0]) :]
            yield f"0{number}"
            if country in _NATIONAL_PREFIXES:
                yield f"{_NATIONAL_PREFIXES[country]}{number}"
    else:
        yield digits
    yield f"{_FROM_THE_END}{digits[::-1]}"


def _called(phone: str) -> str:
    """A phone number without what is not dialled: a zero in brackets, an extension."""
    return _EXTENSION.sub("", _ZERO_LEFT_OUT.sub("", plain_digits(phone)))


def _vat_forms(vat_number: str) -> Iterator[str]:
    key = normalize_code(vat_number)
    if key:
        yield key
        if key[:2].isalpha() and len(key) > 2:
            yield key[2:]


def _numbers_wanted(text: str) -> Iterator[str]:
    typed = _BETWEEN_DIGITS.sub("", _called(text))
    digits = typed.removeprefix("+")
    if not digits.isdigit():
        key = normalize_code(text)
        if len(key) >= _PHONE_DIGITS and any(letter.isdigit() for letter in key):
            yield key
    elif len(digits) >= _PHONE_DIGITS:
        if typed.startswith(("+", "00")):
            yield f"+{digits.removeprefix('00')}"
        else:
            yield digits
            yield f"0{digits}"
            yield f"+{digits}"
        yield f"{_FROM_THE_END}{digits[: -_LAST_DIGITS - 1 : -1]}"
