"""The databases that the commands are given: a SQLAlchemy URL, or the path of an SQLite file."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import URL

from backoffice_orders.adapters.sql import SqlStore, has_tables
from backoffice_orders.adapters.sql.engine import database_url
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli.terminal import stop
from backoffice_orders.cli.words import _
from backoffice_orders.demo_file import Holds, keep, what_holds
from backoffice_orders.model.actor import Actor
from backoffice_orders.ports.mail import Mail


def url_of(database: str) -> str | URL:
    """The URL of a database that may be named by its path, whatever that has in it."""
    return database if "://" in database else URL.create("sqlite", database=database)


def open_shop(database: str, shop: str, mail: Mail | None = None) -> BackOffice:
    """The office of a shop, whose tables are made or brought up to date."""
    return BackOffice.owning(SqlStore.open(url_of(database)), shop=shop, mail=mail)


def keep_own(database: str) -> None:
    """A shop's own data is in it from now on: the demo does not make the file anew any more."""
    url = database_url(url_of(database))
    if url.get_backend_name() == "sqlite" and url.database:
        keep(Path(url.database))


def require_there(database: str) -> None:
    """End the command where a database holds no shop: a mistyped name makes no file or tables."""
    url = database_url(url_of(database))
    if url.get_backend_name() == "sqlite":
        there = what_holds(Path(url.database or "")) in (Holds.SHOP, Holds.DEMO)
    else:
        there = has_tables(url)
    if not there:
        stop(
            _(
                "there is no shop in {database}: name its database with --database",
                database=url.render_as_string(),
            )
        )


def existing_shop(database: str, shop: str, actor: Actor, mail: Mail | None) -> BackOffice:
    """The office of a shop that is there."""
    require_there(database)
    with ExitStack() as unless_there:
        office = unless_there.enter_context(open_shop(database, shop, mail))
        office.setup.settings(actor)
        unless_there.pop_all()
    return office
