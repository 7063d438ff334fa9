"""No sentence for people stands outside of the catalogs: not in templates, code or the store."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import evolve
from jinja2 import Environment
from moneyed import Money

import backoffice_orders
from backoffice_orders.model.errors.base import BackOfficeError, every_error
from backoffice_orders.model.messages import Reason
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.on_demand import _errors
from backoffice_orders.testing.samples import EMPLOYEE, MUG, PLAQUE, euros, rule
from tests.checkout.samples import Shop
from tests.docs.words import extracted
from tests.dump import dump

SOURCE = Path(backoffice_orders.__file__).parent
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.j2"))
CODE = sorted(
    path
    for part in ("model", "services", "web", "checkout")
    for path in (SOURCE / part).rglob("*.py")
)
# Keys are called what is written on them.
_SILENT = {"style", "script", "kbd"}
_READ_ALOUD = {"aria-label", "title", "placeholder", "alt"}
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Of tags that a template puts together from pieces.
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"|data-[\w-]+')
_VALUE = re.compile(r"{\w+}")


class _Texts(HTMLParser):
    """What of a template stands there for people, its expressions left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.found.extend(value for name, value in attrs if name in _READ_ALOUD and value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def written_out(template: Path) -> list[str]:
    """The texts with letters that a template does not take from the catalogs."""
    tokens = Environment(trim_blocks=True).lex(template.read_text(encoding="utf-8"))
    # What stands where a template computes something: it may be a part of a tag.
    stands_for = {"variable_begin": "0", "block_begin": " "}
    bare = "".join(
        value if kind == "data" else stands_for.get(kind, "") for _, kind, value in tokens
    )
    reader = _Texts()
    reader.feed(bare)
    texts = [_ATTRIBUTE.sub("", each).strip() for each in reader.found]
    return [each for each in texts if _LETTERS.search(each)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_takes_its_words_from_the_catalogs(template: Path) -> None:
    assert written_out(template) == []


def with_reasons() -> dict[str, int]:
    """The errors with a reason that people read, by name: at which place it stands."""
    _errors("backoffice_orders.model.errors")
    found = {}
    for error in every_error():
        for place, name in enumerate(error.__match_args__):
            if _type_of(error, name) in {"Reason", Reason}:
                found[error.__name__] = place
    return found


def _type_of(error: type[BackOfficeError], name: str) -> Any:
    return next(
        kind.__annotations__[name]
        for kind in error.__mro__
        if name in vars(kind).get("__annotations__", {})
    )


def said_in_code(path: Path) -> Iterator[str]:
    places = with_reasons() | {"Notice": 0}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = node.args[places[node.func.id] :][:1] if node.func.id in places else []
            if given and isinstance(given[0], ast.JoinedStr | ast.Constant):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}: {ast.unparse(node)}"


def test_no_module_writes_out_a_reason_or_a_notice() -> None:
    assert {"FieldInvalid", "RuleInvalid", "CustomizationInvalid", "FileRefused"} <= {
        *with_reasons()
    }
    assert [each for path in CODE for each in said_in_code(path)] == []


def our_sentences() -> list[re.Pattern[str]]:
    """What our longer English sentences look like, whatever their values."""
    found = []
    for message in extracted():
        for text in (message.id,) if isinstance(message.id, str) else message.id:
            if len(_VALUE.sub("", text).split()) > 1:
                parts = (re.escape(part) for part in _VALUE.split(text))
                found.append(re.compile(".+".join(parts), re.DOTALL))
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every text in what is stored, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts_in(key)
            yield from texts_in(each)
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from texts_in(each)
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            yield from texts_in(getattr(value, each.name))


def test_what_is_stored_holds_no_sentence_of_ours() -> None:
    """With a voucher, a rule refused, another that fails, a notice, and a line left out.

    What statuses and payment methods are called is the shop's own; a letter is what was written
    to somebody, in their language.
    """
    shop = Shop()
    office = shop.office
    half = rule("r_half", name="Half", code="", actions=(Percentage(Decimal(50)),))
    spring = rule("r_spring", name="Spring", code="SPRING", actions=(Percentage(Decimal(10)),))
    office.setup.save(EMPLOYEE, half, spring)
    john = shop.customer()
    first = shop.cart(john).cart.id
    office.products.add(EMPLOYEE, first, PLAQUE.id, 2, customization={"engraving": "To Jo"})
    line = office.carts.view(EMPLOYEE, first).cart.lines[0].id
    office.products.set_price(
        EMPLOYEE, first, line, Money(12, "EUR"), tax_included=True, reason="agreed"
    )
    office.products.add_custom(
        EMPLOYEE, first, name="Engraving", unit_price=Money(5, "EUR"), tax_included=True
    )
    office.vouchers.grant(EMPLOYEE, first, spring.id)
    office.vouchers.refuse(EMPLOYEE, first, half.id, "not with an agreed price")
    seen = office.carts.view(EMPLOYEE, first)
    assert [each.rule_id for each in seen.summary.rules] == [spring.id]
    assert {each.rule_id for each in seen.summary.refused_rules} >= {half.id}
    order = office.finishing.place(EMPLOYEE, first, payment_method="bank_transfer")
    office.setup.save(EMPLOYEE, evolve(PLAQUE, active=False))
    used = office.carts.use_order(EMPLOYEE, order.id)
    assert [each.error.code for each in used.left_out] == [
        "field_invalid",  # the price by hand
        "product_unavailable",
        "product_not_found",  # the engraving, which no catalog has
    ]
    second = office.vouchers.grant(EMPLOYEE, used.view.cart.id, spring.id)
    office.setup.save(EMPLOYEE, evolve(spring, conditions=(MinimumAmount(euros("500.00")),)))
    office.products.add(EMPLOYEE, second.cart.id, MUG.id, 1)
    failed = office.carts.view(EMPLOYEE, second.cart.id)
    assert [each.rule_id for each in failed.summary.refused_rules] == [spring.id]
    office.finishing.place(EMPLOYEE, second.cart.id, payment_method="bank_transfer")

    tables = dump(shop.store)
    called_by_the_shop = {*texts_in(tables.pop("settings"))}
    del tables["outbox"]
    told = [each.notice for each in used.left_out]
    stored = {*texts_in(tables), *texts_in(told), *texts_in(failed.summary)} - called_by_the_shop
    sentences = our_sentences()
    assert {text for text in stored if any(each.fullmatch(text) for each in sentences)} == set()
