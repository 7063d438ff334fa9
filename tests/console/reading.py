"""What a person reads on a page, and which of it is an English sentence of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser

from backoffice_orders.i18n import Language
from backoffice_orders.i18n.translations import CATALOGS
from tests.docs.words import catalog_of

# Attributes that are shown or read aloud.
_SHOWN = ("aria-label", "title", "placeholder", "alt", "data-unsaved")
_VALUE = re.compile(r"{\w+}")
# What is between values must be more than "on" or "each": names are called so, too.
_TELLING = re.compile("[A-Za-z]{5}")
# Of a text with fewer words only the whole counts: it may be part of somebody's name.
_WHOLE = 3


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._tags: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.texts.extend(given[name] or "" for name in _SHOWN if name in given)
        if tag not in {"input", "meta", "link", "br"}:
            self._tags.append((tag, given.get("translate") == "no"))

    def handle_endtag(self, tag: str) -> None:
        while self._tags and self._tags.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag == "script" for tag, _ in self._tags):
            self.texts.extend(_leaves(json.loads(data)))
        elif not any(kept or tag in {"style", "textarea"} for tag, kept in self._tags):
            self.texts.append(data)


def texts_of(page: str) -> list[str]:
    """Every text of a page, those for its script and for screen readers too."""
    reader = _Reader()
    reader.feed(page)
    return [" ".join(each.split()) for each in reader.texts if each.strip()]


def english_in(page: str, language: str) -> set[str]:
    """The texts of a page in this language that hold a sentence of ours in English."""
    return {text for text in set(texts_of(page)) if _is_english(text, language)}


@cache  # most texts stand on most pages
def _is_english(text: str, language: str) -> bool:
    if text in dict(Language(language).countries()).values():
        return False  # Iceland is "Island" in German
    return any(
        (whole.fullmatch if alone else whole.search)(text) for whole, alone in _patterns(language)
    )


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """What our sentences look like in English, where the language has another one."""
    found = []
    for message in catalog_of(CATALOGS / f"{language}.po"):
        told = _forms(message.string)
        for text in _forms(message.id):
            bare = _VALUE.sub("", text)
            telling = bare == text or _TELLING.search(bare)
            if text and text not in told and telling:
                parts = (re.escape(part) for part in _VALUE.split(text))
                alone = len(bare.split()) < _WHOLE
                found.append((re.compile(".{1,200}?".join(parts).replace(r"\ ", r"\s")), alone))
    return tuple(found)


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, str):
        yield value
