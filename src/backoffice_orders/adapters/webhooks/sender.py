"""Posting to an address that an employee has entered, over HTTP."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from threading import Thread, Timer
from urllib.parse import SplitResult, urlsplit

from attrs import field

from backoffice_orders.adapters.webhooks.networks import is_loopback, is_public
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook import ANSWER_LIMIT, Sent, Trouble, trouble_of

ONLY_PRIVATELY = Sentence("reason.webhook_https", "the address must begin with https://")
NO_SUCH_PORT = Sentence(
    "reason.webhook_port", "nothing is sent to the port {port}, only to {ports}"
)
NOT_PUBLIC = Sentence(
    "reason.webhook_not_public", "it leads into a private network, where nothing is sent"
)

# The addresses (IP) of a name.
Resolve = Callable[[str, int], Iterable[str]]
_PORTS = {"https": 443, "http": 80}
# Of an answer no more is read; a character takes up to four bytes.
_READ = 4 * ANSWER_LIMIT


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a name, as this machine knows them; ``OSError`` where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Failed(Exception):
    """Nobody knows where a name leads."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def _in_time(seconds: float, resolve: Callable[[], list[str]]) -> list[str]:
    """What a name resolves to; the system itself may take minutes to say that it does not know.

    Raises:
        _Failed: It is not known, or was not in time.
    """
    end: Future[list[str]] = Future()

    def run() -> None:
        try:
            end.set_result(resolve())
        except BaseException as error:
            end.set_exception(error)

    Thread(target=run, daemon=True, name="backoffice-orders-webhook").start()
    try:
        return end.result(seconds)
    except TimeoutError:
        raise _Failed(Trouble.TIMEOUT) from None
    except (OSError, UnicodeError):
        raise _Failed(Trouble.NO_SUCH_HOST) from None


@frozen
class HttpSender:
    """The ``WebhookSender`` port over HTTPS.

    It connects to the very IP address that it has looked at, under the name in the URL: so nobody
    can have the name lead elsewhere between the look and the connection. A name one of whose
    addresses is not public is refused. Proxies that the environment names are not used.

    Attributes:
        ports: Those that it posts to; with 80 among them, without TLS as well.
        loopback: Whether it posts to this machine itself as well, to any port and without TLS:
            for tests and development.
        seconds: How long one post may take in all.
        tls: Certificates to trust; the machine's by default.
        resolve: Finds the IP addresses of a name; as this machine does by default.
    """

    ports: tuple[int, ...] = (443,)
    loopback: bool = False
    seconds: float = 10.0
    tls: ssl.SSLContext | None = None
    resolve: Resolve = field(default=resolved, eq=False)

    def require_address(self, url: str) -> None:
        # A name that is not known may be so tomorrow: each attempt looks again, and says so.
        with suppress(_Failed):
            self._addresses(urlsplit(url))

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        began = time.monotonic()
        status, trouble, answer = self._tried(url, headers, body)
        return Sent(status, trouble, answer, round((time.monotonic() - began) * 1000))

    def _tried(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None, str]:
        parts, ends = urlsplit(url), time.monotonic() + self.seconds
        try:
            addresses = self._addresses(parts)
        except FieldInvalid:
            return None, Trouble.ADDRESS_REFUSED, ""
        except _Failed as failed:
            return None, failed.trouble, ""
        # Finding out where the name leads has taken some of the time.
        connection = _Connection(parts, addresses, max(ends - time.monotonic(), 0), self.tls)
        with closing(connection):
            try:
                status, answer = connection.ask(headers, body)
            except TimeoutError:
                trouble = Trouble.TIMEOUT
            except ssl.SSLError:
                trouble = Trouble.NOT_PRIVATE
            except http.client.HTTPException:
                trouble = Trouble.NOT_UNDERSTOOD
            except (OSError, ValueError):
                trouble = Trouble.UNREACHABLE
            else:
                return status, trouble_of(status), answer
        return None, Trouble.TIMEOUT if connection.timed_out else trouble, ""

    def _addresses(self, parts: SplitResult) -> list[str]:
        """Where a URL leads: IP addresses that may be connected to.

        Raises:
            FieldInvalid: Nothing is sent there.
            _Failed: Nobody knows where it leads.
        """
        port = _port(parts)
        if not self.loopback:
            self._require_port(parts.scheme, port)
        found = _in_time(self.seconds, lambda: list(self.resolve(parts.hostname or "", port)))
        if self.loopback and found and all(map(is_loopback, found)):
            return found
        self._require_port(parts.scheme, port)
        if not all(map(is_public, found)):
            raise FieldInvalid("url", NOT_PUBLIC())
        if not found:
            raise _Failed(Trouble.NO_SUCH_HOST)
        return found

    def _require_port(self, scheme: str, port: int) -> None:
        if scheme != "https" and _PORTS["http"] not in self.ports:
            raise FieldInvalid("url", ONLY_PRIVATELY())
        if port not in self.ports:
            ports = ", ".join(map(str, self.ports))
            raise FieldInvalid("url", NO_SUCH_PORT(port=str(port), ports=ports))


class _Connection(http.client.HTTPConnection):
    """A connection to one of some IP addresses, that is cut once its time is over."""

    def __init__(
        self,
        parts: SplitResult,
        addresses: list[str],
        seconds: float,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(parts.hostname or "", _port(parts))
        self._parts, self._addresses, self._tls = parts, addresses, tls
        self._ends = time.monotonic() + seconds
        self._raw: socket.socket | None = None
        self.timed_out: bool = False
        self._watch = Timer(seconds, self._cut)
        self._watch.daemon = True
        self._watch.start()

    def connect(self) -> None:
        """Connect to the first address that answers."""
        failed: OSError = OSError("there is no address")
        for address in self._addresses:
            left = self._ends - time.monotonic()
            if left <= 0:
                self.timed_out = True
                break
            try:
                self._raw = socket.create_connection((address, self.port), left)
            except OSError as error:
                self.timed_out |= isinstance(error, TimeoutError)
                failed = error
                continue
            self.sock = self._raw
            if self._parts.scheme == "https":
                context = self._tls or ssl.create_default_context()
                # A copy of the socket stays: it can be cut while the two sides come to terms.
                self._raw = self._raw.dup()
                self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
            return
        raise failed

    def ask(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        """Post, and read the status and the beginning of the answer."""
        path = self._parts.path or "/"
        if self._parts.query:
            path = f"{path}?{self._parts.query}"
        # The address names the host: its name, and a port that is not the usual one.
        self.putrequest("POST", path, skip_host=True, skip_accept_encoding=True)
        self.putheader("host", self._parts.netloc.encode("ascii", "replace"))
        self.putheader("content-length", str(len(body)))
        self.putheader("connection", "close")
        for name, value in headers.items():
            self.putheader(name, value)
        self.endheaders(body)
        response = self.getresponse()
        answer = b""
        # The status says how it went; what is wrong with the rest changes nothing of that.
        with suppress(OSError, http.client.HTTPException):
            answer = response.read1(_READ)
        return response.status, answer.decode("utf-8", "replace")[:ANSWER_LIMIT]

    def close(self) -> None:
        """Close the connection."""
        self._watch.cancel()
        super().close()
        if self._raw is not None:
            self._raw.close()

    def _cut(self) -> None:
        self.timed_out = True
        if self._raw is not None:
            with suppress(OSError):
                self._raw.shutdown(socket.SHUT_RDWR)


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)
