"""Searching a million customers: ours beside the best bare queries on the same data.

Run ``python -m benchmarks.load --database shop.db`` first, then
``python -m benchmarks.search shop.db``. The bare query answers the same question, best first, 20
results, and returns names: an FTS5 table with prefix indexes, whose matches are ranked and sorted.
Beside it stands what no shop could keep: FTS5 over rows that were numbered in the order of a page,
so that nothing has to be sorted, and nobody can be added. All run in one process, by turns.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.text import normalize
from backoffice_orders.testing.samples import EMPLOYEE

LIMIT, TAIL_LIMIT = 3.0, 5.0
QUERIES = 150
NUMBERED = "FTS5, rows numbered in page order"


class Bare:
    """The same customers in tables of the bench's own, beside ours."""

    def __init__(self, database: Path, count: int) -> None:
        file = database.with_suffix(".bare.db")
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA mmap_size=4000000000")
        made = self._connection.execute("SELECT name FROM sqlite_master").fetchall()
        if ("fts",) not in made:
            self._fill(database)
        assert self._connection.execute("SELECT count(*) FROM person").fetchone()[0] == count

    def _fill(self, database: Path) -> None:
        run = self._connection.execute
        run("CREATE VIRTUAL TABLE fts USING fts5(words, prefix='1 2 3', content='')")
        run("CREATE TABLE person (id INTEGER PRIMARY KEY, words TEXT, name TEXT)")
        source = sqlite3.connect(database)
        # Row ids in the order of a page, so that whatever is read first is shown first.
        rows = source.execute(
            "SELECT json_extract(document, '$.first_name'), json_extract(document, '$.last_name'),"
            " json_extract(document, '$.email') FROM bo_customers ORDER BY sort_key, id"
        )
        for number, (first, last, email) in enumerate(rows):
            words = f" {normalize(f'{first} {last} {email}')} ".replace("@", " ").replace(".", " ")
            self._connection.execute("INSERT INTO fts(rowid, words) VALUES (?, ?)", (number, words))
            self._connection.execute(
                "INSERT INTO person VALUES (?, ?, ?)", (number, words, f"{first} {last}")
            )
        source.close()
        self._connection.commit()
        run("INSERT INTO fts(fts) VALUES ('optimize')")
        self._connection.commit()

    def sorted_matches(self, words: list[str]) -> list[str]:
        """All matches of FTS5, ranked by whole words, then in a page's order."""
        match = " AND ".join(f"{word}*" for word in words)
        rank = " + ".join("(p.words LIKE ?)" for _ in words)
        query = (
            f"SELECT p.name FROM (SELECT rowid FROM fts WHERE fts MATCH ?) f "
            f"JOIN person p ON p.id = f.rowid ORDER BY {rank} DESC, p.id LIMIT 20"
        )
        found = self._connection.execute(query, (match, *(f"% {word} %" for word in words)))
        return [row[0] for row in found]

    def whole_words_first(self, words: list[str]) -> list[str]:
        """FTS5 asked for whole words first and prefixes then, in row order."""
        found: dict[int, str] = {}
        for count in reversed(range(len(words) + 1)):
            for chosen in range(2 ** len(words)):
                whole = [bool(chosen >> n & 1) for n in range(len(words))]
                if sum(whole) != count:
                    continue
                match = " AND ".join(
                    word if is_whole else f"{word}*"
                    for word, is_whole in zip(words, whole, strict=True)
                )
                rows = self._connection.execute(
                    "SELECT p.id, p.name FROM (SELECT rowid FROM fts WHERE fts MATCH ? LIMIT 20) f "
                    "JOIN person p ON p.id = f.rowid",
                    (match,),
                )
                found.update(rows.fetchall())
                if len(found) >= 20:
                    return list(found.values())[:20]
        return list(found.values())


def queries(connection: sqlite3.Connection, count: int, words: int) -> list[list[str]]:
    """First letters of people who are there, two or three of each word, and the issue's own."""
    chosen = random.Random(7)
    total = connection.execute("SELECT count(*) FROM bo_customers").fetchone()[0]
    made = [["jo", "do"][:words]]
    while len(made) < count:
        id_ = f"cus_{chosen.randrange(total):07}"
        row = connection.execute(
            "SELECT json_extract(document, '$.first_name'), json_extract(document, '$.last_name')"
            " FROM bo_customers WHERE shop_id = 'main' AND id = ?",
            (id_,),
        ).fetchone()
        made.append([normalize(name)[: chosen.choice((2, 3))] for name in row[:words]])
    return made


def times(run: Callable[[list[str]], object], asked: list[list[str]]) -> list[float]:
    """Seconds of each query, the better of two runs."""
    taken = []
    for words in asked:
        runs = []
        for _ in range(2):
            start = time.perf_counter()
            run(words)
            runs.append(time.perf_counter() - start)
        taken.append(min(runs))
    return taken


def main() -> int:
    database = Path(sys.argv[1])
    connection = sqlite3.connect(database)
    total = connection.execute("SELECT count(*) FROM bo_customers").fetchone()[0]
    office = BackOffice(SqlStore.open(f"sqlite:///{database}"))
    bare = Bare(database, total)

    def ours(words: list[str]) -> object:
        return office.customers.search(EMPLOYEE, " ".join(words))

    held = True
    print(f"{total:,} customers, 20 results, best first; milliseconds, median and 99th percentile")
    for words in (1, 2):
        asked = queries(connection, QUERIES, words)
        for each in asked[:20]:
            got = [customer.name for customer in office.customers.search(EMPLOYEE, " ".join(each))]
            assert got == bare.sorted_matches(each), each
        results = {
            "all matches of FTS5, ranked and sorted": times(bare.sorted_matches, asked),
            NUMBERED: times(bare.whole_words_first, asked),
            "ours": times(ours, asked),
        }
        medians = {name: statistics.median(taken) for name, taken in results.items()}
        for name, taken in results.items():
            tail = statistics.quantiles(taken, n=100)[98]
            print(f"  {words} word(s)  {name:<40} {medians[name] * 1e3:8.2f} {tail * 1e3:8.2f}")
        mine, numbered = medians.pop("ours"), medians.pop(NUMBERED)
        best = min(medians.values())
        tail = statistics.quantiles(results["ours"], n=100)[98] / mine
        held &= mine / best <= LIMIT and tail <= TAIL_LIMIT
        print(
            f"  {words} word(s)  ours / best bare {mine / best:.2f} (limit {LIMIT:.0f}), "
            f"99th percentile / median {tail:.2f} (limit {TAIL_LIMIT:.0f}); "
            f"ours / rows in page order {mine / numbered:.1f}"
        )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
