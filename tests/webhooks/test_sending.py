"""Posting: to whom it may go, and what a receiver can do to the shop."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator

import pytest
import trustme

from backoffice_orders.adapters.webhooks import HttpSender
from backoffice_orders.adapters.webhooks.networks import is_public
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.webhook import ANSWER_LIMIT, Sent, Trouble
from tests.webhooks.receiver import Receiver, unused_port

HERE = HttpSender(loopback=True, seconds=0.5)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as receiver:
        yield receiver


def posted(url: str, sender: HttpSender = HERE) -> Sent:
    return sender.post(url, {"webhook-id": "m1"}, b'{"a":1}')


def to(*addresses: str) -> HttpSender:
    """A sender for which every name has these addresses."""
    return HttpSender(resolve=lambda host, port: addresses)


def test_the_body_the_headers_and_the_host_arrive(receiver: Receiver) -> None:
    sent = posted(receiver.url)
    assert (sent.status, sent.trouble, sent.answer) == (200, None, "thanks")
    ((headers, body),) = receiver.received
    assert body == b'{"a":1}'
    assert headers["webhook-id"] == "m1"
    assert headers["host"] == f"localhost:{receiver.address[1]}"


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_2xx_is_success(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.answer = status, b""
    assert posted(receiver.url).trouble is None


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(400, Trouble.STATUS), (410, Trouble.GONE), (500, Trouble.STATUS), (304, Trouble.REDIRECT)],
)
def test_anything_else_is_trouble(receiver: Receiver, status: int, trouble: Trouble) -> None:
    receiver.status, receiver.answer = status, b""
    assert (posted(receiver.url).status, posted(receiver.url).trouble) == (status, trouble)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with Receiver().listening() as other:
        receiver.status, receiver.location = 307, other.url
        assert posted(receiver.url).trouble is Trouble.REDIRECT
        assert other.received == []


def test_of_an_endless_answer_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.drip, receiver.answer = True, b"x" * 5000
    began = time.monotonic()
    sent = posted(receiver.url, HttpSender(loopback=True, seconds=30))
    assert (sent.trouble, sent.answer) == (None, "x" * ANSWER_LIMIT)
    assert time.monotonic() - began < 20


def test_whoever_says_nothing_is_hung_up_on(receiver: Receiver) -> None:
    receiver.silence = 5
    sent = posted(receiver.url)
    assert (sent.status, sent.trouble) == (None, Trouble.TIMEOUT)
    assert 400 <= sent.milliseconds < 4000


def test_whoever_accepts_and_never_reads_is_hung_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert posted(url).trouble is Trouble.TIMEOUT
        # The same where the two sides never come to terms about TLS.
        assert posted(url.replace("http:", "https:")).trouble is Trouble.TIMEOUT


def test_finding_the_name_is_part_of_its_time(receiver: Receiver) -> None:
    def slowly(host: str, port: int) -> list[str]:
        time.sleep(0.8)
        return ["127.0.0.1"]

    receiver.silence = 5
    sent = posted(receiver.url, HttpSender(loopback=True, seconds=1, resolve=slowly))
    assert sent.trouble is Trouble.TIMEOUT
    assert 900 <= sent.milliseconds < 1500, "0.8 s for the name leave the receiver 0.2"


def test_what_is_no_http_is_not_understood(receiver: Receiver) -> None:
    receiver.raw = b"220 smtp.example ESMTP\r\n"
    assert posted(receiver.url).trouble is Trouble.NOT_UNDERSTOOD


def test_nobody_there() -> None:
    assert posted(f"http://localhost:{unused_port()}/").trouble is Trouble.UNREACHABLE


def test_tls_is_checked_under_the_name_in_the_address() -> None:
    authority = trustme.CA()
    mine, server = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(mine)
    authority.issue_cert("localhost").configure_cert(server)
    trusting = HttpSender(loopback=True, seconds=5, tls=mine)
    with Receiver().listening(server) as receiver:
        assert posted(receiver.url, trusting).status == 200
        wrong_name = receiver.url.replace("localhost", "127.0.0.1")
        assert posted(wrong_name, trusting).trouble is Trouble.NOT_PRIVATE
        assert posted(receiver.url, HttpSender(loopback=True)).trouble is Trouble.NOT_PRIVATE


NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.8.8",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:a00:1::",
    "2001:0:1::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "no address",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_nothing_is_sent_to_what_is_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(FieldInvalid, match="private network"):
        to("93.184.216.34", address).require_address("https://shop.example/x")
    assert posted("https://shop.example/x", to(address)).trouble is Trouble.ADDRESS_REFUSED


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1111"])
def test_what_is_public_is_taken(address: str) -> None:
    assert is_public(address)
    to(address).require_address("https://shop.example/x")


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0/",
    ],
)
def test_this_machine_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(FieldInvalid):
        HttpSender().require_address(url)
    assert posted(url, HttpSender()).trouble is Trouble.ADDRESS_REFUSED


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://shop.example/", "https://"),
        ("https://shop.example:22/", "port 22"),
        ("https://shop.example:6379/", "port 6379"),
    ],
)
def test_only_https_and_its_port(url: str, said: str) -> None:
    with pytest.raises(FieldInvalid, match=said):
        to("93.184.216.34").require_address(url)


def test_a_setting_allows_http_and_other_ports() -> None:
    sender = HttpSender(ports=(443, 80, 8443), resolve=lambda host, port: ["93.184.216.34"])
    for url in ("http://shop.example/", "https://shop.example:8443/", "https://shop.example"):
        sender.require_address(url)


def test_the_name_is_looked_up_again_for_each_post(receiver: Receiver) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    sender = HttpSender(resolve=lambda host, port: next(answers))
    sender.require_address("https://shop.example/")
    # Its owner has it lead to this machine now.
    assert posted("https://shop.example/", sender).trouble is Trouble.ADDRESS_REFUSED


def test_the_connection_is_made_to_the_address_that_was_looked_at(receiver: Receiver) -> None:
    port = receiver.address[1]
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    sender = HttpSender(loopback=True, resolve=resolve)
    assert posted(f"http://nobody.invalid:{port}/", sender).status == 200
    assert asked == ["nobody.invalid"]
    assert receiver.received[0][0]["host"] == f"nobody.invalid:{port}"


def test_this_machine_is_taken_only_where_a_setting_says_so(receiver: Receiver) -> None:
    assert posted(receiver.url, HttpSender()).trouble is Trouble.ADDRESS_REFUSED
    assert receiver.received == []
    with pytest.raises(FieldInvalid):
        HttpSender(loopback=True, resolve=lambda host, port: ["10.0.0.1"]).require_address(
            "https://shop.example/"
        )


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    sender = HttpSender(resolve=unknown)
    sender.require_address("https://shop.example/")
    assert posted("https://shop.example/", sender).trouble is Trouble.NO_SUCH_HOST


def test_a_name_that_takes_too_long_is_not_waited_for() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(3)
        return []

    sent = posted("https://shop.example/", HttpSender(resolve=slow, seconds=0.2))
    assert sent.trouble is Trouble.TIMEOUT
    assert sent.milliseconds < 2500
