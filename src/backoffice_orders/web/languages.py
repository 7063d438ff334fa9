"""Which language whoever sends a request reads."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from attrs import field
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.i18n.translations import languages_of
from backoffice_orders.model.values import frozen
from backoffice_orders.web.accepted import accepted, known
from backoffice_orders.web.hosts import answer_of

logger: logging.Logger = logging.getLogger("backoffice_orders.web")
# The host's word for who sends a request: a tag such as ``fr`` or ``de-AT``, or None (or a
# language that the page does not have) where the browser shall decide. Plain functions are
# called in a worker thread, async ones awaited.
LanguageOf = Callable[[Request], str | Awaitable[str | None] | None]
# What was picked on the page, for a year.
COOKIE = "backoffice_orders_language"
COOKIE_HOLDS = 365 * 24 * 3600
# Where a request keeps the language that was found for it.
_FOUND = "backoffice_orders.language"


@frozen
class PageLanguages:
    """The languages that a page has, and which of them a request is answered in.

    Args:
        language_of: The host's word.
        catalogs: The host's directories of catalogs: their languages are the page's, too.
    """

    language_of: LanguageOf | None = None
    catalogs: Sequence[Path] = ()
    # Their tags: ours, then the host's. Directories are read once.
    tags: tuple[str, ...] = field(init=False)

    @tags.default
    def _tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*LANGUAGES, *sorted(languages_of(self.catalogs)))))

    def known(self, tag: object) -> str:
        """A tag of one of them, with its region if there is such a one; else empty."""
        return known(tag, self.tags)

    async def find(self, request: Request, *, ask: bool = True) -> None:
        """Find out which one a request is to be answered in, once; ``tag_of`` tells it.

        What was picked on the page comes first, then what the host says (unless it is not to be
        asked), then what the browser accepts.
        """
        if _FOUND in request.scope:
            return
        request.scope[_FOUND] = (
            self.known(request.cookies.get(COOKIE, ""))
            or self.known(await self._hosts_word(request) if ask else None)
            or accepted(request, self.tags)
        )

    async def _hosts_word(self, request: Request) -> object:
        """What the host says; where it fails to, the browser decides, and work goes on."""
        if self.language_of is None:
            return None
        try:
            return await answer_of(self.language_of, request)
        except Exception as error:
            # Without the traceback: it could name who has sent the request.
            logger.warning("language_of has failed: %s", type(error).__name__)
            return None

    def remember(self, request: Request, answer: Response, tag: str) -> None:
        """Keep what was picked, if the page has it."""
        if picked := self.known(tag):
            answer.set_cookie(
                COOKIE,
                picked,
                max_age=COOKIE_HOLDS,
                path=request.scope.get("root_path", "") or "/",
                secure=request.url.scheme == "https",
                httponly=True,
                samesite="lax",
            )

    def read(self, tag: str, time_zone: str = "UTC") -> Language:
        """The language of a tag, English where it is empty."""
        return Language(tag or "en", time_zone, self.catalogs)


def tag_of(request: Request) -> str:
    """The tag of the language that was found; empty where nobody has said one."""
    return str(request.scope.get(_FOUND, ""))
