"""A payment service's page for trying it out: no card, no money, two buttons."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from backoffice_orders.adapters.memory import TestPaymentPage
from backoffice_orders.model.payment import Charge

_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Demo payments</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 12vh auto; padding: 0 1rem }
button { font: inherit; min-height: 44px; padding: 0 1.2rem; margin: 0 .5rem .5rem 0 }
</style></head><body><main>
<h1>Demo payments</h1>
<p>This stands for the page of a payment service. No card is asked for, no money moves.</p>
<p>Order {{ charge.order_reference }}:
<strong>{{ charge.amount.amount }} {{ charge.amount.currency }}</strong></p>
<form method="post"><button name="paid" value="1">Pay</button><button>Do not pay</button></form>
</main></body></html>
""")


def demo_payments(provider: TestPaymentPage) -> Router:
    """The page of a test provider, to be mounted at the address that it was made with."""
    return Router(
        [
            Route("/{number:int}", _page(provider, _show), methods=["GET"]),
            Route("/{number:int}", _page(provider, _press), methods=["POST"]),
        ]
    )


def _page(
    provider: TestPaymentPage,
    answer: Callable[[TestPaymentPage, int, Charge, bool], Response],
) -> Callable[[Request], object]:
    async def handle(request: Request) -> Response:
        number = int(request.path_params["number"])
        if number >= len(provider.charges):
            return Response(status_code=404)
        paid = request.method == "POST" and bool((await request.form()).get("paid"))
        return await run_in_threadpool(answer, provider, number, provider.charges[number], paid)

    return handle


def _show(_provider: TestPaymentPage, _number: int, charge: Charge, _paid: bool) -> Response:
    return HTMLResponse(_PAGE.render(charge=charge))


def _press(provider: TestPaymentPage, number: int, charge: Charge, paid: bool) -> Response:
    provider.settle(number, paid=paid)
    return RedirectResponse(charge.return_to or "/", 303)
