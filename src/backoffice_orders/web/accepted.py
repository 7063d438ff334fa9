"""Which of the languages that a page has a browser would read."""

from __future__ import annotations

from collections.abc import Container, Iterator

from starlette.requests import Request

from backoffice_orders.i18n import Language
from backoffice_orders.i18n.translations import catalog_names

# A browser names some; whoever names a hundred is none.
_MOST = 20
_LONGEST_TAG = 35


def accepted(request: Request, languages: Container[str]) -> str:
    """The tag that the browser likes best of those whose language is there; empty without one."""
    return next((tag for each in _by_weight(request) if (tag := known(each, languages))), "")


def known(tag: object, languages: Container[str]) -> str:
    """A tag of one of the languages, with its region if there is such a one; else empty."""
    if not isinstance(tag, str) or len(tag) > _LONGEST_TAG or not tag.isascii():
        return ""
    tag = tag.strip().replace("_", "-")
    language = tag.partition("-")[0].lower()
    found = Language(tag).tag
    if found.partition("-")[0] != language:
        found = language
    names = catalog_names(found.replace("-", "_"))
    return found if any(name.replace("_", "-") in languages for name in names) else ""


def _by_weight(request: Request) -> Iterator[str]:
    """The tags of ``Accept-Language``, the best first."""
    weighted = []
    for part in request.headers.get("accept-language", "").split(",")[:_MOST]:
        tag, _, parameter = part.partition(";")
        name, _, weight = parameter.partition("=")
        try:
            quality = float(weight) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1:
            weighted.append((quality, tag.strip()))
    weighted.sort(key=lambda each: -each[0])
    yield from (tag for _, tag in weighted)
