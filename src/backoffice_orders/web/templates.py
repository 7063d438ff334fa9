"""Jinja2 as every page of ours uses it: everything escaped, nothing undefined."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

# What several pages have.
SHARED = Path(__file__).parent / "templates"


def page_templates(*directories: Path, before: Iterable[Path] = ()) -> Environment:
    """The templates of a page; the host's directories (``before``) are looked at first."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(path) for path in (*before, *directories, SHARED)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
