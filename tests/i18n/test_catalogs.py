"""The catalogs: whole, and the same as what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message

from backoffice_orders.i18n import LANGUAGES
from backoffice_orders.i18n.translations import CATALOGS
from backoffice_orders.model.errors.base import every_error
from backoffice_orders.on_demand import _errors
from tests.docs.words import catalog_of, extracted, updated

TRANSLATED = [language for language in LANGUAGES if language != "en"]
# Numbers in words stand for themselves where a language has a form for exactly so many.
_IN_WORDS = {"count"}


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


def entries(language: str) -> Iterator[Message]:
    return (each for each in catalog_of(CATALOGS / f"{language}.po") if each.id)


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{\w+}", text))


def test_the_languages_are_those_that_have_a_catalog() -> None:
    assert {path.stem for path in CATALOGS.glob("*.po")} == set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalog_holds_what_the_code_says(language: str, template: Catalog) -> None:
    """``make words`` would change nothing."""
    path = CATALOGS / f"{language}.po"
    assert updated(path, template) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    assert [each.id for each in entries(language) if not all(forms(each.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_number_has_its_form(language: str) -> None:
    wanted = catalog_of(CATALOGS / f"{language}.po").num_plurals
    plural = [each for each in entries(language) if each.pluralizable]
    assert len(plural) > 5
    assert [each.id for each in plural if len(forms(each.string)) != wanted] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_of_its_sentence(language: str) -> None:
    wrong = {}
    for entry in entries(language):
        wanted = placeholders(forms(entry.id)[-1])
        for form in forms(entry.string):
            found = placeholders(form)
            in_words = [each for each in wanted if each not in found and each[1:-1] in _IN_WORDS]
            if sorted([*found, *in_words]) != wanted:
                wrong[form] = wanted
    assert wrong == {}


def test_no_error_is_without_a_sentence_in_the_catalogs(template: Catalog) -> None:
    _errors("backoffice_orders.model.errors")  # all of them are imported
    said = {text for entry in template if entry.id for text in forms(entry.id)}
    ours = [each for each in every_error() if each.__module__.startswith("backoffice_orders.")]
    assert len(ours) > 100
    missing = [each.code for each in ours if each.sentence not in said]
    assert missing == ["refused_by_host"]  # which says what the host says
