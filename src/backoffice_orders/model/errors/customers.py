"""Errors about customers and their addresses."""

from typing import Any, ClassVar

from backoffice_orders.model.errors.base import Conflict, InvalidInput, NotFound
from backoffice_orders.model.errors.fields import FieldProblem
from backoffice_orders.model.messages import Reason, Sentence


class CustomerNotFound(NotFound):
    """The shop has no customer with this id."""

    customer_id: str

    code: ClassVar[str] = "customer_not_found"
    sentence: ClassVar[str] = "The shop does not have this customer: search again."


class CustomerInactive(Conflict):
    """The customer's account is switched off."""

    customer_id: str
    name: str

    code: ClassVar[str] = "customer_inactive"
    sentence: ClassVar[str] = (
        "The account of {name} is switched off: switch it on before ordering for them."
    )
    to_customer: ClassVar[str] = "Nothing can be ordered for {name} at the moment: ask the shop."


class CustomerIsErased(Conflict):
    """All that tells who the customer was has been taken out for good."""

    customer_id: str

    code: ClassVar[str] = "customer_is_erased"
    sentence: ClassVar[str] = (
        "This customer has been erased for good: choose another one, or create a new one."
    )
    to_customer: ClassVar[str] = "Nothing can be ordered here any more: ask the shop."


class CustomerMissing(Conflict):
    """The order has no customer yet."""

    code: ClassVar[str] = "customer_missing"
    sentence: ClassVar[str] = "Choose a customer first."


class EmailInvalid(InvalidInput):
    """The e-mail address cannot receive mail as it is written."""

    email: str
    reason: Reason

    code: ClassVar[str] = "email_invalid"
    sentence: ClassVar[str] = "Check the e-mail address '{email}': {reason}"


class EmailTaken(Conflict):
    """An account with this e-mail address exists already."""

    email: str
    customer_id: str

    code: ClassVar[str] = "email_taken"
    sentence: ClassVar[str] = "There is an account for {email} already: choose that customer."


class PhoneInvalid(InvalidInput):
    """The number is not a possible telephone number."""

    phone: str

    code: ClassVar[str] = "phone_invalid"
    sentence: ClassVar[str] = "Check the phone number '{phone}'; start it with + and the country."


class VatNumberInvalid(InvalidInput):
    """The VAT number has not the form of its country.

    ``mistyped``: it has the form, and only its check digits are wrong.
    """

    vat_number: str
    mistyped: bool = False

    code: ClassVar[str] = "vat_number_invalid"
    sentence: ClassVar[str] = "Check the VAT number '{vat_number}', including its country prefix."


class AddressNotFound(NotFound):
    """The shop has no address with this id."""

    address_id: str

    code: ClassVar[str] = "address_not_found"
    sentence: ClassVar[str] = "This address is not there any more: choose another one."


class AddressOtherCustomer(Conflict):
    """The address belongs to somebody else."""

    address_id: str
    customer_id: str

    code: ClassVar[str] = "address_other_customer"
    sentence: ClassVar[str] = "This address belongs to another customer: choose one of this one's."


class AddressInvalid(InvalidInput):
    """Fields of an address are wrong. ``fields`` are all of them, in the form's order.

    ``country`` is the code of the country whose form it is.
    """

    country: str
    fields: tuple[FieldProblem, ...]

    code: ClassVar[str] = "address_invalid"
    sentence: ClassVar[str] = "Correct the address:\n{listed}"

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with each field, by its name: see ``FieldProblem.code``."""
        return {each.name: each.code for each in self.fields}

    def details(self) -> dict[str, Any]:
        """The country, and of each wrong field its code and what to do about it."""
        sentences = {each.name: each.sentence for each in self.fields}
        return {"country": self.country, "problems": self.problems, "sentences": sentences}

    def values(self) -> dict[str, Any]:
        """Field by field, what to do."""
        return {"listed": tuple(each.beside_its_label for each in self.fields)}


class CountryUnavailable(InvalidInput):
    """The shop does not sell to this country."""

    country: str

    code: ClassVar[str] = "country_unavailable"
    sentence: ClassVar[str] = "The shop does not deliver to '{country}'; use another address."
    to_customer: ClassVar[str] = "We do not deliver to this country: choose another address."


class AddressMissing(Conflict):
    """The order cannot go on without this address. ``which`` is ``delivery`` or ``invoice``."""

    which: str

    code: ClassVar[str] = "address_missing"
    sentence: ClassVar[str] = "Choose the {which} address, or add one."
    to_customer: ClassVar[str] = "An address is missing: choose one, or add one."

    def values(self) -> dict[str, Any]:
        """Which address it is, as people call it."""
        return {"which": _WHICH[self.which]()} if self.which in _WHICH else self.details()


_WHICH = {
    "delivery": Sentence("address_missing.delivery", "delivery"),
    "invoice": Sentence("address_missing.invoice", "invoice"),
}
