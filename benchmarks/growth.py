"""What calls cost as a shop grows: a big shop's beside the demo's, on SQLite and PostgreSQL.

Run ``python -m benchmarks.growth [--engine sqlite] [--figure rules]``. Each figure is a module of
``benchmarks.growing``; ratios and their limits are printed, and a limit that does not hold is an
error. PostgreSQL runs from a wheel.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.growing import customers, lines, rules, setup
from benchmarks.growing.figures import Figure, NewStore, engines

FIGURES: Mapping[str, Callable[[NewStore], Iterator[Figure]]] = {
    "setup": setup.figures,
    "rules": rules.figures,
    "customers": customers.figures,
    "lines": lines.figures,
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--engine", choices=("sqlite", "postgresql"))
    arguments.add_argument("--figure", choices=tuple(FIGURES))
    given = arguments.parse_args()
    held = True
    with tempfile.TemporaryDirectory() as directory, engines(Path(directory)) as makers:
        for engine, new_store in makers.items():
            if given.engine not in (None, engine):
                continue
            print(engine, flush=True)
            for name, figures in FIGURES.items():
                if given.figure in (None, name):
                    for figure in figures(new_store):
                        print(f"  {figure}", flush=True)
                        held = held and figure.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
