"""The catalogs: whole, and the same as what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from backoffice_orders import services
from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.i18n.translations import CATALOGS
from backoffice_orders.model.actor import Permission
from backoffice_orders.model.errors.base import FieldMissing, PermissionDenied, every_error
from backoffice_orders.model.errors.finishing import CartClosed
from backoffice_orders.model.errors.vouchers import RuleCountry
from backoffice_orders.model.permission_names import PERMISSIONS
from backoffice_orders.model.told_changes import DONE
from backoffice_orders.on_demand import _errors
from tests.docs.words import catalog_of, extracted, updated

TRANSLATED = [language for language in LANGUAGES if language != "en"]
# Numbers in words stand for themselves where a language has a form for exactly so many.
_IN_WORDS = {"count"}
# Where the code says what an action is called.
_ACTION = r'(?:action: ClassVar\[str\] = |record\(\s*|_save\(\s*work,\s*\w+,\s*)"([a-z_.]+)"'


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


def entries(language: str) -> Iterator[Message]:
    return (each for each in catalog_of(CATALOGS / f"{language}.po") if each.id)


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{\w+}", text))


@pytest.mark.parametrize(
    ("catalogs", "language", "called"),
    [
        ("zh_TW zh_CN zh", "zh-TW", "zh_TW"),
        ("zh_TW zh_CN zh", "zh-Hans-CN", "zh_CN"),
        ("zh_TW zh_Hant zh", "zh-HK", "zh_Hant"),
        ("zh_TW zh_CN zh", "zh", "zh"),
        ("sr_RS sr_Latn", "sr-RS", "sr_RS"),
        ("sr_RS sr_Latn", "sr-Latn-RS", "sr_Latn"),
        ("pt_BR", "pt-BR", "pt_BR"),
        ("pt_BR", "pt-PT", "Total"),
    ],
)
def test_a_catalog_is_found_under_the_name_that_gettext_gives_it(
    tmp_path: Path, catalogs: str, language: str, called: str
) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    for name in catalogs.split():
        (tmp_path / f"{name}.po").write_text(f'{header}msgid "Total"\nmsgstr "{name}"\n')
    assert Language(language, catalogs=[tmp_path]).text("Total") == called


def test_the_languages_are_those_that_have_a_catalog() -> None:
    assert {path.stem for path in CATALOGS.glob("*.po")} == set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalog_holds_what_the_code_says(language: str, template: Catalog) -> None:
    """``make words`` would change nothing, whatever Babel notes of how values are written."""
    path = CATALOGS / f"{language}.po"
    noted = re.compile(r"^#, python-.*\n", re.MULTILINE)
    now, then = (
        noted.sub("", text) for text in (updated(path, template), path.read_text(encoding="utf-8"))
    )
    assert now == then


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


def test_every_permission_has_a_name() -> None:
    assert set(PERMISSIONS) == set(Permission)


@pytest.mark.parametrize("language", LANGUAGES)
def test_readers_see_names_instead_of_codes(language: str) -> None:
    reader = Language(language)
    denied = reader.say(PermissionDenied("ann", Permission.PLACE_ORDER).message)
    assert "place_order" not in denied
    assert reader.country("FR") in reader.say(RuleCountry("Spring", "FR").message)
    closed = reader.say(CartClosed("c", "ordered_elsewhere", "A-1").message)
    assert "A-1" in closed
    assert "ordered_elsewhere" not in closed
    missing = reader.say(FieldMissing("last_name").message)
    assert reader.label("last_name") in missing


def test_every_action_of_the_audit_trail_is_told() -> None:
    """Those of ours: what the code calls them stands in it as a text."""
    said = {
        text
        for path in Path(services.__path__[0]).rglob("*.py")
        for text in re.findall(_ACTION, path.read_text(encoding="utf-8"))
    }
    assert len(said) > 50
    shop_wide = {"outbox.revive", "outbox.unsubscribe", "shop.import"}
    setting_up = {each for each in said if each.startswith(("setup.", "webhooks."))}
    assert said - set(DONE) - shop_wide - setting_up == set()
