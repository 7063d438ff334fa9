"""The shop's bank account, and what a customer needs to pay an order into it."""

from __future__ import annotations

import re
from typing import Any

from attrs import field
from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import Text, written
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen

AN_IBAN = Sentence(
    "reason.an_iban", "it is no IBAN, or one digit of it is wrong: compare it with {example}"
)
A_BIC = Sentence("reason.a_bic", "it must be a BIC of 8 or 11 characters, such as {example}")
_IBAN = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
_BIC = "[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"
# Where a text of the transfer says the order's reference.
REFERENCE = "{reference}"
# What the standard for codes of transfers has place for (EPC069-12, version 2).
_LONGEST_HOLDER, _LONGEST_TEXT = 70, 140


def _compact(value: Any) -> Any:
    """A number as banks store it: without spaces, in capitals."""
    return "".join(value.split()).upper() if isinstance(value, str) else value


@frozen
class _Iban(Text):
    """An account's number whose check digits fit (ISO 13616: it leaves 1 when divided by 97)."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is none."""
        super().entered(name, value)
        if not re.fullmatch(_IBAN, value) or not fits(value):
            raise FieldInvalid(name, AN_IBAN(example="DE89 3704 0044 0532 0130 00"))


@frozen
class _Bic(Text):
    """A bank's code (ISO 9362), or nothing."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is none."""
        super().entered(name, value)
        if value and not re.fullmatch(_BIC, value):
            raise FieldInvalid(name, A_BIC(example="COBADEFFXXX"))


def fits(number: str) -> bool:
    """Whether the check digits of an account's number, or of a creditor's reference, fit.

    With its first four characters last, and letters from A = 10 on, it leaves 1 when divided by 97.
    """
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1


@frozen
class BankAccount:
    """Where customers transfer money to.

    Attributes:
        holder: Whose account it is, as the bank has it.
        iban: Its number; spaces are left out.
        bic: The bank's code, which transfers from some countries need; empty for none.
        text: What the customer is to write with the transfer; ``{reference}`` is the order's.
            Where all of it is longer than banks take (140 letters), it is the reference alone.

    Raises:
        FieldMissing, FieldTooLong, FieldInvalid: ``require_entered`` finds it wrong.
    """

    holder: str = field(converter=written, validator=Text(_LONGEST_HOLDER, required=True))
    iban: str = field(converter=_compact, validator=_Iban(34, required=True))
    bic: str = field(default="", converter=_compact, validator=_Bic(11))
    text: str = field(
        default=REFERENCE, converter=written, validator=Text(_LONGEST_TEXT, required=True)
    )

    @property
    def spaced_iban(self) -> str:
        """The number as people read it: four and four."""
        return " ".join(self.iban[start : start + 4] for start in range(0, len(self.iban), 4))

    def transfer(self, amount: Money, reference: str) -> Transfer:
        """What is to be transferred for an order."""
        text = self.text.replace(REFERENCE, reference)
        # Cut, it may be the reference that is lost, by which a payment finds its order.
        return Transfer(self, amount, text if len(text) <= _LONGEST_TEXT else reference)


@frozen
class Transfer:
    """Money to be transferred: where to, how much (gross, what is due), and with which text."""

    account: BankAccount
    amount: Money
    text: str
