"""Jinja2 as every page of ours uses it: everything escaped, nothing undefined."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from backoffice_orders.model.ids import in_path

# What several pages have.
SHARED = Path(__file__).parent / "templates"


def page_templates(*directories: Path, before: Iterable[Path] = ()) -> Environment:
    """The templates of a page; the host's directories (``before``) are looked at first."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(path) for path in (*before, *directories, SHARED)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["in_path"] = in_path
    made.filters["mailto"] = _mailto
    return made


def _mailto(email: str) -> str:
    """The link that writes to somebody (RFC 6068), whose name may have a ``?`` or a ``%``."""
    return f"mailto:{quote(email, safe='@')}"
