"""What a use case has to say besides its result."""

from __future__ import annotations

from attrs import frozen

from backoffice_orders.model.errors.base import BackOfficeError


@frozen
class Notice:
    """Something that changed by itself and has to be said to the employee."""

    code: str
    sentence: str

    @property
    def welcome(self) -> bool:
        """Whether it only makes the order cheaper: nobody has to be asked."""
        return self.code == "rule_applied"

    @classmethod
    def of(cls, error: BackOfficeError) -> Notice:
        """What an error would have said, where the use case goes on."""
        return cls(error.code, str(error))
