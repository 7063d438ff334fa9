"""Optional parts say which extra they need, instead of which module they miss."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Import what an extra brings inside of the block. Of nested blocks the outermost counts.

    Raises:
        ExtraMissing: Something of it is not installed; it names the extra.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        from backoffice_orders.model.errors.host import ExtraMissing

        module = error.module if isinstance(error, ExtraMissing) else error.name or ""
        if module.partition(".")[0] == __package__:
            raise
        raise ExtraMissing(module, extra) from error


def require_installed(*modules: str) -> None:
    """Raise ``ModuleNotFoundError`` unless these can be imported, and import none of them.

    For those that take a while to import and are not always needed.
    """
    for module in modules:
        if find_spec(module) is None:
            raise ModuleNotFoundError(name=module)
