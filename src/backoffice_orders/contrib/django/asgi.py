"""The page, the API and the checkout beside Django's own pages, in one ASGI app."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp


def mounted(django: ASGIApp, apps: Mapping[str, ASGIApp]) -> Starlette:
    """Django's ASGI application, and others below some paths.

    Args:
        django: What ``get_asgi_application()`` returns.
        apps: The others by their paths: ``{"/admin/orders": console_app(office, signed_in)}``.
    """
    others = [Mount(path, app) for path, app in apps.items()]
    return Starlette(routes=[*others, Mount("/", django)])
