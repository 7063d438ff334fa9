"""What all bases have in common, and replacing single methods of a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar, cast

from backoffice_orders.model.errors.host import NotSupported, TransactionMisused

P = TypeVar("P")


class Part:
    """A part that a host brings. ``part`` is what errors call it."""

    part: ClassVar[str] = "part"

    def unsupported(self, what: str) -> NoReturn:
        """Say that the part does not do this; ``what`` is the method."""
        raise NotSupported(self.part, what)


def around(port: P, **methods: Callable[..., Any]) -> P:
    """The port with some of its methods replaced; all others are the port's own.

    ``around(tx.ports.orders, add=add_with_our_row)`` is the store's orders with another ``add``.

    Raises:
        TransactionMisused: The port has no method of such a name.
    """
    for name in methods:
        if not callable(getattr(port, name, None)):
            raise TransactionMisused(f"{type(port).__name__} has no method {name}")
    return cast(P, _Around(port, methods))


class _Around:
    """A port, but for some methods."""

    def __init__(self, port: object, methods: Mapping[str, Callable[..., Any]]) -> None:
        self._port = port
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        own = self._methods.get(name)
        return own if own is not None else getattr(self._port, name)
