"""What is wrong with one field of a form, beside the others that are wrong."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    FieldMissing,
    FieldTooLong,
)

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "company": "Company",
    "vat_number": "VAT number",
    "street": "Street",
    "city": "City",
    "country": "Country",
    "phone": "Phone",
    "alias": "Name of this address",
    "note": "Note",
    "postcode": "Postcode",
    "postal": "Postcode",
    "zip": "ZIP code",
    "pin": "PIN code",
    "eircode": "Eircode",
    "state": "State",
    "area": "Area",
    "county": "County",
    "department": "Department",
    "district": "District",
    "do_si": "Province or city",
    "emirate": "Emirate",
    "island": "Island",
    "oblast": "Region",
    "parish": "Parish",
    "prefecture": "Prefecture",
    "province": "Province",
}
"""What people call the fields of an address, and what countries call postcode and state."""


@frozen
class FieldProblem:
    """One wrong field.

    Attributes:
        name: The field's name in the model (``postcode``).
        code: What is wrong, for programs: ``required``, ``invalid``, ``too_long`` or
            ``not_in_state``.
        message: What to do about it, with ``values`` to be filled in: what is translated.
        values: By the names in ``message``.
        label: What the field is called there, a key of ``LABELS``; its name by default.
    """

    name: str
    code: str
    message: str
    values: Mapping[str, str | int] = field(factory=dict, hash=False)
    label: str = ""

    @property
    def sentence(self) -> str:
        """What to do about it, in English."""
        return self.message.format(**self.values)

    @property
    def called(self) -> str:
        """What the field is called, in English."""
        return LABELS.get(self.label or self.name, self.name)

    @classmethod
    def of(cls, name: str, error: BackOfficeError) -> FieldProblem:
        """What an error says that is about one field alone."""
        match error:
            case FieldMissing():
                return cls(name, "required", "Fill it in.")
            case FieldTooLong():
                values = {"limit": error.limit, "length": error.length}
                message = "Shorten it to {limit} characters; it has {length}."
                return cls(name, "too_long", message, values)
            case FieldInvalid():
                return cls(name, "invalid", "Correct it: {reason}.", {"reason": error.reason})
        return cls(name, "invalid", error.sentence, error.details())
