"""Catalogs: what a language says for our English sentences, read from gettext's ``.po`` files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CATALOGS = Path(__file__).parent / "catalogs"


def translations(locale: str, own: Sequence[Path] = ()) -> NullTranslations:
    """What is said in a language, from the first catalog that has it.

    Args:
        locale: ``fr``, or ``fr_CA``: then ``fr_CA.po`` comes before ``fr.po``; ``zh_Hant_TW`` is
            ``zh_TW``, too.
        own: A host's directories of catalogs, which come before ours.

    Returns:
        Translations that give the English text back where no catalog has it.
    """
    names = catalog_names(locale)
    paths = [folder / f"{name}.po" for folder in (*own, CATALOGS) for name in names]
    return _chained(tuple(path for path in paths if path.is_file()))


@lru_cache(maxsize=256)
def catalog_names(locale: str) -> tuple[str, ...]:
    """What a locale's catalogs may be called, the one for the fewest readers first.

    Its script is left out where it is the usual one of the country, as gettext does: ``zh_TW``.
    """
    language, *others = locale.split("_")
    shorter = (f"{language}_{other}" for other in others[::-1])
    return tuple(
        dict.fromkeys((locale, *(each for each in shorter if _is_part_of(each, locale)), language))
    )


def _is_part_of(shorter: str, locale: str) -> bool:
    """Whether a shorter name stands for this locale, and not for one in another script."""
    try:
        meant = str(Locale.parse(shorter))
    except (UnknownLocaleError, ValueError):
        return False
    return meant == locale or locale.startswith(f"{meant}_")


def languages_of(own: Sequence[Path] = ()) -> frozenset[str]:
    """The languages that some catalog is for, by their tags (``pt-BR``), and English."""
    folders = (*own, CATALOGS)
    names = (path.stem for folder in folders for path in folder.glob("*.po"))
    return frozenset(name.replace("_", "-") for name in names) | {"en"}


@lru_cache(maxsize=64)
def _chained(paths: tuple[Path, ...]) -> NullTranslations:
    first = NullTranslations()
    for path in paths:
        first.add_fallback(_read(path))
    return first


def _read(path: Path) -> NullTranslations:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
