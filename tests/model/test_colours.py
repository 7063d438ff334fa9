"""A shop's colour can be read, on light and on dark, whatever it is."""

from __future__ import annotations

import re

import pytest

from backoffice_orders.model.colours import _contrast, readable_on_white, stylesheet


def colour(text: str) -> list[float]:
    return [int(text[at : at + 2], 16) for at in (1, 3, 5)]


@pytest.mark.parametrize("accent", ["#ffee00", "#000000", "#ffffff", "#2a54cf", "#808080"])
def test_text_in_it_and_on_it_can_be_read(accent: str) -> None:
    light, dark = re.findall(r"--accent: (#\w{6}); --on-accent: (#\w{6})", stylesheet(accent))
    for (shown, on), card in ((light, "#ffffff"), (dark, "#1a1d21")):
        assert _contrast(colour(shown), colour(card)) >= 4.5, f"{shown} on {card}"
        assert _contrast(colour(shown), colour(on)) >= 4.5, f"{on} on {shown}"
    assert _contrast(colour(readable_on_white(accent)), colour("#ffffff")) >= 4.5


def test_the_figures_are_those_of_wcag() -> None:
    assert round(_contrast(colour("#000000"), colour("#ffffff")), 2) == 21
    assert round(_contrast(colour("#777777"), colour("#ffffff")), 2) == 4.48


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable_on_white("#2a54cf") == "#2a54cf"


def test_no_colour_changes_nothing() -> None:
    assert stylesheet("") == ""
