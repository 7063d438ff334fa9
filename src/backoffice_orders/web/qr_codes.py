"""Addresses as QR codes, for a telephone's camera."""

from __future__ import annotations


def qr_code(address: str) -> str:
    """An inline SVG that stands for an address (URL); it takes its colour from around it."""
    import segno  # few pages show one

    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff"
    )
    return drawn
