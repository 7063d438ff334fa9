"""Loading a large shop by ``backoffice-orders load``: time, rows per second and peak memory.

Run ``python -m benchmarks.load [--customers N] [--products N] [--database FILE]``. A shop of a
tenth of the size is loaded first: the memory of both is printed, and must not grow with the rows.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backoffice_orders.demo_large import write_files

# Peak memory of the large load beside that of one a tenth as large.
LIMIT = 1.25


def load(customers: int, products: int, database: Path) -> float:
    """Load a shop in a process of its own; its peak memory in MB."""
    with tempfile.TemporaryDirectory() as directory:
        write_files(Path(directory), customers, products)
        settings = {"name": "Big shop", "currency": "EUR", "country": "FR"}
        (Path(directory) / "shop.json").write_text(json.dumps(settings))
        command = [str(Path(sys.executable).parent / "backoffice-orders"), "load", directory]
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--database", str(database)], stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    rows, peak = customers + products, used.ru_maxrss / 1024
    print(
        f"{customers:>9,} customers, {products:>7,} products: {taken:7.1f} s, "
        f"{rows / taken:6,.0f} rows/s, peak memory {peak:5.0f} MB",
        flush=True,
    )
    return peak


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--products", type=int, default=100_000)
    arguments.add_argument("--database", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        small = load(given.customers // 10, given.products // 10, Path(directory) / "small.db")
        database = given.database or Path(directory) / "large.db"
        large = load(given.customers, given.products, database)
    print(f"memory: {large / small:.2f} of that of a tenth of the rows (limit {LIMIT})")
    return 0 if large / small <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
