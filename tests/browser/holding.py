"""Requests of a page that are answered only once a test lets them go."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Error as PlaywrightError, Page, Route

_PATIENCE = 15_000  # milliseconds: a busy machine is no fault of the page
_LOOK_AGAIN = 20  # milliseconds


class Held:
    """What a page sends to an address and has no answer to yet.

    Requests come from another process, and some time after what made the page send them: wait
    with :meth:`arrived` before doing what is to happen meanwhile.
    """

    def __init__(self, page: Page, address: str | re.Pattern[str]) -> None:
        self._page = page
        self._waiting: list[Route] = []
        self._holding = True
        page.route(address, self._ask)

    def _ask(self, route: Route) -> None:
        if self._holding:
            self._waiting.append(route)
        else:
            route.continue_()

    def arrived(self) -> None:
        """Wait until something is held."""
        for _ in range(_PATIENCE // _LOOK_AGAIN):
            if self._waiting:
                return
            self._page.wait_for_timeout(_LOOK_AGAIN)
        raise AssertionError("nothing was sent")

    def let_go(self, answer: str | None = None) -> None:
        """Let what is held, and all that comes after it, through.

        Args:
            answer: what is answered to what is held, instead of what the server says.
        """
        self.arrived()
        self._holding = False
        for route in self._waiting:
            with suppress(PlaywrightError):  # the page has given it up for a newer one
                if answer is None:
                    route.continue_()
                else:
                    route.fulfill(body=answer)
