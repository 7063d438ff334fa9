"""The command line: ``backoffice-orders``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.mail import SmtpMail
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN, load_demo, play
from backoffice_orders.demo_server import serve as serve_demo
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.shop import MAIN_SHOP
from backoffice_orders.serialization import to_json
from backoffice_orders.services.importing import KINDS

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console(soft_wrap=True, highlight=False)

Url = Annotated[
    str, typer.Option("--database", "-d", help="SQLAlchemy URL, or the path of an SQLite file.")
]
Shop = Annotated[str, typer.Option(help="The shop of the database.")]


@app.command()
def run(
    database: Annotated[Path, typer.Option(help="The SQLite file to make anew.")] = Path(
        "demo-shop.db"
    ),
) -> None:
    """Make the demo shop, and play one phone order from end to end."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    with _told_plainly():
        office = _office(str(database), MAIN_SHOP)
        load_demo(office)
        play(office, console)
    console.print(
        f"\nThe demo shop stays in {database}. How to go on:\n"
        f"  the page:     make serve, then http://127.0.0.1:8000/\n"
        f'  the library:  BackOffice.sqlite("{database}"), see README.md\n'
        "  your data:    backoffice-orders load DIR --database shop.db"
    )


@app.command()
def serve(
    database: Url = "demo-shop.db",
    port: Annotated[int, typer.Option(envvar="PORT", help="Where the page answers.")] = 8000,
    mail: Annotated[Path, typer.Option(help="Where letters are written to.")] = Path("demo-mail"),
    large: Annotated[
        bool, typer.Option(help="With 100,000 customers and 20,000 products more.")
    ] = False,
) -> None:
    """Open the page on the demo shop, for this machine only."""
    with _told_plainly():
        serve_demo(_url(database), port, mail, large=large, say=console.print)


@app.command()
def load(directory: Path, database: Url = "shop.db", shop: Shop = MAIN_SHOP) -> None:
    """Import a shop's CSV, JSON and JSON Lines files; with a mistake in any, nothing.

    The files are named for what they hold: shop.json, products.csv, customers.jsonl and so on;
    docs/loading.md lists them with their fields.
    """
    if not directory.is_dir():
        console.print(f"[red]{directory} is not a directory[/red]")
        raise typer.Exit(2)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    with _told_plainly(), bar:
        tasks: dict[str, int] = {}

        def progress(name: str, done: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=size)
            bar.update(bar.task_ids[tasks[name]], completed=done)

        files = read_directory(directory, KINDS, progress)
        if not files:
            bar.stop()
            console.print(f"[red]{directory} holds none of: {', '.join(KINDS)}[/red]")
            raise typer.Exit(2)
        imported = _office(database, shop).setup.load(ANN, files)
    for kind, count in imported.counts.items():
        console.print(f"  {count:>9,} {kind}")
    console.print(f"{imported.total:,} records imported into {database}")


@app.command()
def migrate(database: Annotated[str, typer.Argument(metavar="URL")]) -> None:
    """Bring a database's tables up to date."""
    with _told_plainly():
        SqlStore.open(_url(database)).close()
    console.print("The tables are up to date.")


@app.command()
def deliver(
    database: Url = "shop.db",
    shop: Shop = MAIN_SHOP,
    follow: Annotated[bool, typer.Option(help="Go on, once a second, until stopped.")] = False,
    dead: Annotated[bool, typer.Option(help="List what was given up on, and stop.")] = False,
    smtp: Annotated[
        str,
        typer.Option(
            envvar="BACKOFFICE_SMTP",
            help="The mail server: smtp://user:password@host:587, smtps://... or smtp+plain://...",
        ),
    ] = "",
) -> None:
    """Send letters, print the outbox's events, and give lapsed reservations back.

    Events are JSON objects, one a line; each is forgotten once its line is written: pipe it into
    what shall receive the events. Without a mail server, letters are printed like events.
    """
    with _told_plainly():
        office = _office(database, shop, _mail_server(smtp) if smtp else None)
        if dead:
            for message in office.events.dead(ANN):
                _write_line(message)
            return
        while True:
            done = office.events.deliver(ANN, _write_line)
            if done.idle and not follow:
                return
            if done.idle:
                time.sleep(1)


def _write_line(message: OutboxMessage) -> None:
    sys.stdout.write(to_json(message) + "\n")
    sys.stdout.flush()


def _office(database: str, shop: str, mail: SmtpMail | None = None) -> BackOffice:
    return BackOffice(SqlStore.open(_url(database)), shop=shop, mail=mail)


def _mail_server(url: str) -> SmtpMail:
    try:
        return SmtpMail.from_url(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--smtp") from error


def _url(database: str) -> str:
    return database if "://" in database else f"sqlite:///{database}"


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Errors of the user's are sentences, not tracebacks."""
    try:
        yield
    except BackOfficeError as error:
        console.print(f"[red]{error.code}[/red]: {error}", markup=True)
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        console.print(f"[red]the database cannot be used[/red]: {error}")
        raise typer.Exit(1) from error
