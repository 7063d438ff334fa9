"""A real HTTP service on this machine, which can be told to be slow, to fail and to lie.

``HttpTaxes`` is how a host would write an adapter for it, with the standard library alone.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from moneyed import Money

from backoffice_orders.model.answers import (
    Refusal,
    Tax,
    TaxAnswer,
    TaxesOfLine,
)
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.questions import AmountToTax, TaxQuestion
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.model.tax_report import TaxReport

Reply = dict[str, Any]
# Changes what the service would have answered: a lie.
Lie = Callable[[Reply], Any]


def cents(money: Money) -> int:
    return int(money.amount * 100)


class TaxBureau:
    """The service: one percentage per country, in cents, rounded half up."""

    def __init__(self) -> None:
        self.percent = {"FR": "20", "DE": "19"}
        self.delay = 0.0
        self.held: threading.Event | None = None
        self.status = 200
        self.lie: Lie | None = None
        self.raw: bytes | None = None
        self.asked: list[Reply] = []
        self.recorded: dict[str, Reply] = {}
        self.in_question = threading.Event()
        self.address = ("127.0.0.1", 0)

    def answer(self, path: str, body: Reply) -> tuple[int, bytes]:
        if path == "/reports":
            if self.status == 200:
                self.recorded.setdefault(body["key"], body)
            return self.status, b"{}"
        self.asked.append(body)
        self.in_question.set()
        if self.delay:
            time.sleep(self.delay)
        if self.held is not None:
            self.held.wait(60)
        if self.raw is not None:
            return self.status, self.raw
        reply = self._taxes(body)
        changed = self.lie(reply) if self.lie is not None else reply
        return self.status, json.dumps(changed).encode()

    def _taxes(self, body: Reply) -> Reply:
        if body["postcode"] == "00000":
            return {"refused": "There is no such postcode."}
        percent = Decimal(self.percent.get(body["country"], "0"))
        lines = []
        for line in body["lines"]:
            by = percent / (100 + percent if line["included"] else 100)
            tax = int((line["cents"] * by + Decimal("0.5")) // 1)
            net = line["cents"] - tax if line["included"] else line["cents"]
            lines.append({"id": line["id"], "base": net, "tax": tax, "percent": str(percent)})
        total = sum(line["tax"] for line in lines)
        return {"currency": body["currency"], "lines": lines, "total": total}

    @contextmanager
    def serving(self) -> Iterator[TaxBureau]:
        """Listen on a port of this machine; on the same one again after a pause."""
        bureau = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                status, reply = bureau.answer(self.path, json.loads(self.rfile.read(length)))
                try:
                    self.send_response(status)
                    self.send_header("content-length", str(len(reply)))
                    self.end_headers()
                    self.wfile.write(reply)
                except OSError:
                    pass  # nobody waits for it any more

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(self.address, Handler)
        server.daemon_threads = True
        self.address = server.server_address[:2]  # type: ignore[assignment]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class HttpTaxes:
    """An adapter: the ``TaxService`` port over HTTP."""

    def __init__(self, bureau: TaxBureau) -> None:
        self._bureau = bureau

    def taxes(self, question: TaxQuestion, *, timeout: float) -> TaxAnswer | Refusal:
        asked = {
            "currency": question.currency,
            "country": question.destination.country,
            "postcode": question.destination.postcode,
            "lines": [self._line(line) for line in question.lines],
        }
        reply = self._post("/taxes", asked, timeout)
        if "refused" in reply:
            return Refusal(reply["refused"])
        currency = reply["currency"]
        lines = tuple(
            TaxesOfLine(
                LineId(line["id"]),
                (
                    Tax(
                        TaxRate(f"VAT {line['percent']}%", Decimal(line["percent"])),
                        self._money(line["base"], currency),
                        self._money(line["tax"], currency),
                    ),
                ),
            )
            for line in reply["lines"]
        )
        return TaxAnswer(lines, self._money(reply["total"], currency))

    def record(self, report: TaxReport, *, timeout: float) -> None:
        told = {
            "key": report.key,
            "kind": report.kind,
            "order": report.reference,
            "fingerprint": report.fingerprint,
            "cents": cents(report.charged),
        }
        self._post("/reports", told, timeout)

    def _line(self, line: AmountToTax) -> Reply:
        return {"id": line.line_id, "cents": cents(line.amount), "included": line.tax_included}

    def _money(self, count: int, currency: str) -> Money:
        return Money(Decimal(count) / 100, currency)

    def _post(self, path: str, body: Reply, timeout: float) -> Any:
        host, port = self._bureau.address
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        try:
            connection.request("POST", path, json.dumps(body))
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise http.client.HTTPException(f"status {response.status}")
        return json.loads(content)
