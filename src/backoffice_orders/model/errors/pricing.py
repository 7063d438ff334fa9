"""Errors about prices, currencies and taxes."""

from typing import ClassVar

from backoffice_orders.model.errors.base import InvalidInput, NotFound
from backoffice_orders.model.messages import Message, Name, Sentence


class CurrencyUnknown(InvalidInput):
    """No ISO 4217 currency has this code."""

    currency: str

    code: ClassVar[str] = "currency_unknown"
    sentence: ClassVar[str] = "There is no currency '{currency}'; use a code such as EUR."


class CurrencyUnavailable(InvalidInput):
    """The shop has no exchange rate for this currency."""

    currency: str

    code: ClassVar[str] = "currency_unavailable"
    sentence: ClassVar[str] = "The shop does not sell in {currency}; choose another currency."


class CurrencyMismatch(InvalidInput):
    """An amount was given in another currency than the order's."""

    field: str
    expected: str
    given: str

    code: ClassVar[str] = "currency_mismatch"
    sentence: ClassVar[str] = "Give {field} in {expected}, the currency of the order, not {given}."


class AmountNegative(InvalidInput):
    """A price or amount below zero."""

    field: str

    code: ClassVar[str] = "amount_negative"
    sentence: ClassVar[str] = "{field} cannot be negative."


NOT_TAXED = Sentence(
    "tax_group_not_found.named",
    "{name}: its tax group is not there any more. Have whoever sets up the shop's taxes mend it.",
    to_customer="This cannot be ordered at the moment: ask the shop.",
)


class TaxGroupNotFound(NotFound):
    """The shop has no such tax group.

    ``name`` is what is taxed by it, where that is known.
    """

    tax_group_id: str
    name: Name = ""

    code: ClassVar[str] = "tax_group_not_found"
    sentence: ClassVar[str] = "There is no tax group '{tax_group_id}'; choose one of the shop's."
    to_customer: ClassVar[str] = NOT_TAXED.to_customer

    @property
    def message(self) -> Message:
        """What it says: by what it is missed for, where that is known."""
        return NOT_TAXED(name=self.name) if self.name else super().message
