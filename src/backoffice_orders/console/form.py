"""A form as it was submitted, and what its fields say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from moneyed import Money
from starlette.datastructures import FormData, UploadFile

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.reasons import LISTED_ONE
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Merging
from backoffice_orders.services.products import FileUpload
from backoffice_orders.web.fields import amount, percentage, text, whole_number
from backoffice_orders.web.page_fields import Sent

# Last parts of the names of fields in which an employee names products or vouchers.
_NAMED = frozenset(
    {"product_id", "product_ids", "combination_id", "combination_ids", "combinable_with"}
)
# Fields that tell one copy of a form from another, and nothing of what it is to do.
_SAY_NOTHING = frozenset({"token", "once"})
Kind = TypeVar("Kind", bound=StrEnum)


@frozen
class Form:
    """A submitted form, and the contents of its files by field."""

    data: FormData
    files: Mapping[str, FileUpload]
    language: Language

    @classmethod
    async def read(cls, data: FormData, language: Language) -> Form:
        """With its files read; numbers are as a reader of the language types them."""
        files = {}
        for name, value in data.items():
            if isinstance(value, UploadFile) and value.filename:
                media_type = value.content_type or "application/octet-stream"
                files[name] = FileUpload(value.filename, media_type, await value.read())
        return cls(data, files, language)

    def text(self, name: str) -> str:
        """A text, empty if it is not there."""
        return text(self.data, name)

    def whole(self, name: str) -> int:
        """A whole number, or ``FieldInvalid``."""
        return whole_number(self.data, name)

    def choice(self, name: str, kinds: type[Kind], default: Kind) -> Kind:
        """One of several kinds, the default where nothing is chosen; or ``FieldInvalid``."""
        try:
            return kinds(self.text(name)) if self.text(name) else default
        except ValueError as error:
            raise FieldInvalid(name, LISTED_ONE()) from error

    @property
    def version(self) -> int:
        """The version of the cart that the page has shown."""
        return self.whole("version")

    @property
    def seen(self) -> Merging:
        """The same, where what a colleague has changed elsewhere in the cart is kept."""
        return Merging(self.version)

    def percentage(self, name: str) -> Decimal:
        """A percentage that was typed, or ``FieldInvalid``."""
        return percentage(name, self.text(name), self.language)

    def money(self, name: str, currency: str) -> Money:
        """An amount in this currency that was typed, or ``FieldInvalid``."""
        return amount(name, self.text(name), currency, self.language)

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    @property
    def searches(self) -> int:
        """How many products and vouchers are named in it: each is searched for."""
        named = [
            value
            for name, value in self.data.multi_items()
            if name.rpartition(".")[2] in _NAMED and isinstance(value, str)
        ]
        return sum(bool(part.strip()) for value in named for part in value.split(","))

    @property
    def digest(self) -> bytes:
        """What tells it from a form that says something else."""
        told = [
            [name, value if isinstance(value, str) else str(value.filename)]
            for name, value in self.data.multi_items()
            if name not in _SAY_NOTHING
        ]
        contents = [[name, file.content.hex()] for name, file in self.files.items()]
        return sha256(json.dumps([sorted(told), sorted(contents)]).encode()).digest()

    @property
    def sent(self) -> Sent:
        """The fields of the cart's page."""
        return Sent.of(self.data)
