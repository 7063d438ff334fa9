"""Many customers and products, as files that ``backoffice-orders load`` reads.

Names are made of syllables; a few are very common and most are rare, as people's names are.
The same size always makes the same shop.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

_SYLLABLES = (
    "an",
    "be",
    "ber",
    "chri",
    "do",
    "el",
    "fi",
    "gra",
    "hart",
    "jo",
    "ka",
    "le",
    "lu",
    "ma",
    "mi",
    "ner",
    "no",
    "pe",
    "ri",
    "sa",
    "son",
    "stu",
    "to",
    "ton",
    "ve",
    "wal",
)
FIRST_NAMES, LAST_NAMES = 2_000, 30_000


class Names:
    """First and last names, common ones more often."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._first = ["Jo", "John", *self._made(FIRST_NAMES, (1, 2, 2, 3))]
        self._last = ["Do", "Doe", *self._made(LAST_NAMES, (2, 2, 3, 3, 4))]

    def _made(self, count: int, lengths: tuple[int, ...]) -> list[str]:
        choice = self._random.choice
        return [
            "".join(choice(_SYLLABLES) for _ in range(choice(lengths))).capitalize()
            for _ in range(count)
        ]

    def first(self) -> str:
        """A first name."""
        return self._first[int(self._random.random() ** 2 * len(self._first))]

    def last(self) -> str:
        """A last name."""
        return self._last[int(self._random.random() ** 2 * len(self._last))]


def write_files(directory: Path, customers: int, products: int) -> None:
    """Write ``customers.csv``, ``products.csv`` and ``stock.csv``."""
    names = Names()
    with (directory / "customers.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "first_name", "last_name", "email"))
        for number in range(customers):
            first, last = names.first(), names.last()
            email = f"{first}.{last}{number}@example.com".lower()
            rows.writerow((f"cus_{number:07}", first, last, email))
    with (
        (directory / "products.csv").open("w", newline="") as file,
        (directory / "stock.csv").open("w", newline="") as stock,
    ):
        rows, counts = csv.writer(file), csv.writer(stock)
        rows.writerow(("id", "name", "price", "codes.reference"))
        counts.writerow(("product_id", "level"))
        for number in range(products):
            name = f"{names.last()} {names.first()} {names.last()}"
            price = f"{1 + number % 90}.{number % 100:02} EUR"
            rows.writerow((f"prod_{number:06}", name, price, f"DEMO-{number:06}"))
            counts.writerow((f"prod_{number:06}", number % 200))
