"""The command line: ``backoffice-orders``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.mail import SmtpMail
from backoffice_orders.adapters.sql import SqlStore, has_tables
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli_delivery import Report, own_office
from backoffice_orders.demo import load_demo, play
from backoffice_orders.demo_file import Holds, keep, make_anew, what_holds
from backoffice_orders.demo_server import serve as serve_shop
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.shop import MAIN_SHOP
from backoffice_orders.serialization import to_json
from backoffice_orders.services.importing import KINDS

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
# Without markup: what is printed comes from people's files.
console = Console(soft_wrap=True, highlight=False, markup=False)
complaints = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

Url = Annotated[
    str, typer.Option("--database", "-d", help="SQLAlchemy URL, or the path of an SQLite file.")
]
Shop = Annotated[str, typer.Option(help="The shop of the database.")]
# Who the audit trail names where nobody else is named.
COMMAND = "backoffice-orders"
ActorName = Annotated[
    str, typer.Option("--actor", help="In whose name; the audit trail has it.", metavar="ID")
]


@app.command()
def run(
    database: Annotated[Path, typer.Option(help="The SQLite file to make anew.")] = Path(
        "demo-shop.db"
    ),
) -> None:
    """Make the demo shop, and play one phone order from end to end.

    A file that the demo has made is made anew; one that holds anything else is never touched.
    """
    try:
        make_anew(database)
    except OSError as error:
        _stop(f"{error}: name another file with --database")
    with _told_plainly(), _office(str(database), MAIN_SHOP) as office:
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
    shop: Shop = MAIN_SHOP,
    port: Annotated[int, typer.Option(envvar="PORT", help="Where the page answers.")] = 8000,
    mail: Annotated[Path, typer.Option(help="Where letters are written to.")] = Path("demo-mail"),
    large: Annotated[
        bool, typer.Option(help="A new demo shop with 100,000 customers and 20,000 products more.")
    ] = False,
) -> None:
    """Open the page on a shop, for this machine only and without a login.

    A file that is not there yet becomes a demo shop. Into a database that holds a shop of yours
    nothing is loaded.
    """
    demo = False
    if "://" not in database:
        file = Path(database)
        held = what_holds(file)
        if held is Holds.SOMETHING_ELSE:
            _stop(f"{database} holds no shop: name another file with --database")
        if held is Holds.NOTHING:
            console.print(f"{database} is new: the demo shop is loaded into it.")
            make_anew(file)
        demo = held is not Holds.SHOP and shop == MAIN_SHOP
    if large and not demo:
        _stop(f"--large is for a demo shop, and {database} holds a shop of its own")
    with _told_plainly():
        serve_shop(_url(database), shop, port, mail, demo=demo, large=large, say=console.print)


@app.command()
def load(
    directory: Path,
    database: Url = "shop.db",
    shop: Shop = MAIN_SHOP,
    actor: ActorName = COMMAND,
) -> None:
    """Import a shop's CSV, JSON and JSON Lines files; with a mistake in any, nothing.

    The files are named for what they hold: shop.json, products.csv, customers.jsonl and so on;
    docs/loading.md lists them with their fields.
    """
    if not directory.is_dir():
        _stop(f"{directory} is not a directory", 2)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
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
            _stop(f"{directory} holds none of: {', '.join(KINDS)}", 2)
        with _office(database, shop) as office:
            imported = office.setup.load(Actor.employee(actor, actor), files)
    if "://" not in database:
        keep(Path(database))
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
    database: Annotated[
        str | None,
        typer.Option("--database", "-d", help="SQLAlchemy URL, or an SQLite file.  [shop.db]"),
    ] = None,
    shop: Shop = MAIN_SHOP,
    office: Annotated[
        str,
        typer.Option(
            metavar="MODULE:NAME",
            help="Your own BackOffice, or a function that makes it, with its parts plugged in.",
        ),
    ] = "",
    actor: ActorName = COMMAND,
    follow: Annotated[bool, typer.Option(help="Go on, once a second, until stopped.")] = False,
    waiting: Annotated[bool, typer.Option(help="List what waits, and stop.")] = False,
    dead: Annotated[bool, typer.Option(help="List what was given up on, and stop.")] = False,
    revive: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Deliver this dead message after all, or 'all' of them."),
    ] = None,
    smtp: Annotated[
        str,
        typer.Option(
            envvar="BACKOFFICE_SMTP",
            help="The mail server: smtp://user:password@host:587, smtps://... or "
            "smtp+plain://... (a BackOffice of yours brings its own).",
        ),
    ] = "",
) -> None:
    """Send e-mails, print the outbox's events, and give lapsed reservations back.

    Events are JSON objects, one a line; each is forgotten once its line is written: pipe it into
    what shall receive the events. Without a mail server, e-mails are printed like events. What
    could not be delivered is told on the standard error, and ends with the exit code 1.
    """
    if office and database:
        _stop("a BackOffice of your own has its database: leave out --database or --office", 2)
    who = Actor.employee(actor, actor)
    mail = _mail_server(smtp) if smtp else None
    with _told_plainly():
        opened = _own(office) if office else _existing(database or "shop.db", shop, who, mail)
        with opened:
            if waiting or dead:
                listed = opened.events.pending(who) if waiting else ()
                for message in (*listed, *(opened.events.dead(who) if dead else ())):
                    _write_line(message)
                return
            if revive:
                everything = [message.id for message in opened.events.dead(who)]
                chosen = everything if revive == ["all"] else map(MessageId, revive)
                opened.events.revive(who, *chosen)
            report = Report(_write_line, complaints.print)
            if follow:
                opened.events.follow(who, report.line, stop=Event(), told=report.tell)
            idle = False
            while not idle:
                done = opened.events.deliver(who, report.line)
                report.tell(done)
                idle = done.idle
            report.tell_pending(opened.events.pending(who))
    if report.trouble:
        raise typer.Exit(1)


def _write_line(message: OutboxMessage) -> None:
    sys.stdout.write(to_json(message) + "\n")
    sys.stdout.flush()


def _office(database: str, shop: str, mail: SmtpMail | None = None) -> BackOffice:
    return BackOffice(SqlStore.open(_url(database)), shop=shop, mail=mail)


def _own(name: str) -> BackOffice:
    try:
        return own_office(name)
    except (ValueError, TypeError) as error:
        raise typer.BadParameter(str(error), param_hint="--office") from error


def _existing(database: str, shop: str, actor: Actor, mail: SmtpMail | None) -> BackOffice:
    """The office of a shop that is there: a mistyped name makes no file, and no tables."""
    url = make_url(_url(database))
    if url.get_backend_name() == "sqlite":
        there = what_holds(Path(url.database or "")) in (Holds.SHOP, Holds.DEMO)
    else:
        there = has_tables(url)
    if not there:
        _stop(f"there is no shop in {url.render_as_string()}: name its database with --database")
    office = _office(database, shop, mail)
    office.setup.settings(actor)
    return office


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
        console.print(f"{error.code}: {error}", style="red")
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        console.print(f"the database cannot be used: {error}", style="red")
        raise typer.Exit(1) from error


def _stop(why: str, code: int = 1) -> NoReturn:
    """End the command with one sentence."""
    console.print(why, style="red")
    raise typer.Exit(code)
