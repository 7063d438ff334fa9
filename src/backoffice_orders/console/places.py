"""Where on the page of a cart something is mended that keeps it from being ordered."""

from __future__ import annotations

from backoffice_orders.services.view import Problem

# The first word of a problem's code, and the section that it is about.
_SECTIONS = {
    "address": "addresses",
    "country": "addresses",
    "carrier": "shipping",
    "delivery": "shipping",
    "customer": "customer",
    "cart": "products",
    "discount": "products",
    "offer": "finishing",
}


def place_of(problem: Problem) -> str:
    """The id of the line, or of the section, that a problem leads to; else of the summary."""
    if problem.line_id is not None:
        return f"line-{problem.line_id}"
    return _SECTIONS.get(problem.code.partition("_")[0], "summary")
