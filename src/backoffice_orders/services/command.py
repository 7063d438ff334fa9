"""Commands: changes of a cart as values, which can be put together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import ClassVar, Final, Literal

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, FieldMissing
from backoffice_orders.model.reasons import A_WHOLE_NUMBER, must_be
from backoffice_orders.services.desk import Work


class _AnyVersion(Enum):
    """Overwriting whatever is stored, said by its name."""

    ANY_VERSION = "any version"


ANY_VERSION: Final = _AnyVersion.ANY_VERSION


class Merging(int):
    """A version that was seen, where changes of others since then shall be kept.

    ``office.products.remove(ann, cart_id, line_id, version=Merging(7))`` is done on the cart as it
    is now, if nobody has changed since version 7 what is changed by it; otherwise it is refused
    as ``StaleCart``, as for a plain number. Placing and sending refuse anything that was not seen.
    """

    __slots__ = ()


# The version of a cart that was seen; or that it does not matter.
Version = int | Literal[_AnyVersion.ANY_VERSION]


def seen_version(version: Version) -> int | None:
    """The version that was seen, None for any.

    Raises:
        FieldMissing: It was not said.
        FieldInvalid: It is something else.
    """
    if version is ANY_VERSION:
        return None
    if version is None:
        raise FieldMissing("version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise FieldInvalid("version", must_be(A_WHOLE_NUMBER(), version))
    return version


class Command(ABC):
    """One change of a cart, as a frozen attrs value with what it takes as its fields.

    A host's own command is a subclass like those here: ``action`` is what the audit trail calls
    it, ``permissions`` are what an actor needs for it.
    """

    __slots__ = ()

    action: ClassVar[str]
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.EDIT_CART,)
    # Whether it is refused where a line that it concerns has no price afterwards.
    needs_price: ClassVar[bool] = False

    @abstractmethod
    def apply(self, work: Work, cart: Cart) -> Cart:
        """The cart as it shall be, from the cart as it is; or an error, and nothing happens.

        It runs in the transaction of the whole, and again where others were faster: what it does
        besides, it does through the ports of ``work``.
        """

    def concerns(self, line: CartLine) -> bool:
        """Whether it is to blame where the cart asks for more of this line than there is."""
        return False


@contextmanager
def blamed(command: Command | None) -> Iterator[None]:
    """Let an error say which of several commands it is about."""
    try:
        yield
    except BackOfficeError as error:
        if command is not None and refused_command(error) is None:
            error.__dict__["refused_command"] = command
            error.add_note(f"refused: {command.action}")
        raise


def refused_command(error: BackOfficeError) -> Command | None:
    """The command that was refused; None where the cart itself was, or something else."""
    found: Command | None = error.__dict__.get("refused_command")
    return found
