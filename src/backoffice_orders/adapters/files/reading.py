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
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.messages import Message, Reason, Sentence
from backoffice_orders.serialization.scalars import NO_NUMBER, NotReadable

Progress = Callable[[str, int, int], None]
DIRECTORY = Sentence(
    "files.directory", "{name}: directories are not read; move its files up, or elsewhere"
)
MISTYPED = Sentence(
    "files.mistyped",
    "{name}: nothing is read from a file of this name; name it {meant}, or move it elsewhere",
)
UNKNOWN = Sentence(
    "files.unknown",
    "{name}: nothing is read from a file of this name; "
    "name it for what it holds, or move it elsewhere",
)
CELLS = Sentence("files.cells", "{found} fields instead of {asked}")
NAMELESS = Sentence("files.nameless", "a cell stands in a column that has no name")
COLUMN_TWICE = Sentence(
    "files.column_twice", "{columns}: the header has this column more than once"
)
COLUMN_INSIDE = Sentence(
    "files.column_inside", "{column}: the header has {others} besides; use one or the other"
)
COLUMN_PART = Sentence(
    "files.column_part", "{column}: a name is missing before or after a full stop"
)
NO_CSV = Sentence("files.no_csv", "not a CSV file: {why}")
OLD_EXCEL = Sentence(
    "files.old_excel", "not in UTF-8, as older Excel writes it; save it as 'CSV UTF-8'"
)
NO_UTF8 = Sentence("files.no_utf8", "not in UTF-8")
NO_JSON = Sentence("files.no_json", "not JSON: {why}")
NO_END = Sentence("files.no_end", "the end is missing or something follows")
NO_OBJECT = Sentence("files.no_object", "{value} is no JSON object")
THERE_TWICE = Sentence("files.there_twice", "{names} is there more than once")
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
            _Records(there[name], progress),
            cells=there[name].suffix == ".csv",
            decimal_comma=decimal_comma and there[name].suffix == ".csv",
        )
        for name, kind in names.items()
        if name in there
    ]


def _not_read(path: Path, names: Iterable[str]) -> Message:
    if path.is_dir():
        return DIRECTORY(name=path.name)
    alike = get_close_matches(path.name.lower(), names, n=1)
    return MISTYPED(name=path.name, meant=alike[0]) if alike else UNKNOWN(name=path.name)


class _Records:
    """The records of a file, which is opened whenever they are read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self._path, self._progress = path, progress

    def __iter__(self) -> Iterator[Record]:
        path, progress = self._path, self._progress
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
                yield number, CELLS(found=len(row), asked=len(header))
            elif any(cell.strip() and not name for name, cell in zip(header, cells, strict=True)):
                yield number, NAMELESS()
            else:
                yield number, _nested(dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        yield number + 1, NO_CSV(why=str(error))
    except UnicodeDecodeError:
        yield number + 1, OLD_EXCEL()


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


def _wrong_header(header: list[str]) -> Message | None:
    """Why no row can be read under a header; None where all can."""
    named = [name for name in header if name]
    twice = [name for name, count in Counter(named).items() if count > 1]
    if twice:
        return COLUMN_TWICE(columns=", ".join(twice))
    in_order = sorted(named)
    for name in named:
        inside = f"{name}."
        next_place = bisect_left(in_order, inside)
        if next_place < len(named) and in_order[next_place].startswith(inside):
            others = ", ".join(each for each in named if each.startswith(inside))
            return COLUMN_INSIDE(column=name, others=others)
        if not all(part.strip() for part in name.split(".")):
            return COLUMN_PART(column=name)
    return None


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
                yield number, NO_UTF8()
            except (ValueError, RecursionError) as error:
                yield number, NO_JSON(why=_why(error))


def _json(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Each element of an array, or the one object, with the line it begins on."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        yield 1, NO_UTF8()
        return
    position = _skip(text, 0)
    array = text[position : position + 1] == "["
    position = _skip(text, position + 1) if array else position
    line, counted = 1, 0
    while position < len(text) and text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield line, NO_JSON(why=_why(error))
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
        yield line + text.count("\n", counted, position), NO_JSON(why=NO_END())


def _why(error: Exception) -> Reason:
    """What is wrong with it, in our words where we have refused it."""
    return error.message if isinstance(error, NotReadable) else str(error)


def _record(value: Any) -> Any:
    """A record, or why it is none."""
    return value if isinstance(value, dict) else NO_OBJECT(value=f"{value!r:.40}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        raise NotReadable(THERE_TWICE(names=", ".join(twice)))
    return fields


def _no_number(text: str) -> NoReturn:
    raise NotReadable(NO_NUMBER(value=f"{text:.40}"))


def _exact(text: str) -> Decimal:
    """A number with decimals: a float would not be exact."""
    try:
        return Decimal(text)
    except ArithmeticError:  # its exponent has no place in a Decimal
        return _no_number(text)


_DECODER = json.JSONDecoder(parse_float=_exact, parse_constant=_no_number, object_pairs_hook=_once)
_SPACE = re.compile(r"\s*")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
