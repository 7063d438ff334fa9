"""Searching a million customers: ours beside the best bare queries on the same data.

Run ``python -m benchmarks.load --database shop.db`` first, then
``python -m benchmarks.search shop.db``. The bare query answers the same question, best first, 20
results, and returns names: an FTS5 table with prefix indexes, whose matches are ranked and sorted.
Beside it stands what no shop could keep: FTS5 over rows that were numbered in the order of a page,
so that nothing has to be sorted, and nobody can be added. All run in one process, by turns.

With ``--postgres`` the same customers are copied into a PostgreSQL from a wheel (three minutes),
where the bare query looks for all matches among the entries' words, and ranks and sorts them.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests import postgres

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.caller import CallerQuery
from backoffice_orders.model.letters import normalize
from backoffice_orders.testing.samples import EMPLOYEE
from benchmarks.copied import copy_table

LIMIT, TAIL_LIMIT = 3.0, 5.0
QUERIES = 150
SORTED = "all matches of FTS5, ranked and sorted"
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
            " e.words FROM bo_customers c JOIN bo_search_entries e"
            " ON e.shop_id = c.shop_id AND e.kind = 'c' AND e.entry_id = c.id"
            " ORDER BY e.step, e.rest, e.entry_id"
        )
        for number, (first, last, words) in enumerate(rows):
            self._connection.execute("INSERT INTO fts(rowid, words) VALUES (?, ?)", (number, words))
            self._connection.execute(
                "INSERT INTO person VALUES (?, ?, ?)", (number, words, f"{first} {last}")
            )
        source.close()
        self._connection.commit()
        run("INSERT INTO fts(fts) VALUES ('optimize')")
        self._connection.commit()

    def sorted_matches(self, words: list[str]) -> list[str]:
        """All matches of FTS5, ranked by whole words, then in a page's order.

        Neighbouring words may be one name, as ``CallerQuery`` says: either is looked for.
        """
        spellings = CallerQuery.of(" ".join(words)).words
        match = " OR ".join(f"({' AND '.join(f'{word}*' for word in each)})" for each in spellings)
        ranks, values = ["0"], [match]
        for each in spellings:
            begun = " AND ".join("p.words LIKE ?" for _ in each)
            whole = " + ".join("(p.words LIKE ?)" for _ in each)
            ranks.append(f"CASE WHEN {begun} THEN {whole} ELSE 0 END")
            values += [*(f"% {word}%" for word in each), *(f"% {word} %" for word in each)]
        query = (
            f"SELECT p.name FROM (SELECT rowid FROM fts WHERE fts MATCH ?) f "
            f"JOIN person p ON p.id = f.rowid ORDER BY max({', '.join(ranks)}) DESC, p.id LIMIT 20"
        )
        return [row[0] for row in self._connection.execute(query, values)]

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


def ranked_entries(connection: Any, words: list[str]) -> list[Any]:
    """All entries whose words match, ranked and sorted."""
    begun = " AND ".join("e.words LIKE %s" for _ in words)
    rank = " + ".join("(e.words LIKE %s)::int" for _ in words)
    query = (
        "SELECT c.document FROM bo_search_entries e JOIN bo_customers c "
        "ON c.shop_id = e.shop_id AND c.id = e.entry_id "
        f"WHERE e.shop_id = 'main' AND e.kind = 'c' AND {begun} "
        f"ORDER BY {rank} DESC, e.step, e.rest, c.id LIMIT 20"
    )
    values = [*(f"% {word}%" for word in words), *(f"% {word} %" for word in words)]
    found: list[Any] = connection.execute(query, values).fetchall()
    return found


def on_postgres(source: sqlite3.Connection) -> bool:
    """The same customers and queries on PostgreSQL."""
    import psycopg

    held = True
    with postgres.server() as server, postgres.database(server) as url:
        store = SqlStore.open(url)
        uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(uri, autocommit=True) as connection:
            schema = store.schema
            searched = (schema.search_entries, schema.search_terms)
            for table in (schema.reference_data, schema.customers, *searched):
                copy_table(source, connection, table)
            connection.execute("VACUUM ANALYZE")
            office = BackOffice(store)
            for count in (1, 2):
                asked = queries(source, QUERIES // 2, count)
                bare = times(partial(ranked_entries, connection), asked)
                ours = times(lambda w: office.customers.search(EMPLOYEE, " ".join(w)), asked)
                held &= told(f"postgresql, {count} word(s)", ours, bare)
        store.close()
    return held


def told(name: str, ours: list[float], bare: list[float]) -> bool:
    """Print both, and whether the limits are kept."""
    mine, best = statistics.median(ours), statistics.median(bare)
    tail = statistics.quantiles(ours, n=100)[98] / mine
    print(
        f"  {name}  bare {best * 1e3:.2f}, ours {mine * 1e3:.2f}; ours / bare {mine / best:.2f} "
        f"(limit {LIMIT:.0f}), 99th percentile / median {tail:.2f} (limit {TAIL_LIMIT:.0f})"
    )
    return mine / best <= LIMIT and tail <= TAIL_LIMIT


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
            SORTED: times(bare.sorted_matches, asked),
            NUMBERED: times(bare.whole_words_first, asked),
            "ours": times(ours, asked),
        }
        for name, taken in results.items():
            median, tail = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            print(f"  {words} word(s)  {name:<40} {median * 1e3:8.2f} {tail * 1e3:8.2f}")
        held &= told(f"sqlite, {words} word(s)", results["ours"], results[SORTED])
    if "--postgres" in sys.argv[2:]:
        held &= on_postgres(connection)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
