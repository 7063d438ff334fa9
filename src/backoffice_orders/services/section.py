"""What the sections of the back office have in common."""

from __future__ import annotations

import inspect

from backoffice_orders.services.arguments import checking
from backoffice_orders.services.desk import Desk


class Section:
    """A section of the back office, whose use cases check what they are called with.

    Raises, in the use cases of its subclasses:
        FieldInvalid: An argument is of another type; ``field`` is its name.
        QuantityInvalid: Something that is counted is no whole number.
        NotFound: An id that nothing can have; the subclass says of what.
    """

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self._desk = desk

    def __init_subclass__(cls) -> None:
        for name, method in list(vars(cls).items()):
            if inspect.isfunction(method) and not name.startswith("_"):
                setattr(cls, name, checking(method))
