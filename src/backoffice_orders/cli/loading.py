"""``backoffice-orders load``: files into a shop, with progress."""

from __future__ import annotations

from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.cli.databases import keep_own, open_shop
from backoffice_orders.cli.terminal import console, stop
from backoffice_orders.cli.words import _, ngettext
from backoffice_orders.model.actor import Actor
from backoffice_orders.services.importing import KINDS


def load_directory(
    directory: Path, database: str, shop: str, actor: str, *, decimal_comma: bool = False
) -> None:
    """Import a directory's files into a shop, and print what was imported.

    Raises:
        ImportRefused: Some records have mistakes; nothing was imported.
    """
    if not _is_directory(directory):
        stop(_("{path} is not a directory", path=directory), 2)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    with bar:
        tasks: dict[str, int] = {}

        def progress(name: str, done: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=size)
            bar.update(bar.task_ids[tasks[name]], completed=done)

        files = read_directory(directory, KINDS, progress, decimal_comma=decimal_comma)
        if not files:
            bar.stop()
            stop(_("{path} holds none of: {kinds}", path=directory, kinds=", ".join(KINDS)), 2)
        with open_shop(database, shop) as office:
            imported = office.setup.load(Actor.employee(actor, actor), files)
            if isinstance(office.desk.store, SqlStore):
                office.desk.store.analyze()
    keep_own(database)
    for kind, count in imported.counts.items():
        console.print(f"  {count:>9,} {kind}")
    console.print(
        ngettext(
            "{count} record imported into {path}",
            "{count} records imported into {path}",
            imported.total,
            path=database,
        )
    )


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # its name is too long, say
        return False
