"""Which language an employee reads, and what the page's script says in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.web.hosts import answer_of

# The host's word for who sends a request: a tag such as ``fr`` or ``de-AT``, or None (or a
# language that the page does not have) where the browser shall decide. Plain functions are
# called in a worker thread, async ones awaited.
LanguageOf = Callable[[Request], str | Awaitable[str | None] | None]
# What the employee has picked on the page, for a year.
COOKIE = "backoffice_orders_language"
COOKIE_HOLDS = 365 * 24 * 3600
# Where a request keeps the language that was found for it.
_FOUND = "backoffice_orders.language"
# A browser names some; whoever names a hundred is none.
_MOST_ACCEPTED = 20
_LONGEST_TAG = 35


async def find_language(request: Request, language_of: LanguageOf | None) -> None:
    """Find out which language a request is to be answered in, once; ``tag_of`` tells it.

    What was picked on the page comes first, then what the host says, then what the browser
    accepts.
    """
    if _FOUND in request.scope:
        return
    request.scope[_FOUND] = (
        known(request.cookies.get(COOKIE, ""))
        or known(await answer_of(language_of, request) if language_of is not None else None)
        or next((tag for each in _accepted(request) if (tag := known(each))), "")
    )


def tag_of(request: Request) -> str:
    """The tag of the language that was found; empty where nobody has said one."""
    return str(request.scope.get(_FOUND, ""))


def known(tag: object) -> str:
    """A tag of a language that the page has texts in, as it was given; else empty."""
    if not isinstance(tag, str) or len(tag) > _LONGEST_TAG or not tag.isascii():
        return ""
    tag = tag.strip().replace("_", "-")
    language = tag.partition("-")[0].lower()
    if language not in LANGUAGES:
        return ""
    region = Language(tag).tag
    return region if region.partition("-")[0] == language else language


def remember(request: Request, answer: Response, tag: str) -> None:
    """Keep what the employee has picked, if the page has it."""
    if picked := known(tag):
        answer.set_cookie(
            COOKIE,
            picked,
            max_age=COOKIE_HOLDS,
            path=request.scope.get("root_path", "") or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )


def _accepted(request: Request) -> Iterator[str]:
    """The tags of ``Accept-Language``, the best first."""
    weighted = []
    for part in request.headers.get("accept-language", "").split(",")[:_MOST_ACCEPTED]:
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


def script_words(language: Language) -> dict[str, Any]:
    """What the page's script says: texts, and forms by the plural categories of ``Intl``."""
    _ = language.text
    return {
        "found": language.plural_forms("{count} found", "{count} found"),
        "left": language.plural_forms("{count} left", "{count} left"),
        "short": language.plural_forms("only {count} there", "only {count} there"),
        "total": _("Total: {amount}", amount="{amount}"),
        "silent": _("The search does not answer: try again."),
        "lost": _("The connection is lost: nothing you entered is. Try again."),
    }
