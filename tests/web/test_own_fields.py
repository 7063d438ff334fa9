"""A host's own fields on the page of a cart: each kind, kept, carried to the order, and refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from backoffice_orders.console import YES_NO, Choice, OwnField
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import InvalidInput
from backoffice_orders.model.fields import Day, Text, Whole
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import Page
from tests.forms import Forms

BOXES = Choice({"box": {"en": "A box", "fr": "Une boîte"}, "bag": "A bag"})
FIELDS = (
    OwnField("code", {"fr": "Code de la porte", "en": "Door code"}, Text(8), section="shipping"),
    OwnField("hints", "Hints", Text(100, lines=True), section="addresses"),
    OwnField("floor", "Floor", Whole(-2, 60), section="addresses"),
    OwnField("by", "Needed by", Day(), section="customer"),
    OwnField("packing", "Packing", BOXES, section="products"),
    OwnField("signed", "Signature", YES_NO),
)
TYPED = {
    "own-code": " 12 A ",
    "own-hints": "Ring twice,\nplease",
    "own-floor": "-1",
    "own-by": "2026-02-03",
    "own-packing": "bag",
    "own-signed": "yes",
}
KEPT = {
    "code": "12 A",
    "hints": "Ring twice,\nplease",
    "floor": "-1",
    "by": "2026-02-03",
    "packing": "bag",
    "signed": "yes",
}


@pytest.fixture
def page() -> Page:
    return Page(own={"fields": FIELDS})


@pytest.fixture
def cart(page: Page) -> CartView:
    """John's cart, in which everything is there that an order needs."""
    return page.shop.cart()


def opened(page: Page, cart: CartView) -> Forms:
    return Forms(page.browser.get(f"/cart/{cart.cart.id}"))


def kept(page: Page, cart: CartView) -> dict[str, str]:
    return dict(page.shop.office.carts.view(EMPLOYEE, cart.cart.id).cart.attributes)


def saved(page: Page, cart: CartView, **typed: str) -> Any:
    """Type, and press the button of these fields."""
    form = opened(page, cart)
    form.fill(**{f"own-{name}": value for name, value in typed.items()})
    return form.press(page.browser, "Save these fields")


def beside(text: str, name: str) -> str | None:
    """What stands beside a field of this name as wrong."""
    found = re.search(rf'id="own-{name}-wrong" class="wrong-text">([^<]*)<', text)
    return found and found[1]


def test_what_is_typed_is_kept_as_the_carts_attributes(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(**TYPED)
    form.press(page.browser, "Save these fields")
    assert kept(page, cart) == KEPT
    shown = opened(page, cart)
    for name in ("own-hints", "own-floor", "own-by", "own-packing"):
        assert shown.named(name)[0].value == TYPED[name]
    assert shown.named("own-signed")[-1].checked


def test_creating_the_order_takes_along_what_is_typed(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(**TYPED)
    answer = form.press(page.browser, "Create the order")
    (found,) = page.shop.office.orders.search(EMPLOYEE)
    assert page.shop.office.orders.get(EMPLOYEE, found.order_id).attributes == KEPT
    told = dict(re.findall(r'<h3>([^<]*)</h3>\s*<p class="place">([^<]*)</p>', answer.text))
    for label, text in (
        ("Door code", "12 A"),
        ("Hints", "Ring twice,\nplease"),
        ("Floor", "-1"),
        ("Needed by", "3 February 2026"),
        ("Packing", "A bag"),
        ("Signature", "yes"),
    ):
        assert told[label] == text, f"the order's page tells of {label}"


def test_any_other_button_of_the_page_takes_them_along(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(**{"own-code": "7"})
    form.press(page.browser, "Save messages and packaging")
    assert kept(page, cart) == {"code": "7"}


def test_what_is_emptied_is_kept_no_more(page: Page, cart: CartView) -> None:
    set_ = page.shop.office.carts.set_attributes
    set_(EMPLOYEE, cart.cart.id, {**KEPT, "the shop's": "own"})
    form = opened(page, cart)
    form.fill(**dict.fromkeys(TYPED, ""))
    form.press(page.browser, "Save these fields")
    assert kept(page, cart) == {"the shop's": "own"}, "others stay"


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("code", "123456789", "Shorten Door code to 8 characters; it has 9."),
        ("code", "1\u202e", "Correct Door code: it has a character that cannot be shown (U+202E)."),
        ("floor", "three", "Correct Floor: enter a whole number."),
        ("floor", "61", "Correct Floor: it must be at most 60."),
        ("floor", "-3", "Correct Floor: it must be at least -2."),
        ("floor", "--1", "Correct Floor: enter a whole number."),
        ("by", "soon", "Correct Needed by: it must be a date, not the text 'soon'."),
        ("by", "2026-02-30", "Correct Needed by: it must be a date, not the text '2026-02-30'."),
        ("packing", "crate", "Correct Packing: choose one of the list."),
        ("signed", "maybe", "Correct Signature: choose one of the list."),
    ],
)
def test_what_a_field_does_not_take_is_refused(name: str, typed: str, why: str) -> None:
    (asked,) = (each for each in FIELDS if each.name == name)
    with pytest.raises(InvalidInput) as refused:
        asked.read(typed, Language("en"))
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("floor", "-\u0662", "-2"),
        ("by", "\u06f2\u06f0\u06f2\u06f6-\u06f0\u06f2-\u06f0\u06f3", "2026-02-03"),
    ],
)
def test_digits_of_another_script_are_kept_as_ours(name: str, typed: str, kept: str) -> None:
    (asked,) = (each for each in FIELDS if each.name == name)
    assert asked.read(typed, Language("en")) == kept


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-02-03", True),
        ("", True),
        ("20260203", False),
        ("\u06f2\u06f0\u06f2\u06f6-02-03", False),
    ],
)
def test_a_browser_shows_a_day_as_it_is_written_there(value: str, shown: bool) -> None:
    (asked,) = (each for each in FIELDS if each.name == "by")
    assert asked.is_day(value) is shown


def test_why_is_said_beside_the_field(page: Page, cart: CartView) -> None:
    shown = page.get(f"/cart/{cart.cart.id}")
    fields = {"own-floor": "61", "own-hints": "Ring twice"}
    status, text, _ = page.press(f"/cart/{cart.cart.id}/own", shown, **fields)
    assert status == 422
    assert beside(text, "floor") == "Correct Floor: it must be at most 60."
    assert re.search(r'id="own-floor"[^>]*\saria-invalid="true"', text), "it is marked"
    assert "Ring twice</textarea>" in text, "nothing that was typed is lost"
    assert kept(page, cart) == {}, "nothing of it is kept"


def test_a_refused_field_keeps_the_order_from_being_placed(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(**{"own-floor": "high up"})
    answer = form.press(page.browser, "Create the order")
    assert (answer.status_code, beside(answer.text, "floor") is None) == (422, False)
    assert not page.shop.office.orders.search(EMPLOYEE)


class TestRequired:
    @pytest.fixture
    def page(self) -> Page:
        asked = OwnField("signed", "Signature", YES_NO, required=True)
        return Page(own={"fields": (asked, OwnField("code", "Door code", required=True))})

    def test_what_is_empty_is_missing(self, page: Page, cart: CartView) -> None:
        text = page.get(f"/cart/{cart.cart.id}")
        assert '<a href="#own-code">Fill in Door code.</a>' in text
        assert '<a href="#own-signed">Fill in Signature.</a>' in text
        assert "Nothing is missing." not in text

    def test_the_order_is_not_placed_without_it(self, page: Page, cart: CartView) -> None:
        form = opened(page, cart)
        form.fill(**{"own-signed": "no"})
        answer = form.press(page.browser, "Create the order")
        assert answer.status_code == 422
        assert beside(answer.text, "code") == "Fill in Door code."
        assert not page.shop.office.orders.search(EMPLOYEE)

    def test_it_is_placed_with_what_is_typed_just_now(self, page: Page, cart: CartView) -> None:
        form = opened(page, cart)
        form.fill(**{"own-signed": "no", "own-code": "12"})
        assert "/order/" in str(form.press(page.browser, "Create the order").url)
        (found,) = page.shop.office.orders.search(EMPLOYEE)
        order = page.shop.office.orders.get(EMPLOYEE, found.order_id)
        assert order.attributes == {"signed": "no", "code": "12"}

    def test_it_is_placed_with_what_was_kept_before(self, page: Page, cart: CartView) -> None:
        saved(page, cart, signed="yes", code="12")
        assert "/order/" in str(opened(page, cart).press(page.browser, "Create the order").url)

    def test_a_kept_one_that_is_emptied_just_now_is_missing(
        self, page: Page, cart: CartView
    ) -> None:
        saved(page, cart, signed="yes", code="12")
        assert "Nothing is missing." in page.get(f"/cart/{cart.cart.id}")
        form = opened(page, cart)
        form.fill(**{"own-code": "   "})
        assert form.press(page.browser, "Create the order").status_code == 422
        assert not page.shop.office.orders.search(EMPLOYEE)


def test_labels_and_choices_are_in_the_readers_language(page: Page, cart: CartView) -> None:
    french = Page(page.shop, language="fr", own=page.own)
    text = french.get(f"/cart/{cart.cart.id}")
    assert ">Code de la porte</label>" in text
    assert re.search(r'value="box">\s*Une boîte<', text)
    arabic = Page(page.shop, language="ar", own=page.own).get(f"/cart/{cart.cart.id}")
    assert ">Door code</label>" in arabic, "English stands in for what is not there"


def test_labels_and_values_are_no_html() -> None:
    evil = "<script>alert(1)</script>"
    page = Page(own={"fields": (OwnField("x", evil), OwnField("y", "Y", Choice({"z": evil})))})
    cart = page.shop.cart()
    saved(page, cart, x=evil, y="z")
    assert kept(page, cart) == {"x": evil, "y": "z"}
    for text in (
        page.get(f"/cart/{cart.cart.id}"),
        opened(page, cart).press(page.browser, "Create the order").text,
    ):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_what_another_program_has_set_is_shown_and_stays(page: Page, cart: CartView) -> None:
    strange = {"floor": "attic", "by": "soon", "packing": "crate", "signed": "maybe"}
    page.shop.office.carts.set_attributes(EMPLOYEE, cart.cart.id, strange)
    form = opened(page, cart)
    (by,) = form.named("own-by")
    assert by.attributes["type"] == "text", "a field for dates would show nothing, and empty it"
    form.fill(**{"own-code": "1"})
    form.press(page.browser, "Save these fields")
    assert kept(page, cart) == {**strange, "code": "1"}
    text = opened(page, cart).press(page.browser, "Create the order").text
    for value in strange.values():
        assert f">{value}</p>" in text


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: OwnField("two words", "X"),
        lambda: OwnField("x", ""),
        lambda: OwnField("x", {}),
        lambda: OwnField("x", {"en": " "}),
        lambda: OwnField("x", "X", section="cellar"),
        lambda: OwnField("x", "X", Text(4001)),
        lambda: OwnField("x", "X", Text(0)),
        lambda: OwnField("x", "X", Whole(2, 1)),
        lambda: Choice({}),
        lambda: Choice({"": "nothing"}),
        lambda: Choice({" ": "nothing"}),
        # Nobody could choose these: a form sends texts of one line.
        lambda: Choice({1: "a row of ours"}),  # type: ignore[dict-item]
        lambda: Choice({"a\nb": "two lines"}),
        lambda: Choice({"K\udcf6ln": "half a letter"}),
        lambda: Choice({"x" * 4001: "too long for an attribute"}),
        lambda: Page(own={"fields": (OwnField("x", "X"), OwnField("x", "Y"))}),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_at_once(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        wrong()


def test_a_kind_that_the_page_cannot_ask_for_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="x: use Text"):
        OwnField("x", "X", str)  # type: ignore[arg-type]
