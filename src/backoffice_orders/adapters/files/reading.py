"""Records out of files, each with the line it stands on.

CSV (a header line) and JSON Lines are read line by line, so that a file may be larger than the
memory; a JSON array is read as a whole. What the spreadsheets of the world write is read: commas,
semicolons or tabs between cells, Excel's ``sep=;``, UTF-8 with or without its mark, UTF-16, rows
of empty cells at the end. What is not read is refused, whatever it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO

from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.imports import Record, RecordFile

Progress = Callable[[str, int, int], None]
_SUFFIXES = (".csv", ".jsonl", ".json")
_SEPARATORS = (",", ";", "\t")
# What may stand beside the data: hidden files, the shop's own database, a word about it all.
_NO_DATA = re.compile(r"\..*|.*\.(?:db|sqlite3?)(?:-\w+)?|README(?:\..*)?", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')


def read_directory(
    directory: Path,
    kinds: Iterable[str],
    progress: Progress | None = None,
    *,
    decimal_comma: bool = False,
) -> list[RecordFile]:
    """The directory's files of these kinds, in the order of the kinds.

    Args:
        directory: Where the files are: ``customers.csv``, ``products.json`` and so on. Hidden
            files, databases and a README may stand beside them.
        kinds: The names to look for, without their endings.
        progress: Told the file's name, the bytes read and the file's size, from time to time.
        decimal_comma: The CSV files' numbers are like 1.234,50.

    Raises:
        ImportRefused: There is something else in the directory, which would not be read.
    """
    names = {f"{kind}{suffix}": kind for kind in kinds for suffix in _SUFFIXES}
    there = {
        path.name: path for path in sorted(directory.iterdir()) if not _NO_DATA.fullmatch(path.name)
    }
    unread = [
        _not_read(path, names)
        for name, path in there.items()
        if name not in names or not path.is_file()
    ]
    if unread:
        raise ImportRefused(tuple(unread))
    return [
        RecordFile(
            kind,
            name,
            _records(there[name], progress),
            decimal_comma and there[name].suffix == ".csv",
        )
        for name, kind in names.items()
        if name in there
    ]


def _not_read(path: Path, names: Iterable[str]) -> str:
    if path.is_dir():
        return f"{path.name}: directories are not read; move its files up, or elsewhere"
    alike = get_close_matches(path.name.lower(), names, n=1)
    meant = f"name it {alike[0]}, or" if alike else "name it for what it holds, or"
    return f"{path.name}: nothing is read from a file of this name; {meant} move it elsewhere"


def _records(path: Path, progress: Progress | None) -> Iterator[Record]:
    size = path.stat().st_size
    read = {".csv": _csv, ".jsonl": _json_lines, ".json": _json}[path.suffix]
    with path.open("rb") as file:
        for count, (line, fields) in enumerate(read(file)):
            if progress is not None and count % 500 == 0:
                progress(path.name, min(file.tell(), size), size)
            yield Record(path.name, line, fields)
    if progress is not None:
        progress(path.name, size, size)


def _csv(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    lines = _text_lines(file)
    number = 0
    try:
        before, first = _next_written(lines)
        stated = _SEPARATOR_LINE.fullmatch(first)
        if stated is not None:
            skipped, first = _next_written(lines)
            before += skipped + 1
        separator = stated[1] if stated is not None else _separator_of(first)
        reader = csv.reader(_again(first, lines), delimiter=separator, strict=True)
        header: list[str] = []
        for row in reader:
            number = before + reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = [name.strip() for name in row]
                wrong = _wrong_header(header)
                if wrong:
                    yield number, wrong
                    return
                continue
            cells = row[: len(header)]
            if len(row) < len(header) or any(cell.strip() for cell in row[len(header) :]):
                yield number, f"{len(row)} fields instead of {len(header)}"
            elif any(cell.strip() and not name for name, cell in zip(header, cells, strict=True)):
                yield number, "a cell stands in a column that has no name"
            else:
                yield number, _nested(dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        yield number + 1, f"not a CSV file: {error}"
    except UnicodeDecodeError:
        yield number + 1, "not in UTF-8, as older Excel writes it; save it as 'CSV UTF-8'"


def _text_lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a text in UTF-8, or in UTF-16 where its first bytes say so."""
    beginning = file.read(2)
    file.seek(0)
    if beginning in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = io.TextIOWrapper(file, encoding="utf-16", newline="")
        try:
            yield from text
        finally:
            text.detach()  # it would close the file
        return
    for number, line in enumerate(file):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


def _next_written(lines: Iterator[str]) -> tuple[int, str]:
    """How many empty lines come first, and the first that is not empty."""
    for skipped, line in enumerate(lines):
        if line.strip():
            return skipped, line
    return 0, ""


def _separator_of(header: str) -> str:
    """What stands between the names of a header, which have nothing of the like in them."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=bare.count)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _wrong_header(header: list[str]) -> str:
    """Why no row can be read under a header; empty where all can."""
    named = [name for name in header if name]
    twice = [name for name, count in Counter(named).items() if count > 1]
    if twice:
        return f"{', '.join(twice)}: the header has this column more than once"
    for name in named:
        inner = [each for each in named if each.startswith(f"{name}.")]
        if inner:
            return f"{name}: the header has {', '.join(inner)} besides; use one or the other"
        if not all(part.strip() for part in name.split(".")):
            return f"{name}: a name is missing before or after a full stop"
    return ""


def _nested(row: dict[str, str]) -> dict[str, Any]:
    """Empty cells are left out; ``codes.reference`` becomes the field of a nested record."""
    fields: dict[str, Any] = {}
    for name, cell in row.items():
        if not cell.strip():
            continue
        target = fields
        *outer, inner = name.split(".")
        for each in outer:
            target = target.setdefault(each, {})
        target[inner] = cell.strip()
    return fields


def _json_lines(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield number, _record(_DECODER.decode(line.decode("utf-8-sig").strip()))
            except UnicodeDecodeError:
                yield number, "not in UTF-8"
            except (ValueError, RecursionError) as error:
                yield number, f"not JSON: {error}"


def _json(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Each element of an array, or the one object, with the line it begins on."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield 1, f"not in UTF-8: {error}"
        return
    position = _skip(text, 0)
    array = text[position : position + 1] == "["
    position = _skip(text, position + 1) if array else position
    while position < len(text) and text[position] != "]":
        line = text.count("\n", 0, position) + 1
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield line, f"not JSON: {error}"
            return
        yield line, _record(value)
        position = _skip(text, position)
        if not array or text[position : position + 1] != ",":
            break
        position = _skip(text, position + 1)
    if array and text[position : position + 1] == "]":
        closed = _skip(text, position + 1) == len(text)
    else:
        closed = not array and position == len(text)
    if not closed:
        yield text.count("\n", 0, position) + 1, "not JSON: the end is missing or something follows"


def _record(value: Any) -> Any:
    """A record, or why it is none."""
    return value if isinstance(value, dict) else f"{value!r:.40} is no JSON object"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        raise ValueError(f"{', '.join(twice)} is there more than once")
    return fields


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


# Numbers with decimals stay exact: a float would not be.
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
_SPACE = re.compile(r"\s*")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
