"""Errors about products, lines and stock."""

from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict, FieldInvalid, InvalidInput, NotFound
from backoffice_orders.model.messages import Message, Name, Reason, Sentence

NOT_IN_CATALOG = Sentence(
    "product_not_found.named",
    "{name} is not in the catalog (any more): choose another product.",
    to_customer="This product is not sold any more: remove it.",
)


class ProductNotFound(NotFound):
    """The shop has no product with this id.

    ``name`` is what it was called, where a cart or an order says so.
    """

    product_id: str
    name: Name = ""

    code: ClassVar[str] = "product_not_found"
    sentence: ClassVar[str] = "The shop does not have this product: search again."
    to_customer: ClassVar[str] = NOT_IN_CATALOG.to_customer

    @property
    def message(self) -> Message:
        """What it says: by its name, where that is known."""
        return NOT_IN_CATALOG(name=self.name) if self.name else super().message


class ProductUnavailable(Conflict):
    """The product is switched off or cannot be ordered."""

    product_id: str
    name: str

    code: ClassVar[str] = "product_unavailable"
    sentence: ClassVar[str] = "{name} is not for sale at the moment: choose another product."


class CombinationRequired(InvalidInput):
    """The product is only sold as one of its combinations."""

    product_id: str
    name: str

    code: ClassVar[str] = "combination_required"
    sentence: ClassVar[str] = "Choose which combination of {name} to add."


class CombinationNotFound(NotFound):
    """The product has no such combination; it may be another product's."""

    product_id: str
    combination_id: str

    code: ClassVar[str] = "combination_not_found"
    sentence: ClassVar[str] = "This product does not have this combination: choose another one."
    to_customer: ClassVar[str] = "This product is not sold any more: remove it."


class CodeUnknown(NotFound):
    """Nothing that is sold has this number."""

    written: str

    code: ClassVar[str] = "code_unknown"
    sentence: ClassVar[str] = "No product has the number {written}: correct it, or search by name."


class CodeAmbiguous(Conflict):
    """Several products have this number."""

    written: str
    names: tuple[str, ...]

    code: ClassVar[str] = "code_ambiguous"
    sentence: ClassVar[str] = "Several products have the number {written}: {names}. Search by name."


class CustomizationRequired(InvalidInput):
    """A required text or file is missing."""

    product_id: str
    field: str

    code: ClassVar[str] = "customization_required"
    sentence: ClassVar[str] = "Ask the customer for '{field}': it is required for this product."
    to_customer: ClassVar[str] = "Fill in '{field}': it is required for this product."


class CustomizationInvalid(InvalidInput):
    """A text or file does not fit the product's fields."""

    product_id: str
    field: str
    reason: Reason

    code: ClassVar[str] = "customization_invalid"
    sentence: ClassVar[str] = "Correct '{field}': {reason}."


class FileRefused(InvalidInput):
    """An uploaded file is too large or of a kind that is not taken."""

    name: str
    reason: Reason

    code: ClassVar[str] = "file_refused"
    sentence: ClassVar[str] = "The file {name} was not taken: {reason}."


class QuantityInvalid(FieldInvalid):
    """Something that is counted was not given as a whole number."""

    code: ClassVar[str] = "quantity_invalid"


class QuantityNotPositive(InvalidInput):
    """A quantity of zero or less."""

    quantity: int

    code: ClassVar[str] = "quantity_not_positive"
    sentence: ClassVar[str] = "Enter a quantity of at least 1, not {quantity}."


class QuantityTooLarge(InvalidInput):
    """More than a line can hold."""

    quantity: int
    limit: int

    code: ClassVar[str] = "quantity_too_large"
    sentence: ClassVar[str] = "Enter a quantity of at most {limit}."


class MinimalQuantity(InvalidInput):
    """Less than the product is sold in."""

    product_id: str
    name: str
    minimum: int
    quantity: int

    code: ClassVar[str] = "minimal_quantity"
    sentence: ClassVar[str] = "{name} is sold from {minimum} pieces; {quantity} were asked for."
    singular: ClassVar[str] = "{name} is sold from {minimum} piece; {quantity} were asked for."
    counts: ClassVar[str] = "minimum"


NONE_LEFT = Sentence(
    "out_of_stock.none",
    "Nothing of {name} is left: choose another product.",
    to_customer="Nothing of {name} is left: remove it.",
)


class OutOfStock(Conflict):
    """More was asked for than is left. ``remaining`` is what this order can still have."""

    product_id: str
    combination_id: str | None
    name: str
    wanted: int
    remaining: int

    code: ClassVar[str] = "out_of_stock"
    sentence: ClassVar[str] = (
        "Only {remaining} of {name} left, {wanted} asked for: lower the quantity."
    )
    to_customer: ClassVar[str] = "Only {remaining} of {name} are left: lower the quantity."

    @property
    def message(self) -> Message:
        """What it says: of what nothing is left, no lower quantity helps."""
        return super().message if self.remaining else NONE_LEFT(name=self.name)


class LineNotFound(NotFound):
    """The cart has no such line."""

    line_id: str

    code: ClassVar[str] = "line_not_found"
    sentence: ClassVar[str] = "This line is not in the cart any more: look at the cart again."


class LineFixed(Conflict):
    """Its price was agreed for this very quantity: only the shop can change it."""

    line_id: str

    code: ClassVar[str] = "line_fixed"
    sentence: ClassVar[str] = "The price was agreed for this quantity: ask the shop to change it."


class ReasonMissing(InvalidInput):
    """A change that needs a reason was made without one."""

    what: Reason

    code: ClassVar[str] = "reason_missing"
    sentence: ClassVar[str] = "Give a reason for {what}."
