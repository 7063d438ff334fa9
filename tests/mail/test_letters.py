"""How letters look: in each language, with odd contents, and with the host's own templates."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from attrs import evolve

from backoffice_orders.adapters.mail import JinjaLetters
from backoffice_orders.model.customer import PriceDisplay
from backoffice_orders.model.ids import DiscountId
from backoffice_orders.model.letter import Letter
from backoffice_orders.model.pricing.summary_parts import AppliedDiscount
from backoffice_orders.services.letters import cart_letter
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop


@pytest.fixture
def letter() -> Letter:
    shop = Shop()
    view = shop.cart()
    settings = shop.office.desk.read(EMPLOYEE, lambda work: work.settings)
    return cart_letter(settings, view, "https://shop.example/cart/x", "See you", None)


@pytest.mark.parametrize(
    ("language", "amount", "total"),
    [
        ("en", "€30.00", "Total"),
        ("fr", "30,00\u00a0€", "Total"),
        ("de", "30,00\u00a0€", "Summe"),
        ("de-AT", "€\u00a030,00", "Summe"),
    ],
)
def test_amounts_and_words_are_the_languages(
    letter: Letter, language: str, amount: str, total: str
) -> None:
    rendered = JinjaLetters().render(evolve(letter, language=language))
    for text in (rendered.text, unescape(rendered.html)):
        assert amount in text
        assert total in text


def test_a_language_from_right_to_left(letter: Letter) -> None:
    rendered = JinjaLetters().render(evolve(letter, language="ar"))
    assert 'dir="rtl"' in rendered.html
    assert "طلبك جاهز" in rendered.text


def test_names_keep_their_own_direction(letter: Letter) -> None:
    """Or the bracket that a name ends with would stand before it, between words of Arabic."""
    summary = letter.summary
    lines = tuple(evolve(each, name="Mug (blue)", options="Size (L)") for each in summary.lines)
    assert summary.shipping is not None
    shipping = evolve(summary.shipping, name="Post (home)", delay="2 days (DE)")
    summary = evolve(summary, lines=lines, shipping=shipping)
    arabic = evolve(letter, language="ar", shop_name="Shop (Paris)", summary=summary)
    html = JinjaLetters().render(arabic).html
    for name in ("Mug (blue)", "Size (L)", "Post (home)", "2 days (DE)", "Shop (Paris)"):
        assert f"<bdi>{name}</bdi>" in html
        assert html.count(f"<bdi>{name}</bdi>") == html.count(name)


def test_the_letter_needs_nothing_from_elsewhere(letter: Letter) -> None:
    html = JinjaLetters().render(letter).html
    assert "<style" not in html
    assert "<link" not in html
    assert "src=" not in html
    assert html.count("http") == html.count("https://shop.example/cart/x")
    assert 'style="' in html


def test_the_plain_text_says_everything(letter: Letter) -> None:
    text = JinjaLetters().render(letter).text
    for said in ("2 x Blue mug: €24.00", "€6.00", "€30.00", "1 rue de Rivoli", "See you"):
        assert said in text
    assert "https://shop.example/cart/x" in text.splitlines()


def test_a_host_replaces_one_template(letter: Letter, tmp_path: Path) -> None:
    (tmp_path / "cart.subject.j2").write_text("Hello from {{ letter.shop_name }}\n")
    letters = JinjaLetters([tmp_path])
    assert letters.render(letter).subject == f"Hello from {letter.shop_name}"
    assert "Blue mug" in letters.render(letter).html


def test_long_lists_and_odd_texts(letter: Letter) -> None:
    line = letter.summary.lines[0]
    odd = evolve(line, name="Tasse 🎁 " + "x" * 300, customization=(("Text", "\u202e evil"),))
    summary = evolve(letter.summary, lines=(odd,) * 300)
    rendered = JinjaLetters().render(evolve(letter, summary=summary))
    assert rendered.html.count("🎁") == 300
    assert "\n" not in rendered.subject


def test_a_text_of_several_lines_has_them_in_both_parts(letter: Letter) -> None:
    line = evolve(letter.summary.lines[0], customization=(("Engraving", "For Jane\n2026"),))
    rendered = JinjaLetters().render(evolve(letter, summary=evolve(letter.summary, lines=(line,))))
    assert "\n    Engraving: For Jane\n    2026\n" in rendered.text
    (before, _) = rendered.html.split("Engraving: For Jane\n2026")
    assert "white-space: pre-line" in before.rpartition("<span")[2]


def test_a_letter_to_a_group_that_sees_net_prices(letter: Letter) -> None:
    net = JinjaLetters().render(evolve(letter, shows_prices=PriceDisplay.TAX_EXCLUDED))
    for text in (net.text, unescape(net.html)):
        assert "Prices without tax" in text
        assert "€20.00" in text  # two mugs
        assert "€24.00" not in text
        assert "€30.00" in text  # with the delivery and the tax


def test_a_discount_by_hand_is_said_as_the_language_says_it(letter: Letter) -> None:
    """In French a colon has a blank before it, as on the other lines."""
    discount = AppliedDiscount(DiscountId("d"), "Geste", "sorry", "EUR", 200, 240, ())
    summary = evolve(letter.summary, manual_discounts=(discount,))
    text = JinjaLetters().render(evolve(letter, language="fr", summary=summary)).text
    assert "\nGeste\u00a0: -2,40\u00a0€\n" in text
