"""Records out of files, each with the line it stands on.

CSV (UTF-8, a header line) and JSON Lines are read line by line, so that a file may be larger
than the memory; a JSON array is read as a whole.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from backoffice_orders.model.imports import Record, RecordFile

Progress = Callable[[str, int, int], None]
_SUFFIXES = (".csv", ".jsonl", ".json")


def read_directory(
    directory: Path, kinds: Iterable[str], progress: Progress | None = None
) -> list[RecordFile]:
    """The directory's files of these kinds, in the order of the kinds.

    Args:
        directory: Where the files are: ``customers.csv``, ``products.json`` and so on.
        kinds: The names to look for, without their endings.
        progress: Told the file's name, the bytes read and the file's size, from time to time.
    """
    files = []
    for kind in kinds:
        for suffix in _SUFFIXES:
            path = directory / f"{kind}{suffix}"
            if path.is_file():
                files.append(RecordFile(kind, path.name, _records(path, progress)))
    return files


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
    lines = (
        line.decode("utf-8-sig" if number == 0 else "utf-8") for number, line in enumerate(file)
    )
    reader = csv.reader(lines, strict=True)
    header: list[str] | None = None
    try:
        for row in reader:
            if header is None:
                header = [name.strip() for name in row]
            elif not row:
                continue
            elif len(row) != len(header):
                yield reader.line_num, f"{len(row)} fields instead of {len(header)}"
            else:
                yield reader.line_num, _nested(dict(zip(header, row, strict=True)))
    except (csv.Error, UnicodeDecodeError) as error:
        yield reader.line_num, f"not a CSV file in UTF-8: {error}"


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
                yield number, json.loads(line, parse_float=str)
            except ValueError as error:
                yield number, f"not JSON: {error}"


def _json(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Each element of an array, or the one object, with the line it begins on."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield 1, f"not in UTF-8: {error}"
        return
    # Numbers with decimals stay as they are written: a float would not be exact.
    decoder = json.JSONDecoder(parse_float=str)
    position = _skip(text, 0)
    array = text[position : position + 1] == "["
    position = _skip(text, position + 1) if array else position
    while position < len(text) and text[position] != "]":
        line = text.count("\n", 0, position) + 1
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError as error:
            yield line, f"not JSON: {error}"
            return
        yield line, value
        position = _skip(text, position)
        if not array or text[position : position + 1] != ",":
            break
        position = _skip(text, position + 1)
    closed = text[position : position + 1] == "]" if array else position == len(text)
    if not closed:
        yield text.count("\n", 0, position) + 1, "not JSON: the end is missing or something follows"


_SPACE = re.compile(r"\s*")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
