"""A shop's own colour on its pages: readable on light and on dark, whatever it is."""

from __future__ import annotations

from collections.abc import Sequence

# Cards of the pages, in light and dark; text needs a contrast of 4.5 (WCAG 2.2, 1.4.3).
_LIGHT, _DARK, _READABLE = (255, 255, 255), (26, 29, 33), 4.5
_STEP = 0.05
Colour = Sequence[float]


def stylesheet(accent: str) -> str:
    """The tokens that a shop's colour changes; empty for no colour.

    Args:
        accent: ``#rrggbb``.
    """
    if not accent:
        return ""
    colour = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
    light, dark = _readable(colour, _LIGHT, (0, 0, 0)), _readable(colour, _DARK, (255, 255, 255))
    return (
        f":root {{ {_tokens(light, _LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_tokens(dark, _DARK)} }} }}\n"
    )


def readable_on_white(accent: str) -> str:
    """The colour, darker where it could not be read on white (and white on it)."""
    return _hex(_readable([int(accent[at : at + 2], 16) for at in (1, 3, 5)], _LIGHT, (0, 0, 0)))


def _tokens(colour: Colour, card: Colour) -> str:
    on = _LIGHT if _contrast(colour, _LIGHT) >= _contrast(colour, (0, 0, 0)) else (0, 0, 0)
    soft = _mixed(card, colour, 0.1)
    return f"--accent: {_hex(colour)}; --on-accent: {_hex(on)}; --accent-soft: {_hex(soft)};"


def _readable(colour: Colour, card: Colour, towards: Colour) -> Colour:
    """The colour, mixed with another one until it can be read on a card."""
    share, mixed = 0.0, colour
    while _contrast(mixed, card) < _READABLE and share < 1:
        share += _STEP
        mixed = _mixed(colour, towards, share)
    return mixed


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    return [a + (b - a) * min(share, 1) for a, b in zip(one, other, strict=True)]


def _contrast(one: Colour, other: Colour) -> float:
    """By WCAG 2.2: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        each / 255 / 12.92 if each / 255 <= 0.04045 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(each):02x}" for each in colour)
