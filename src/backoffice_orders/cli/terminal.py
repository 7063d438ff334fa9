"""What the commands print on, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from backoffice_orders.cli.words import say
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.messages import Message

# Without markup: what is printed comes from people's files.
console: Console = Console(soft_wrap=True, highlight=False, markup=False)
complaints: Console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Errors of the user's are sentences on the standard error, not tracebacks."""
    try:
        yield
    except BackOfficeError as error:
        complaints.print(f"{error.code}: {say(error.message)}", style="red")
        raise typer.Exit(1) from error


def tell(said: Message | str) -> None:
    """Print a message in the reader's language."""
    console.print(say(said))


def stop(why: str, code: int = 1) -> NoReturn:
    """End the command with one sentence, where no program takes it for an answer."""
    complaints.print(why, style="red")
    raise typer.Exit(code)
