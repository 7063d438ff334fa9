"""The command line's words, in the language of the environment's locale; English without one.

``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are asked, in POSIX' order. Nothing is imported for
English: the help is there at once.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice_orders.i18n import Language
    from backoffice_orders.model.messages import Message


def locale_tag() -> str:
    """The BCP 47 tag of the environment's language: ``fr-FR`` for ``fr_FR.UTF-8``."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((each for each in named if each), "").partition(".")[0].partition("@")[0]
    return "en" if locale in ("", "C", "POSIX") else locale.replace("_", "-")


def say(said: Message | str) -> str:
    """A message as a sentence; a text that a person has written stays."""
    return str(said) if _is_english() else _language().say(said)


def _(text: str, **values: object) -> str:
    """A text of ours, its ``{values}`` filled in."""
    if not _is_english():
        return _language().text(text, **values)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The text for so many: ``{count}`` in it."""
    return _language().plural(one, many, count, **values)


def _is_english() -> bool:
    return locale_tag().partition("-")[0] == "en"


def _language() -> Language:
    return _read(locale_tag())


@lru_cache(maxsize=4)
def _read(tag: str) -> Language:
    from backoffice_orders.i18n import Language

    return Language(tag)
