"""What a customer reads, in their language."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.adapters.mail import JinjaLetters
from backoffice_orders.i18n import LANGUAGES
from backoffice_orders.services.letters import cart_letter, order_letter
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.checkout.samples import Shop, fields
from tests.console.reading import english_in

OTHERS = [language for language in LANGUAGES if language != "en"]


def pages(language: str) -> dict[str, str]:
    """The checkout of a cart as it is opened, filled in, refused, changed and ordered."""
    shop = Shop()
    cart = shop.cart()
    office = shop.office
    office.carts.set_language(EMPLOYEE, cart.cart.id, language)
    link = shop.sent(cart)
    browser = shop.browser()
    path = shop.path(link)
    reads = {"accept-language": f"{language};q=0.9, xx"}
    found = {
        "before it opens": browser.get(path.replace("/cart/", "/open/"), headers=reads).text,
        "no such link": browser.get("/cart/nothing", headers=reads).text,
    }
    found |= {"cart": browser.get(path).text, "address": browser.get(f"{path}?new=1").text}
    hidden = fields(found["cart"])
    refused = browser.post(f"{path}/voucher", data={**hidden, "code": "NOTHING"})
    found["voucher refused"] = refused.text
    wrong = {**hidden, "country": "US", "postcode": "331", "use": "both", "city": ""}
    found["address refused"] = browser.post(f"{path}/address", data=wrong).text
    office.setup.save(EMPLOYEE, evolve(MUG, price=MUG.price * 2))
    found["price changed"] = browser.get(path).text
    placed = fields(found["price changed"])
    answer = browser.post(f"{path}/place", data={**placed, "payment_method": "bank_transfer"})
    found["ordered"] = answer.text
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_of_the_checkout_holds_english(language: str) -> None:
    iceland = {"Island"}  # in German
    found = {name: english_in(page, language) - iceland for name, page in pages(language).items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_the_english_checkout_is_found_to_be_english() -> None:
    assert [name for name, page in pages("en").items() if not english_in(page, "fr")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_letter_holds_english(language: str) -> None:
    shop = Shop()
    view = shop.cart()
    settings = shop.office.desk.read(EMPLOYEE, lambda work: work.settings)
    cart = evolve(
        cart_letter(settings, view, "https://shop.example/cart/x", "", shop.clock.now()),
        language=language,
    )
    placed = shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="bank_transfer")
    order = evolve(order_letter(settings, placed), language=language)
    for letter in (cart, order):
        rendered = JinjaLetters().render(letter)
        assert english_in(rendered.html, language) == set()
        lines = "".join(f"<p>{line}</p>" for line in rendered.text.splitlines())
        assert english_in(f"<p>{rendered.subject}</p>{lines}", language) == set()
