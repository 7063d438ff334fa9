"""What a host calls what is its own: in one language, or by language."""

from __future__ import annotations

from collections.abc import Mapping

from backoffice_orders.i18n import Language

# A text, which the host's catalogs may have in other languages; or texts by language.
Label = str | Mapping[str, str]


def called(label: Label, language: Language) -> str:
    """A label as a reader of the language reads it.

    Of several texts the one of their region (``fr-CA``), or of their language; else the English
    one; else the first.
    """
    if isinstance(label, str):
        return language.text(label)
    for tag in (language.tag, language.tag.partition("-")[0], "en"):
        if tag in label:
            return label[tag]
    return next(iter(label.values()))


def require_label(label: Label) -> None:
    """Raise ``ValueError`` for a label that says nothing in some language."""
    texts = list(label.values()) if isinstance(label, Mapping) else [label]
    if not texts or not all(isinstance(each, str) and each.strip() for each in texts):
        raise ValueError(f"{label!r} is no label: it says nothing")
