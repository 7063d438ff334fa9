"""The command line: ``backoffice-orders``."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from backoffice_orders import __version__
from backoffice_orders.cli.words import _
from backoffice_orders.model.ids import MAIN_SHOP

if TYPE_CHECKING:
    from backoffice_orders.adapters.mail import SmtpMail
    from backoffice_orders.back_office import BackOffice
    from backoffice_orders.model.outbox import OutboxMessage
    from backoffice_orders.services.events import ConsumerState

# Commands import what they need when they run: the help is there at once.
app: typer.Typer = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
Url = Annotated[
    str, typer.Option("--database", "-d", help=_("SQLAlchemy URL, or the path of an SQLite file."))
]
Shop = Annotated[str, typer.Option(help=_("The shop of the database."))]
# Who the audit trail names where nobody else is named.
COMMAND = "backoffice-orders"
ActorName = Annotated[
    str, typer.Option("--actor", help=_("In whose name; the audit trail has it."), metavar="ID")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", help=_("Print the version."), callback=_version, is_eager=True),
]


@app.callback(
    help=_(
        "Create an order for a customer on the phone: the demo, loading, and what leaves a shop."
    )
)
def options(version: Version = False) -> None:
    """What the command is for, and ``--version``."""


@app.command(
    help=_(
        "Make the demo shop, and play one phone order from end to end.\n\n"
        "A file that the demo has made is made anew; one that holds anything else is "
        "never touched."
    )
)
def run(
    database: Annotated[Path, typer.Option(help=_("The SQLite file to make anew."))] = Path(
        "demo-shop.db"
    ),
) -> None:
    """The demo, from an empty file to a placed order."""
    from backoffice_orders.cli.databases import open_shop
    from backoffice_orders.cli.terminal import console, stop, told_plainly
    from backoffice_orders.demo import load_demo
    from backoffice_orders.demo_call import play
    from backoffice_orders.demo_file import make_anew

    with told_plainly():
        try:
            make_anew(database)
        except FileExistsError:
            stop(
                _(
                    "{path} holds something else, not the demo shop: "
                    "name another file with --database",
                    path=database,
                )
            )
        with open_shop(str(database), MAIN_SHOP) as office:
            load_demo(office)
            play(office, console)
    console.print(
        "\n"
        + _(
            "The demo shop stays in {path}. How to go on:\n"
            "  the page:     make serve, then http://127.0.0.1:8000/\n"
            '  the library:  BackOffice.sqlite("{path}"), see README.md\n'
            "  your data:    backoffice-orders load DIR --database shop.db",
            path=database,
        )
    )


@app.command(
    help=_(
        "Open the page on a shop, for this machine only and without a login.\n\n"
        "A file that is not there yet becomes a demo shop, whose e-mails are written to "
        "files. Into a database that holds a shop of yours nothing is loaded, and nothing "
        "leaves it."
    )
)
def serve(
    database: Url = "demo-shop.db",
    shop: Shop = MAIN_SHOP,
    port: Annotated[
        int, typer.Option(envvar="PORT", min=1, max=65535, help=_("Where the page answers."))
    ] = 8000,
    mail: Annotated[Path, typer.Option(help=_("Where the demo's e-mails are written to."))] = Path(
        "demo-mail"
    ),
    large: Annotated[
        bool,
        typer.Option(help=_("A new demo shop with 100,000 customers and 20,000 products more.")),
    ] = False,
) -> None:
    """The page on a shop, for this machine alone."""
    from backoffice_orders.cli.databases import require_there, url_of
    from backoffice_orders.cli.terminal import console, stop, tell, told_plainly
    from backoffice_orders.demo_file import Holds, make_anew, what_holds
    from backoffice_orders.demo_server import serve_demo, serve_shop

    demo = False
    if "://" not in database:
        file = Path(database)
        with told_plainly():
            held = what_holds(file)
            # Nothing is made for a mistyped shop.
            if held is Holds.SOMETHING_ELSE or (held is Holds.NOTHING and shop != MAIN_SHOP):
                stop(_("{path} holds no shop: name another file with --database", path=database))
            if held is Holds.NOTHING:
                make_anew(file)
                console.print(_("{path} is new: the demo shop is loaded into it.", path=database))
        demo = held is not Holds.SHOP and shop == MAIN_SHOP
    if large and not demo:
        stop(_("--large is for a demo shop, and {path} holds a shop of its own", path=database))
    with told_plainly():
        if demo:
            serve_demo(url_of(database), port, mail, large=large, say=tell)
        else:
            require_there(database)
            serve_shop(url_of(database), shop, port, say=tell)


@app.command(
    help=_(
        "Import a shop's CSV, JSON and JSON Lines files; with a mistake in any, nothing.\n\n"
        "The files are named for what they hold: shop.json, products.csv, customers.jsonl "
        "and so on; docs/loading.md lists them with their fields."
    )
)
def load(
    directory: Path,
    database: Url = "shop.db",
    shop: Shop = MAIN_SHOP,
    actor: ActorName = COMMAND,
    decimal_comma: Annotated[
        bool, typer.Option(help=_("Numbers in CSV files are like 1.234,50."))
    ] = False,
) -> None:
    """Import files, or nothing of them."""
    from backoffice_orders.cli.loading import load_directory
    from backoffice_orders.cli.terminal import told_plainly

    with told_plainly():
        load_directory(directory, database, shop, actor, decimal_comma=decimal_comma)


@app.command(help=_("Bring a database's tables up to date."))
def migrate(database: Annotated[str, typer.Argument(metavar="URL")]) -> None:
    """Migrate a database."""
    from backoffice_orders.cli.databases import open_shop
    from backoffice_orders.cli.terminal import console, told_plainly

    with told_plainly():
        open_shop(database, MAIN_SHOP).close()
    console.print(_("The tables are up to date."))


@app.command(
    help=_(
        "Send e-mails, print the outbox's events, give lapsed reservations back, and tidy "
        "up.\n\n"
        "Events are JSON objects, one a line; each counts as delivered once its line is "
        "written: pipe it into what shall receive the events. Without a mail server, "
        "e-mails are printed like events. A BackOffice of yours that has consumers gives "
        "events to them, and prints none. What could not be delivered is told on the "
        "standard error, and ends with the exit code 1. What is older than the shop keeps "
        "it is removed at the end, and once an hour with --follow."
    )
)
def deliver(
    database: Annotated[
        str | None,
        typer.Option("--database", "-d", help=_("SQLAlchemy URL, or an SQLite file.  [shop.db]")),
    ] = None,
    shop: Shop = MAIN_SHOP,
    office: Annotated[
        str,
        typer.Option(
            metavar="MODULE:NAME",
            help=_(
                "Your own BackOffice, or several (a list, a dict), or a function that makes them."
            ),
        ),
    ] = "",
    actor: ActorName = COMMAND,
    follow: Annotated[bool, typer.Option(help=_("Go on, once a second, until stopped."))] = False,
    waiting: Annotated[bool, typer.Option(help=_("List what waits, and stop."))] = False,
    dead: Annotated[bool, typer.Option(help=_("List what was given up on, and stop."))] = False,
    revive: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help=_("Deliver this dead message after all, or 'all' of them.")
        ),
    ] = None,
    consumers: Annotated[
        bool,
        typer.Option(help=_("List who is given events, and how much waits for each, and stop.")),
    ] = False,
    consumer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help=_("Of this consumer alone: --waiting, --dead, --revive.")
        ),
    ] = None,
    unsubscribe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=_("Give this consumer nothing more, and stop.")),
    ] = None,
    smtp: Annotated[
        str,
        typer.Option(
            envvar="BACKOFFICE_SMTP",
            help=_(
                "The mail server: smtp://user:password@host:587, smtps://... or "
                "smtp+plain://... (a BackOffice of yours brings its own)."
            ),
        ),
    ] = "",
) -> None:
    """Deliver what the outbox holds, or list it."""
    from backoffice_orders.cli.databases import existing_shop
    from backoffice_orders.cli.delivery import (
        Report,
        Tidying,
        deliver_all,
        messages_in,
        revive_in,
        unsubscribe_in,
    )
    from backoffice_orders.cli.terminal import complaints, stop, told_plainly
    from backoffice_orders.model.actor import Actor
    from backoffice_orders.services.events import go_round

    if office and database:
        stop(_("a BackOffice of your own has its database: leave out --database or --office"), 2)
    who = Actor.employee(actor, actor)
    mail = _mail_server(smtp) if smtp else None
    with told_plainly():
        offices = (
            _own(office) if office else (existing_shop(database or "shop.db", shop, who, mail),)
        )
        with ExitStack() as open_now:
            for opened in offices:
                open_now.enter_context(opened)
            if consumers or unsubscribe:
                if unsubscribe:
                    unsubscribe_in(offices, who, unsubscribe)
                for opened in offices:
                    for state in opened.events.consumers(who) if consumers else ():
                        _write_line(state)
                return
            if waiting or dead:
                for message in messages_in(offices, who, consumer, waiting=waiting, dead=dead):
                    _write_line(message)
                return
            if revive:
                revive_in(offices, who, revive, consumer)
            report = Report(_write_line, complaints.print)
            # A host's own consumers, or else the standard output.
            rounds = [
                partial(each.events.deliver, who, None if each.desk.consumers else report.line)
                for each in offices
            ]
            tidying = Tidying(offices, who, report)
            if follow:
                go_round(rounds, _told_to_stop(), 1.0, tidying.after)
                return
            for opened, deliver_some in zip(offices, rounds, strict=True):
                deliver_all(opened, who, deliver_some, report)
            tidying.now()
    if report.trouble:
        raise typer.Exit(1)


def _told_to_stop() -> Event:
    """Set once a service manager ends the process: what is under way is done, and noted, first.

    An e-mail that has left and is not noted would leave again. Told twice, it ends at once.
    """
    import signal

    stop = Event()

    def end(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGTERM, end)
    return stop


def _write_line(value: OutboxMessage | ConsumerState) -> None:
    import sys

    from backoffice_orders.serialization import to_json

    # Whatever the terminal's letters are, programs read JSON as UTF-8 (RFC 8259).
    sys.stdout.buffer.write(f"{to_json(value)}\n".encode())
    sys.stdout.flush()


def _own(name: str) -> tuple[BackOffice, ...]:
    from backoffice_orders.cli.delivery import OfficeFailed, own_offices
    from backoffice_orders.cli.terminal import complaints

    try:
        return own_offices(name)
    except OfficeFailed as error:
        complaints.print(str(error), style="red")
        raise typer.Exit(1) from error
    except (ValueError, TypeError) as error:
        raise typer.BadParameter(str(error), param_hint="--office") from error


def _mail_server(url: str) -> SmtpMail:
    from backoffice_orders.adapters.mail import SmtpMail

    try:
        return SmtpMail.from_url(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--smtp") from error
