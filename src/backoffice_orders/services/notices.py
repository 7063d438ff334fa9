"""What a use case has to say besides its result."""

from __future__ import annotations

from attrs import frozen

from backoffice_orders.model.errors.base import BackOfficeError


@frozen
class Notice:
    """Something that changed by itself and has to be said to the employee."""

    code: str
    sentence: str

    @classmethod
    def of(cls, error: BackOfficeError) -> Notice:
        """What an error would have said, where the use case goes on."""
        return cls(error.code, str(error))
