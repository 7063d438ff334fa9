"""A receiver on this machine: a real HTTP server that can be slow, fail, lie, and go away."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what it is sent, and answers as it is told to.

    Attributes:
        status: What it answers.
        answer: The body of its answers.
        silence: Seconds before it says anything.
        drip: Whether the answer never ends.
        location: Where it sends whoever asks, with a status from 300 to 399.
        raw: What it says instead of HTTP.
        received: Headers (in small letters) and bodies.
    """

    def __init__(self) -> None:
        self.status = 200
        self.answer = b"thanks"
        self.silence = 0.0
        self.drip = False
        self.location = ""
        self.raw = b""
        self.received: list[tuple[Mapping[str, str], bytes]] = []
        self.address: tuple[str, int] = ("127.0.0.1", 0)
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.address[1]}/orders?shop=1"

    @contextmanager
    def listening(self, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
        """Listen; on the same port again after a pause."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                with suppress(OSError):
                    receiver.handle(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass  # whoever asked did not want to hear it

        server = Server(self.address, Handler)
        server.daemon_threads = True
        self.address = ("127.0.0.1", server.server_address[1])
        if tls is not None:
            self.scheme = "https"
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["content-length"])
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append((headers, request.rfile.read(length)))
        time.sleep(self.silence)
        request.close_connection = True
        if self.raw:
            request.wfile.write(self.raw)
            return
        request.send_response(self.status)
        if self.location:
            request.send_header("location", self.location)
        if not self.drip:
            request.send_header("content-length", str(len(self.answer)))
        request.end_headers()
        request.wfile.write(self.answer)
        while self.drip:
            request.wfile.write(b"x" * 65_536)


def unused_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
