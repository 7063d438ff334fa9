"""The page in the language of who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from moneyed import Money
from starlette.requests import Request
from starlette.testclient import TestClient

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console import console_app
from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.ids import CartId
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests.checkout.samples import Shop
from tests.console.call import states
from tests.console.reading import english_in, texts_of
from tests.console.samples import BASE, SECRET, Page, value

OTHERS = tuple(tag for tag in LANGUAGES if tag != "en")


@cache
def pages(language: str) -> Mapping[str, str]:
    """Every state of the page in a language, by its name."""
    return dict(states(Page(language=language)))


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_says_anything_in_english(language: str) -> None:
    found = {name: english_in(text, language) for name, text in pages(language).items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_the_english_page_is_found_to_be_english() -> None:
    missed = [name for name, text in pages("en").items() if not english_in(text, "fr")]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_which_language_it_is_in(language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    for name, text in pages(language).items():
        if "<html" in text:
            assert f'<html lang="{language}" dir="{direction}">' in text, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_has_a_form_for_every_number(language: str) -> None:
    words = [text for text in texts_of(Page(language=language).get("/")) if "{count}" in text]
    assert len(words) >= (9 if language == "ar" else 3)


def opened(
    shop: Shop, accepts: str = "", language_of: Callable[[Request], str | None] | None = None
) -> TestClient:
    """A browser at the page of a shop, with what it says it accepts."""
    app = console_app(
        shop.office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET, language_of=language_of
    )
    return TestClient(app, base_url=BASE, headers={"accept-language": accepts} if accepts else {})


def language_at(browser: TestClient, path: str = "/") -> str:
    answer = browser.get(path)
    found = re.search(r'<html lang="([^"]*)"', answer.text)
    assert found is not None
    assert answer.headers["content-language"] == found[1]
    return found[1]


def pick(browser: TestClient, tag: str, back: str = "/") -> str:
    """Pick a language on the page; the path that it leads to."""
    token = value(browser.get("/").text, "token")
    return browser.post("/language", data={"token": token, "to": tag, "back": back}).url.path


def test_what_was_picked_comes_before_the_host_and_the_host_before_the_browser() -> None:
    shop = Shop()
    settings = shop.office.desk.read(EMPLOYEE, lambda work: work.settings)
    shop.office.setup.save(EMPLOYEE, evolve(settings, language="es"))
    assert language_at(opened(shop)) == "es"  # the shop's
    assert language_at(opened(shop, "fr")) == "fr"
    assert language_at(opened(shop, "fr", lambda _: None)) == "fr"
    browser = opened(shop, "fr", lambda _: "de")
    assert language_at(browser) == "de"
    pick(browser, "ar")
    assert language_at(browser) == "ar"


def test_a_host_may_answer_asynchronously() -> None:
    async def language_of(_: Request) -> str:
        return "de-AT"

    shop = Shop()
    app = console_app(
        shop.office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET, language_of=language_of
    )
    assert language_at(TestClient(app, base_url=BASE)) == "de-AT"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("fr-CA, en;q=0.8", "fr-CA"),
        ("en;q=0.3, es;q=0.9", "es"),
        ("it, de;q=0.5", "de"),
        ("it", "en"),
        ("fr;q=0, de;q=0.1", "de"),
        ("fr;q=x, de;q=0.1", "de"),
        ("fr-XX", "fr"),
        ("*", "en"),
        (",".join(f"xx-{each}" for each in range(1000)) + ",fr", "en"),
        ("../../etc/passwd, fr", "fr"),
        ("f" * 5000 + ", fr", "fr"),
    ],
)
def test_the_browser_says_what_it_accepts(accepts: str, language: str) -> None:
    assert language_at(opened(Shop(), accepts)) == language


@pytest.mark.parametrize("picked", ["it", "", "xx", "fr\r\nset-cookie: a=b", "<b>"])
def test_a_language_that_the_page_does_not_have_is_not_picked(picked: str) -> None:
    browser = opened(Shop(), "de")
    pick(browser, picked)
    assert language_at(browser) == "de"
    browser.cookies.set("backoffice_orders_language", "it")
    assert language_at(browser) == "de"


def test_picking_leads_back_to_the_page_and_nowhere_else() -> None:
    shop = Shop()
    cart = f"/cart/{shop.cart().cart.id}"
    browser = opened(shop)
    assert pick(browser, "fr", cart) == cart
    assert language_at(browser, cart) == "fr"
    for elsewhere, path in (
        ("https://evil.example/x", "/x"),
        ("//evil.example/x", "/x"),
        ("//[", "/"),
    ):
        token = value(browser.get("/").text, "token")
        data = {"token": token, "to": "fr", "back": elsewhere}
        answer = browser.post("/language", data=data, follow_redirects=False)
        assert answer.headers["location"] == path
    assert browser.post("/language", data={"token": "none", "to": "de"}).status_code == 403
    assert language_at(browser) == "fr"


def test_the_picked_language_is_kept_in_a_cookie_for_the_page_alone() -> None:
    browser = opened(Shop())
    token = value(browser.get("/").text, "token")
    answer = browser.post(
        "/language", data={"token": token, "to": "fr", "back": "/"}, follow_redirects=False
    )
    kept = {each.strip().lower() for each in answer.headers["set-cookie"].split(";")}
    assert {"backoffice_orders_language=fr", "httponly", "samesite=lax", "path=/"} <= kept


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [("de", "1.234,50", "1234,50"), ("fr", "1 234,5", "1234,50"), ("ar", "1,234.50", "1234.50")],
)
def test_amounts_are_read_and_shown_as_the_language_writes_them(
    language: str, typed: str, shown: str
) -> None:
    page = Page(language=language)
    cart = f"/cart/{page.shop.cart().cart.id}"
    text = page.get(cart)
    line = value(text, "line")
    status, text, _ = page.press(f"{cart}/price", text, line=line, price=typed, reason="Agreed")
    assert (status, value(text, "price")) == (200, shown)
    view = page.shop.office.carts.view(EMPLOYEE, CartId(cart.removeprefix("/cart/")))
    assert str(view.summary.lines[0].unit_price.gross.amount) == "1234.50"


def test_a_price_that_is_shown_is_not_changed_by_being_saved_again() -> None:
    """12.500 dinars are 12,500 for a German reader, and not twelve thousand."""
    page = Page(language="de")
    page.shop.office.setup.save(EMPLOYEE, ExchangeRate("KWD", Decimal(1)))
    view = page.shop.cart()
    page.shop.office.carts.set_currency(EMPLOYEE, view.cart.id, "KWD", version=view.version)
    cart = f"/cart/{view.cart.id}"
    text = page.get(cart)
    line = value(text, "line")
    _, text, _ = page.press(f"{cart}/price", text, line=line, price="12,500", reason="Agreed")
    assert value(text, "price") == "12,500"
    status, text, _ = page.press(f"{cart}/price", text, line=line, price="12,500", reason="So")
    assert (status, value(text, "price")) == (200, "12,500")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("written", ["0.5 EUR", "1234567.89 EUR", "12.500 KWD", "1000 JPY"])
def test_an_amount_is_written_as_it_is_read(language: str, written: str) -> None:
    number, currency = written.split()
    reader, money = Language(language), Money(number, currency)
    read = reader.number_typed(reader.amount(money), three_decimals=currency == "KWD")
    assert read == money.amount


def test_a_language_of_the_hosts_own_catalogs_is_the_pages_too(tmp_path: Path) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "it.po").write_text(f'{header}msgid "Drafts"\nmsgstr "Bozze"\n')
    office = BackOffice.in_memory(catalogs=[tmp_path])
    set_up_shop(office)
    app = console_app(office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET)
    browser = TestClient(app, base_url=BASE, headers={"accept-language": "it"})
    assert language_at(browser) == "it"
    assert "Bozze" in browser.get("/").text
    pick(browser, "fr")
    assert language_at(browser) == "fr"
    pick(browser, "it")
    assert language_at(browser) == "it"


@pytest.mark.parametrize(
    ("catalog", "accepts", "language"),
    [("pt_BR", "pt-BR", "pt-BR"), ("zh_TW", "zh-TW", "zh-Hant-TW"), ("pt_BR", "pt-PT, fr", "fr")],
)
def test_a_catalog_for_one_country_is_enough(
    tmp_path: Path, catalog: str, accepts: str, language: str
) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / f"{catalog}.po").write_text(f'{header}msgid "Drafts"\nmsgstr "Its drafts"\n')
    office = BackOffice.in_memory(catalogs=[tmp_path])
    set_up_shop(office)
    app = console_app(office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET)
    browser = TestClient(app, base_url=BASE, headers={"accept-language": accepts})
    assert language_at(browser) == language
    assert ("Its drafts" in browser.get("/").text) is (language != "fr")
    pick(browser, "de")
    pick(browser, catalog.replace("_", "-"))
    assert "Its drafts" in browser.get("/").text


@pytest.mark.parametrize("path", ["/", "/api/health"])
def test_even_a_shop_that_is_none_is_told_of_in_the_browsers_language(path: str) -> None:
    app = console_app(office_of=lambda _: None, actor_of=lambda _: None, secret=SECRET)
    browser = TestClient(app, base_url=BASE, headers={"accept-language": "fr"})
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["content-language"]) == (404, "fr")
    assert "Cette boutique" in answer.text
    large = opened(Shop(), "de").post("/start", content=b"x" * (13 * 1024 * 1024))
    assert large.status_code == 413
    assert "<h1>Senden Sie weniger auf einmal.</h1>" in large.text
