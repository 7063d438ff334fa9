"""Forms that are sent twice, by a second click or on a bad line: they do it once.

Each form has a key of its own (``once``). Where what its button has done leads somewhere, whoever
sends the same form again is led there too, as soon as it is done; otherwise they see the page that
the button is on, as it is by then.
"""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api.table import TABLE, Row
from backoffice_orders.console.form import Form
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.requests import AnswerNotKept, RequestRunning
from backoffice_orders.model.keyed_request import KeptAnswer
from backoffice_orders.services.attempts import Answering, Attempt
from backoffice_orders.services.keyed_requests import KeyedRequests

FIELD = "once"
# What another click has begun is waited for so long (seconds), and looked at so often.
_WAITS, _EVERY = 15.0, 0.1
# What has a key of its own that counts for longer, or shows a secret that could not be shown again.
_OTHERWISE = frozenset({"finishing.place", "webhooks.add", "webhooks.rotate_secret"})
_ROWS = [row for row in TABLE if row.use not in _OTHERWISE]
# What the buttons do that do something once, by where they lead.
BUTTONS: Mapping[str, Sequence[Row]] = {
    path: [row for row in _ROWS if path in row.buttons] for row in _ROWS for path in row.buttons
}
# Pages are made anew; where a form leads is all there is to keep.
_LEADS = Answering(lambda _: KeptAnswer(303), lambda _: None)


def may_press(actor: Actor, button: str) -> bool:
    """Whether an actor may do what a button does: nobody else's keys are kept."""
    return any(row.may(actor) for row in BUTTONS[button])


class Once:
    """The forms with a key of one office."""

    def __init__(self, office: BackOffice) -> None:
        self._keyed = KeyedRequests(office.desk)

    async def answer(
        self,
        actor: Actor,
        path: str,
        form: Form,
        press: Callable[[], Awaitable[Response]],
        again: Callable[[], Awaitable[Response]],
    ) -> Response:
        """What a form is answered that may have been sent before.

        Args:
            actor: Who has sent it.
            path: Where it was sent: a form may have several buttons.
            form: What it says. With something else in it, it is another one.
            press: Does what its button does.
            again: Shows what has become of it, where it was done before and led nowhere.

        Raises:
            RequestRunning: Another click has begun it, and is not done after a while.
        """
        said = form.digest
        key = f"{form.text(FIELD)} {path} {said.hex()}"
        try:
            begun = await self._begin(actor, key, said)
        except AnswerNotKept:
            return await again()
        if isinstance(begun, KeptAnswer):
            return RedirectResponse(begun.location, begun.status)
        try:
            with begun.running():
                answer = await press()
        except Exception as error:
            await run_in_threadpool(self._keyed.failed, actor, begun, error)
            raise
        leads = answer.headers.get("location", "")
        kept = KeptAnswer(answer.status_code, location=leads) if leads else None
        await run_in_threadpool(self._keyed.ended, actor, begun, kept)
        return answer

    async def _begin(self, actor: Actor, key: str, said: bytes) -> Attempt | KeptAnswer:
        until = time.monotonic() + _WAITS
        while True:
            try:
                return await run_in_threadpool(self._keyed.begin, actor, key, said, _LEADS)
            except RequestRunning:
                if time.monotonic() >= until:
                    raise
            await sleep(_EVERY)
