"""Letters from Jinja2 templates."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import css_inline
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from backoffice_orders.i18n import Language
from backoffice_orders.model.colours import readable_on_white
from backoffice_orders.model.fields import storable
from backoffice_orders.model.letter import Letter, RenderedLetter
from backoffice_orders.model.text import dialled

TEMPLATES = Path(__file__).parent / "templates"


# What a letter's button and marks are coloured with where the shop has no colour.
ACCENT = "#1d4ed8"


def _shown(address: str) -> bool:
    """Whether a letter can show or lead to an address: it has no host that a path could be on."""
    return address.startswith(("https://", "http://"))


class JinjaLetters:
    """The ``Letters`` port.

    Args:
        templates: The host's directories of templates, looked at before ours: a file with the
            name of one of ours (``cart.html.j2``, ``order.txt.j2``, ``letter.css``, ...) takes
            its place.
        catalogs: The host's directories of ``.po`` files, looked at before ours.
    """

    def __init__(self, templates: Iterable[Path] = (), catalogs: Iterable[Path] = ()) -> None:
        self._catalogs = tuple(catalogs)
        loaders = [FileSystemLoader(path) for path in (*templates, TEMPLATES)]
        self._templates = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False)

    def render(self, letter: Letter) -> RenderedLetter:
        language = Language(letter.language, letter.time_zone, self._catalogs, to_customer=True)
        accent = readable_on_white(letter.shop_accent) if letter.shop_accent else ACCENT
        values = {
            "letter": letter,
            "accent": accent,
            "shown": _shown,
            "dialled": dialled,
            **language.in_templates(),
        }

        def write(ending: str) -> str:
            return self._templates.get_template(f"{letter.kind}.{ending}.j2").render(values)

        return RenderedLetter(
            subject=" ".join(write("subject").split()),
            text=write("txt").strip() + "\n",
            html=self._inliner.inline(storable(write("html"))),  # it takes nothing else
        )
