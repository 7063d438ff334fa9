"""Asking the host about a request."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

Answer = TypeVar("Answer")


async def answer_of(
    asked: Callable[[Request], Answer | Awaitable[Answer]], request: Request
) -> Answer:
    """What a function of the host says about a request.

    An async function is awaited; a plain one is called in a worker thread, as it may ask a
    database.
    """
    if inspect.iscoroutinefunction(asked) or inspect.iscoroutinefunction(type(asked).__call__):
        answer = asked(request)
    else:
        answer = await run_in_threadpool(asked, request)
    if inspect.isawaitable(answer):
        awaited: Answer = await answer
        return awaited
    return answer
