"""How long it takes to start: beside importing what the library stands on, and no more.

Run ``python -m benchmarks.start``. Each line is a new process: from nothing (no file) to the first
priced cart on SQLite, beside importing attrs, cattrs, moneyed and SQLAlchemy; and the command's
help, beside importing Typer and Rich. What counts is the processor's time, which other programs
disturb least; the best of some runs, by turns, after one that leaves compiled modules behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
FIRST_CART = """
from moneyed import Money
from backoffice_orders import Actor, BackOffice, Product, ProductId, ShopSettings

ann = Actor.employee("ann", "Ann")
mug = Product(ProductId("mug"), "Blue mug", Money("10.00", "EUR"))
shop = ShopSettings(
    name="My shop", currency="EUR", country="FR", standard_shipping=Money("5.00", "EUR")
)
with BackOffice.sqlite("shop.db") as office:
    office.setup.save(ann, shop, mug)
    office.setup.set_stock(ann, mug.id, 12)
    view = office.carts.start(ann)
    view = office.products.add(ann, view.cart.id, mug.id, 2, version=view.version)
    assert view.summary.total.gross == Money("25.00", "EUR"), view.summary.total
"""
# What is measured, its floor, and how many times the floor it may take.
MEASURED = [
    (
        "first priced cart",
        ["-c", FIRST_CART],
        ["-c", "import attrs, cattrs, moneyed, sqlalchemy"],
        2.0,
    ),
    ("--help", ["-m", "backoffice_orders", "--help"], ["-c", "import typer, rich"], 2.0),
]


def seconds(arguments: list[str], compiled: Path) -> float:
    """The processor's time that a new Python takes for it, in an empty directory."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=directory,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> int:
    held = True
    with tempfile.TemporaryDirectory() as compiled:
        for name, ours, floor, limit in MEASURED:
            best = [float("inf"), float("inf")]
            for run in range(RUNS + 1):
                for index, arguments in enumerate((floor, ours)):
                    took = seconds(arguments, Path(compiled))
                    if run:
                        best[index] = min(best[index], took)
            ratio = best[1] / best[0]
            print(
                f"{name:<18} floor {best[0] * 1e3:5.0f} ms, ours {best[1] * 1e3:5.0f} ms, "
                f"ratio {ratio:4.2f} (limit {limit:g})"
            )
            held = held and ratio <= limit
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
