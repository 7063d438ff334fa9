"""The pages of webhooks: all of them, and one with its log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.form import Form
from backoffice_orders.console.list_query import begin_of, end_of
from backoffice_orders.console.rendering import Rendering
from backoffice_orders.console.said import Said
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.events import BY_TOPIC
from backoffice_orders.model.ids import MessageId, WebhookId, in_path
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.webhook import Attempt, SwitchedOff, Trouble
from backoffice_orders.model.webhook_address import EXAMPLE
from backoffice_orders.services.webhooks import WebhookSecret
from backoffice_orders.web.answers import root_of
from backoffice_orders.web.fields import day

REPLAYED = Sentence(
    "webhook.replayed",
    "{count} events are sent again in a moment.",
    "One event is sent again in a moment.",
    "count",
)
TEST_ARRIVED = Sentence("webhook.test_arrived", "The test event has arrived ({status}).")
TEST_FAILED = Sentence("webhook.test_failed", "The test event has not arrived: {trouble}.")
ANSWERED = Sentence("webhook.answered", "it has answered {status}")
TROUBLES: Mapping[Trouble, Sentence] = {
    Trouble.ADDRESS_REFUSED: Sentence(
        "webhook.address_refused", "its address leads into a private network"
    ),
    Trouble.NO_SUCH_HOST: Sentence("webhook.no_such_host", "nobody knows its name"),
    Trouble.UNREACHABLE: Sentence("webhook.unreachable", "nobody answers there"),
    Trouble.NOT_PRIVATE: Sentence("webhook.not_private", "its certificate is not trusted"),
    Trouble.TIMEOUT: Sentence("webhook.timeout", "it took too long"),
    Trouble.NOT_UNDERSTOOD: Sentence("webhook.not_understood", "its answer is no HTTP"),
}
OFF: Mapping[SwitchedOff, Sentence] = {
    SwitchedOff.BY_HAND: Sentence("webhook.off_by_hand", "off"),
    SwitchedOff.GONE: Sentence("webhook.off_gone", "off: it has answered 410 (gone)"),
    SwitchedOff.FAILING: Sentence("webhook.off_failing", "off: nothing has arrived for five days"),
}


class WebhookPages(Rendering):
    """All webhooks of a shop, and each with what it was sent."""

    def webhooks(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """The list, and a form to add one."""
        values = {
            "webhooks": self._office.webhooks.list(actor),
            "off": self._off(request, actor),
            "topics_known": tuple(BY_TOPIC),
            "example": EXAMPLE,
            "view": None,
            "address": f"{root_of(request)}/webhooks",
            "section": "webhooks",
        }
        return self._html(request, actor, "webhooks.html.j2", values, said)

    def webhook(self, request: Request, actor: Actor, said: Said | None = None) -> Response:
        """One webhook, its log, and what can be done with it."""
        id_, hooks = WebhookId(request.path_params["webhook"]), self._office.webhooks
        only_failed = request.query_params.get("failed") == "1"
        after = request.query_params.get("after", "")
        webhook = hooks.get(actor, id_)
        say = self.language(request, actor).say
        values = {
            "webhook": webhook,
            "off": self._off(request, actor),
            "attempts": hooks.deliveries(actor, id_, failed=only_failed, after=after),
            "outcome": lambda attempt: say(outcome(attempt)),
            "only_failed": only_failed,
            "topics_known": tuple(BY_TOPIC),
            "now": self._office.desk.clock.now(),
            "example": EXAMPLE,
            "view": None,
            "address": f"{root_of(request)}/webhook/{in_path(id_)}",
            "section": "webhooks",
            "names": self._names_of([webhook.created_by]),
        }
        return self._html(request, actor, "webhook.html.j2", values, said)

    def _off(self, request: Request, actor: Actor) -> Mapping[SwitchedOff, str]:
        language = self.language(request, actor)
        return {why: language.say(sentence()) for why, sentence in OFF.items()}

    # What the buttons do; each tells what came of it.

    def add(self, actor: Actor, form: Form) -> WebhookSecret:
        """Add a webhook."""
        return self._office.webhooks.add(
            actor, form.text("url"), topics_in(form), form.text("note")
        )

    def change(self, actor: Actor, webhook_id: WebhookId, form: Form) -> None:
        """Save what the form says, and switch it on or off."""
        self._office.webhooks.change(
            actor,
            webhook_id,
            url=form.text("url"),
            topics=topics_in(form),
            note=form.text("note"),
            active=form.checked("active"),
        )

    def secret(self, actor: Actor, webhook_id: WebhookId, form: Form) -> Said:
        """Give it another secret, and show that this once."""
        hours = 24 if form.checked("overlap") else 0
        made = self._office.webhooks.rotate_secret(actor, webhook_id, overlap_hours=hours)
        return secret_said(made)

    def replay(self, actor: Actor, webhook_id: WebhookId, form: Form) -> Said:
        """Send an event again, or all of some days in the shop's time zone."""
        zone = ZoneInfo(self._settings(actor).time_zone)
        message = form.text("message")
        count = self._office.webhooks.replay(
            actor,
            webhook_id,
            MessageId(message) if message else None,
            since=begin_of(day(form.text("from")), zone),
            until=end_of(day(form.text("until")), zone),
        )
        return Said("replayed", form.language.say(REPLAYED(count=count)), "webhook")

    def test(self, actor: Actor, webhook_id: WebhookId, form: Form) -> Said:
        """Send a test event, and tell what came of it."""
        attempt = self._office.webhooks.test(actor, webhook_id)
        say = form.language.say
        if attempt.succeeded:
            return Said("test_arrived", say(TEST_ARRIVED(status=str(attempt.status))), "webhook")
        told = say(TEST_FAILED(trouble=outcome(attempt)))
        return Said("test_failed", told, "webhook", status=422)


def secret_said(made: WebhookSecret) -> Said:
    """A secret, shown once."""
    return Said("webhook_secret", made.secret, "webhook")


def topics_in(form: Form) -> list[str]:
    """The topics that were typed, with commas or spaces between them."""
    return form.text("topics").replace(",", " ").split()


def outcome(attempt: Attempt) -> Any:
    """What came of an attempt, in words."""
    trouble = TROUBLES.get(attempt.trouble) if attempt.trouble is not None else None
    return ANSWERED(status=str(attempt.status)) if trouble is None else trouble()
