"""Signatures, after the Standard Webhooks specification; and what a receiver makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from backoffice_orders import OrderPlaced, UnknownEvent, received_event
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.webhooks import WebhookNotSigned
from backoffice_orders.model.ids import MessageId, ShopId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.webhook_signature import require_signed, secret_of, signed_headers
from backoffice_orders.services.webhook_bodies import body_of

# The example that the specification's own libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
MOMENT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
FIVE = timedelta(minutes=5)
HEADERS = {"webhook-id": ID, "webhook-timestamp": "1614265330", "webhook-signature": SIGNATURE}
OTHER = secret_of(b"another key of at least twenty-four bytes")


def require(headers: Mapping[str, str] = HEADERS, body: bytes = BODY, late: int = 0) -> None:
    """Require it so many seconds later."""
    require_signed(SECRET, headers, body, MOMENT + timedelta(seconds=late), FIVE)


def test_the_example_of_the_specification() -> None:
    assert signed_headers([SECRET], ID, MOMENT, BODY) == HEADERS
    require()


def test_while_a_secret_is_changed_both_sign() -> None:
    headers = signed_headers([OTHER, SECRET], ID, MOMENT, BODY)
    assert headers["webhook-signature"].split(" ")[1] == SIGNATURE
    require(headers)


def test_names_of_headers_are_taken_in_any_case() -> None:
    require({name.title(): value for name, value in HEADERS.items()})


@pytest.mark.parametrize("late", [301, -301])
def test_what_was_overheard_is_of_no_use_later(late: int) -> None:
    with pytest.raises(WebhookNotSigned, match="too long ago"):
        require(late=late)
    require(late=300)
    require(late=-300)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-signature": ""},
        {"webhook-signature": SIGNATURE.replace("v1", "v2")},
        {"webhook-signature": SIGNATURE.removeprefix("v1,")},
        {"webhook-signature": "v1,é"},
        # What some servers make of the byte ff.
        {"webhook-signature": "v1,\udcff"},
        {"webhook-id": "msg_\udcff"},
        {"webhook-timestamp": "\udcff"},
    ],
)
def test_whatever_was_changed_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(WebhookNotSigned, match="signature"):
        require({**HEADERS, **changed})


def test_another_body_is_refused() -> None:
    with pytest.raises(WebhookNotSigned):
        require(body=BODY.replace(b" ", b""))


@pytest.mark.parametrize("name", HEADERS)
def test_each_header_has_to_be_there(name: str) -> None:
    with pytest.raises(WebhookNotSigned, match="headers"):
        require({each: value for each, value in HEADERS.items() if each != name})


@pytest.mark.parametrize("secret", ["", "MfKQ9r8GKYqr", "whsec_", "whsec_é", "whsec_not base64"])
def test_what_is_no_secret_is_said(secret: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        require_signed(secret, HEADERS, BODY, MOMENT, FIVE)
    assert refused.value.field == "secret"


def test_an_event_is_received_typed() -> None:
    payload = {"version": 1, "order_id": "o1", "cart_id": "c1"}
    message = OutboxMessage(MessageId("m1"), "order.status_changed", "c1", MOMENT, payload)
    body = body_of(message, ShopId("north"))
    assert body == (
        b'{"id":"m1","topic":"order.status_changed","shop":"north","key":"c1",'
        b'"created":"2021-02-25T15:02:10Z",'
        b'"data":{"version":1,"order_id":"o1","cart_id":"c1"}}'
    )
    headers = signed_headers([SECRET], "m1", MOMENT, body)
    event = received_event(SECRET, headers, body, now=MOMENT)
    assert (event.id, event.shop, event.key, event.created) == ("m1", "north", "c1", MOMENT)
    assert event.data == payload
    # Something is missing for the class that it says it is.
    assert isinstance(event.event, UnknownEvent)
    assert not isinstance(event.event, OrderPlaced)


def test_what_is_signed_and_no_event_is_refused() -> None:
    with pytest.raises(WebhookNotSigned, match="no event"):
        received_event(SECRET, HEADERS, BODY, now=MOMENT)
    deep = b"[" * 100_000
    with pytest.raises(WebhookNotSigned, match="no event"):
        received_event(SECRET, signed_headers([SECRET], "m1", MOMENT, deep), deep, now=MOMENT)
