"""New identifiers."""

from typing import Protocol


class Ids(Protocol):
    """Makes identifiers and voucher codes."""

    def new(self, kind: str) -> str:
        """An id that was never given before: ``kind``, an underscore, letters and digits.

        Later ids compare as greater, so that lists by id are in the order of making.
        """
        ...

    def voucher_code(self) -> str:
        """A code that nobody can guess, easy to read aloud: ten letters and digits."""
        ...
