"""Babel's extraction of sentences from Python: ``backoffice_orders.i18n.extraction:sentences``.

It finds what is declared by ``Sentence(...)``, ``label(...)`` and ``asked(...)``, the sentences of
error classes, the titles of rule kinds, what the default statuses, payment methods and reasons are
called, and texts in ``_``, ``gettext``, ``ngettext``, ``plural`` and ``plural_forms``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

Found = tuple[int, str, str | tuple[str, ...], list[str]]
_PLACEHOLDER = re.compile(r"\{\w+\}")
_TEXTS = {"_", "gettext"}
_FORMS = {"asked", "asked_of_person", "asked_text"}
_PLURALS = {"ngettext", "plural", "plural_forms"}
# Names that a shop begins with, until it has names of its own: the second argument.
_NAMED = {"DiscountReason", "OrderStatus", "PaymentMethod"}
_OF_SENTENCES = ("code", "text", "singular", "counts", "to_customer")
_IN_CLASSES = {
    "title": "text",
    "sentence": "text",
    "singular": "singular",
    "to_customer": "to_customer",
}


def sentences(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: object
) -> Iterator[Found]:
    """What stands in a module for people to read: see Babel's "Writing Extraction Methods"."""
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call():
                yield from _of_call(node)
            case ast.ClassDef():
                yield from _of_texts(node.lineno, _class_texts(node))


def _of_call(call: ast.Call) -> Iterator[Found]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given = [_text(each) for each in call.args]
    if name == "Sentence":
        texts = dict(zip(_OF_SENTENCES, given, strict=False))
        texts |= {each.arg: _text(each.value) for each in call.keywords if each.arg}
        yield from _of_texts(call.lineno, texts)
    elif name == "label" and len(given) == 2:
        yield from _of_texts(call.lineno, {"text": given[1]})
    elif name in _FORMS and given:
        yield from _of_texts(call.lineno, {"text": given[0]})
    elif name in _NAMED and len(given) > 1 and given[1]:
        yield call.lineno, "gettext", given[1], []
    elif name in _TEXTS and given and given[0]:
        yield call.lineno, "gettext", given[0], []
    elif name in _PLURALS and len(given) > 1 and given[0] and given[1]:
        yield call.lineno, "ngettext", (given[0], given[1]), []


def _of_texts(line: int, texts: Mapping[str, str]) -> Iterator[Found]:
    text, singular = texts.get("text", ""), texts.get("singular", "")
    if _PLACEHOLDER.fullmatch(text):
        return  # somebody's own sentence
    if text and singular:
        yield line, "ngettext", (singular, text), []
    elif text:
        yield line, "gettext", text, []
    if texts.get("to_customer"):
        yield line, "gettext", texts["to_customer"], []


def _class_texts(kind: ast.ClassDef) -> dict[str, str]:
    found = {}
    for each in kind.body:
        target: ast.AST | None = None
        if isinstance(each, ast.AnnAssign):
            target = each.target
        elif isinstance(each, ast.Assign):
            target = each.targets[0]
        if isinstance(target, ast.Name) and target.id in _IN_CLASSES:
            found[_IN_CLASSES[target.id]] = _text(getattr(each, "value", None))
    return found


def _text(node: ast.AST | None) -> str:
    """A text that stands there as it is; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
