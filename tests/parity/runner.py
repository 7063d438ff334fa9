"""Plays parity cases: steps through ``BackOffice``, expectations on what it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from attrs import define, evolve
from moneyed import Money

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.vouchers import (
    RuleAlreadyApplied,
    RuleNotGranted,
    RuleTakesNothing,
)
from backoffice_orders.model.ids import (
    AddressId,
    CarrierId,
    CartId,
    CombinationId,
    CustomerId,
    LineId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.money import TaxedMoney, minor_unit
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind, SummaryLine, TaxLine
from backoffice_orders.model.stock import StockItem, remaining, stock_items, wanted
from backoffice_orders.services.desk import Work
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView, levels_after
from tests.parity.shop import (
    ANN,
    VISITOR,
    CaseError,
    Fields,
    Shop,
    changed_settings,
    listed,
    number,
    part_of,
)

CASES = Path(__file__).parent / "cases"
TENTH = Decimal("0.1")


@define(frozen=True)
class Case:
    """One case of one file."""

    file: Path
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The case's own name."""
        return str(self.values.get("id", "?"))


def read_cases(*directories: Path) -> Iterator[Case]:
    """The cases of all JSON files below the directories, in the order of their names."""
    for directory in directories:
        if not directory.is_dir():
            raise CaseError(f"{directory} is not a directory")
        for path in sorted(directory.rglob("*.json")):
            document = Fields(json.loads(path.read_text(encoding="utf-8")), path.name)
            source = document.take("source", {})
            document.take("area")
            for values in document.need("cases"):
                yield Case(path, as_the_source(str(source.get("repository", "")), values))
            document.done()


def as_the_source(repository: str, case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The case with the source's way where the case does not say another one.

    PrestaShop rounds net and gross amounts each for themselves, and lines where nothing else is
    set up.
    """
    if not repository.lower().startswith("prestashop/"):
        return case
    usual = {"tax_split": "prestashop", "rounding_type": "line"}
    said = {key: value for key, value in part_of(case, "shop").items() if value is not None}
    return {**case, "shop": {**usual, **said}}


def play(case: Mapping[str, Any]) -> None:
    """Play one case; ``AssertionError`` or ``CaseError`` where it does not hold."""
    known = {"id", "title", "shop", "catalog", "steps", "source", "arithmetic"}
    unknown = set(case) - known
    if unknown:
        raise CaseError(f"{case.get('id')}: unknown keys {sorted(unknown)}")
    _Play(case).run()


# Errors of ours that say more than those of the format.
NARROWER = {
    "carrier_unavailable": ("carrier_missing", "country_unavailable"),
    "rule_disabled": ("rules_switched_off",),
}


class _Play:
    """One case at work."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self._case = case
        self._shop = Shop(case)
        self._office = self._shop.office
        self._cart: CartId | None = None
        self._orders: dict[str, OrderId] = {}
        self._order: OrderId | None = None
        rules = listed(part_of(case, "catalog"), "cart_rules")
        self._rules = {str(rule.get("ref")): rule for rule in rules}

    def run(self) -> None:
        for position, values in enumerate(listed(self._case, "steps"), 1):
            step = Fields(values, f"{self._case.get('id')}, step {position}")
            if "expect" in step:
                self._expect(Fields(step.need("expect"), step.where))
            else:
                self._do(step, values)
            step.done()

    def _has_code(self, ref: str) -> bool:
        if ref not in self._rules:
            raise CaseError(f"{self._case.get('id')}: there is no rule {ref!r}")
        return bool(self._rules[ref].get("code"))

    def _do(self, step: Fields, values: Mapping[str, Any]) -> None:
        name, expected = step.need("do"), step.text_or_none("error")
        act = getattr(self, f"_do_{name}", None)
        if act is None:
            raise CaseError(f"{step.where}: there is no step '{name}'")
        refused: BackOfficeError | None = None
        try:
            act(step)
        except RuleAlreadyApplied as error:
            # A rule that applies by itself is used by saying so, too.
            refused = error if expected or self._has_code(values["rule"]) else None
        except RuleNotGranted as error:
            # And taken away by saying so: it applies again at once.
            refused = error if expected or self._has_code(values["rule"]) else None
        except BackOfficeError as error:
            refused = error
        if expected is None and refused is not None:
            raise AssertionError(f"{step.where}: {name} was refused: {refused.code}: {refused}")
        if expected is not None:
            found = refused.code if refused is not None else "nothing"
            assert found == expected or found in NARROWER.get(expected, ()), (
                f"{step.where}: {name} gave {found}, not {expected}"
            )

    @property
    def _id(self) -> CartId:
        if self._cart is None:
            self._cart = self._office.carts.start(ANN).cart.id
        return self._cart

    def _view(self) -> CartView:
        return self._office.carts.view(ANN, self._id)

    # Steps

    def _do_create_cart(self, step: Fields) -> None:
        customer, currency = step.take("customer"), step.take("currency")
        step.take("ref")
        customer_id = CustomerId(customer) if customer else None
        self._cart = self._office.carts.start(ANN, customer_id, currency=currency).cart.id

    def _do_choose_customer(self, step: Fields) -> None:
        self._office.carts.choose_customer(ANN, self._id, CustomerId(step.need("customer")))

    def _do_add_product(self, step: Fields) -> None:
        answers = step.mapping("customization")
        product_id = ProductId(step.need("product"))
        self._office.products.add(
            ANN,
            self._id,
            product_id,
            step.take("quantity", 1),
            combination_id=_combination(step),
            customization=self._answers(product_id, answers),
        )

    def _answers(self, product_id: ProductId, given: Mapping[str, str]) -> dict[str, Any]:
        files = {
            field.get("ref")
            for product in listed(part_of(self._case, "catalog"), "products")
            if product.get("ref") == product_id
            for field in listed(product, "customization_fields")
            if field.get("kind") == "file"
        }
        return {
            ref: FileUpload(text, "text/plain", text.encode()) if ref in files else text
            for ref, text in given.items()
        }

    def _line(self, step: Fields) -> LineId:
        product_id, combination_id = step.need("product"), _combination(step)
        answers = step.mapping("customization") if step.said("customization") else None
        for line in self._view().cart.lines:
            if (line.product_id, line.combination_id) == (product_id, combination_id):
                texts = {v.field_id: v.text or v.file for v in line.customization.values}
                if answers is None or texts == answers:
                    return line.id
        return LineId("not in the cart")

    def _do_set_quantity(self, step: Fields) -> None:
        line_id = self._line(step)
        self._office.products.set_quantity(ANN, self._id, line_id, step.need("quantity"))

    def _do_remove_product(self, step: Fields) -> None:
        self._office.products.remove(ANN, self._id, self._line(step))

    def _do_set_unit_price(self, step: Fields) -> None:
        line_id = self._line(step)
        included = step.flag("tax_included")
        price = Money(number(step.need("price"), step.where), self._view().cart.currency)
        self._office.products.set_price(
            ANN, self._id, line_id, price, tax_included=included, reason="the case says so"
        )

    def _do_use_rule(self, step: Fields) -> None:
        self._office.vouchers.grant(ANN, self._id, self._shop.rule(step.text("rule")))

    def _do_remove_rule(self, step: Fields) -> None:
        self._office.vouchers.take_away(ANN, self._id, self._shop.rule(step.text("rule")))

    def _do_create_rule(self, step: Fields) -> None:
        values = step.rest()
        self._rules[str(values.get("ref"))] = values
        self._shop.add_rule(Fields(values, step.where))

    def _do_update_rule(self, step: Fields) -> None:
        values = step.rest()
        ref = str(values.pop("rule", None) or values.get("ref"))
        self._rules[ref] = {**self._rules[ref], **values}
        self._shop.change_rule(ref, self._rules[ref])

    def _do_delete_rule(self, step: Fields) -> None:
        ref = step.need("rule") if "rule" in step else step.need("ref")
        self._shop.remove_rule(ref)

    def _do_select_address(self, step: Fields) -> None:
        delivery, invoice = step.text_or_none("delivery"), step.text_or_none("invoice")
        if self._view().cart.customer_id is None:
            # A cart of nobody's that goes to somebody's address is theirs.
            customer = self._shop.owners.get(delivery or invoice or "", VISITOR)
            self._office.carts.choose_customer(ANN, self._id, CustomerId(customer))
        self._office.addresses.choose(
            ANN,
            self._id,
            delivery=AddressId(delivery) if delivery else None,
            invoice=AddressId(invoice) if invoice else None,
        )

    def _do_select_carrier(self, step: Fields) -> None:
        self._office.shipping.choose(ANN, self._id, CarrierId(step.need("carrier")))

    def _do_set_free_shipping(self, step: Fields) -> None:
        self._office.shipping.set_free(ANN, self._id, step.flag("value", default=None))

    def _do_set_gift_wrapping(self, step: Fields) -> None:
        wanted = step.flag("value", default=None)
        self._office.carts.set_packaging(ANN, self._id, gift_wrapping=wanted)

    def _do_set_currency(self, step: Fields) -> None:
        self._office.carts.set_currency(ANN, self._id, step.need("currency"))

    def _do_set_shop(self, step: Fields) -> None:
        settings = self._office.setup.settings(ANN)
        self._office.setup.save(ANN, evolve(settings, **changed_settings(step, settings)))

    def _do_set_stock(self, step: Fields) -> None:
        item = StockItem.of(ProductId(step.need("product")), _combination(step))
        level = step.need("stock")
        self._shop.write(lambda work: work.stock.set_level(item, level))

    def _do_copy_cart_from_order(self, step: Fields) -> None:
        order_id = self._placed(step, "order")
        self._cart = self._office.carts.use_order(ANN, order_id).view.cart.id

    def _placed(self, fields: Fields, key: str) -> OrderId:
        """The order that is named, or else the last one."""
        ref = fields.text_or_none(key)
        order_id = self._orders.get(ref) if ref else self._order
        if order_id is None:
            raise CaseError(f"{fields.where}: no such order was placed")
        return order_id

    def _do_place_order(self, step: Fields) -> None:
        status, method = step.take("status"), step.take("payment_method", "any")
        message, ref = step.take("message", ""), step.text("ref", "order")
        order = self._office.finishing.place(
            ANN, self._id, payment_method=method, status=status, message=message
        )
        self._order = self._orders[ref] = order.id

    # Expectations

    def _expect(self, expect: Fields) -> None:
        within = expect.take("within", "0.1")
        if within not in ("0.1", "exact"):
            raise CaseError(f"{expect.where}: within is '0.1' or 'exact', not {within!r}")
        check = _Check(expect.where, within == "exact")
        order = expect.take("order")
        if order is not None:
            self._expect_order(Fields(order, f"{expect.where}, order"), check)
        view = self._view()
        check.totals(expect, view.summary)
        self._expect_cart(expect, view, check)
        expect.done()

    def _expect_cart(self, expect: Fields, view: CartView, check: _Check) -> None:
        summary = view.summary
        self._expect_rules(expect, summary, check)
        options = [option.carrier_id for option in summary.delivery_options]
        if expect.said("available_carriers"):
            expected = expect.texts("available_carriers")
            check.same("available_carriers", sorted(options), sorted(expected))
        expected = expect.take("carrier")
        if expected is not None:
            chosen = summary.shipping.carrier_id if summary.shipping is not None else None
            check.same("carrier", chosen, expected)
        expected = expect.take("free_shipping")
        if expected is not None:
            free = view.cart.free_shipping or any(rule.free_shipping for rule in summary.rules)
            check.same("free_shipping", free, expected)
        for ref, level in expect.mapping("stock").items():
            check.same(f"stock.{ref}", self._stock(ref, view), level)

    def _expect_rules(self, expect: Fields, summary: Summary, check: _Check) -> None:
        if expect.said("applied_rules"):
            expected = expect.texts("applied_rules")
            names = {rule_id: ref for ref, rule_id in self._shop.rules.items()}
            applied = {names.get(each.rule_id, each.rule_id) for each in summary.rules}
            # In a source's cart such a voucher is there as well, and takes off 0.00.
            waiting = {
                names.get(each.rule_id, each.rule_id)
                for each in summary.refused_rules
                if each.error_code == RuleTakesNothing.code
            }
            applied |= waiting & set(expected)
            check.same("applied_rules", sorted(applied), sorted(expected))
        for ref, amount in expect.mapping("discounts").items():
            rule_id = self._shop.rule(ref)
            found = next((r.amount.gross for r in summary.rules if r.rule_id == rule_id), None)
            none = Money(0, summary.currency)
            check.amount(f"discounts.{ref}", found or none, amount)

    def _stock(self, ref: str, view: CartView) -> int:
        """What is left of a product or combination, besides what the open cart holds of it.

        Of a pack, while a cart is open: how many of it can still be made, and be had.
        """
        item = StockItem(ProductId(ref))
        for product in listed(part_of(self._case, "catalog"), "products"):
            for combination in listed(product, "combinations"):
                if combination.get("ref") == ref:
                    item = StockItem(ProductId(product["ref"]), ref)
        units = list(view.cart.units())
        units += [
            (each.product_id, each.combination_id, each.quantity)
            for each in view.summary.gifts()
            if each.product_id is not None
        ]

        def left(work: Work) -> int:
            if view.cart.ordered:
                return work.stock.levels([item])[item]
            settings = work.shops.settings()
            products = work.catalog.many({item.product_id, *(unit[0] for unit in units)})
            product = products.get(item.product_id)
            if product is None:
                raise CaseError(f"{self._case.get('id')}: there is no product {ref!r}")
            combination_id = CombinationId(item.combination_id) if item.combination_id else None
            levels = work.stock.levels(stock_items(product, combination_id, settings))
            after = levels_after(levels, wanted(units, products, settings).pieces)
            return remaining(product, combination_id, after, settings)

        return self._office.desk.read(ANN, left)

    def _expect_order(self, expect: Fields, check: _Check) -> None:
        order = self._office.orders.get(ANN, self._placed(expect, "ref"))
        facts: dict[str, Callable[[Order], Any]] = {
            "status": lambda o: o.status,
            "message": lambda o: o.message,
            "customer": lambda o: o.customer_id,
            "payment_method": lambda o: o.payment_method,
            "carrier": lambda o: o.summary.shipping and o.summary.shipping.carrier_id,
        }
        for key, fact in facts.items():
            expected = expect.take(key)
            if expected is not None:
                check.same(f"order.{key}", fact(order), expected)
        paid = expect.take("paid")
        if paid is not None:
            check.amount("order.paid", order.paid, paid)
        check.totals(expect, order.summary)
        self._expect_rules(expect, order.summary, check)
        expect.done()


class _Check:
    """Compares what is there with what is expected."""

    def __init__(self, where: str, exact: bool) -> None:
        self._where = where
        self._exact = exact

    def same(self, what: str, found: object, expected: object) -> None:
        assert found == expected, f"{self._where}: {what} is {found!r}, not {expected!r}"

    def amount(self, what: str, found: Money, expected: str) -> None:
        wanted, amount = number(expected, f"{self._where}: {what}"), Decimal(found.amount)
        if not self._exact:
            wanted = wanted.quantize(TENTH, ROUND_HALF_UP)
            amount = amount.quantize(TENTH, ROUND_HALF_UP)
        assert amount == wanted, f"{self._where}: {what} is {found.amount}, not {expected}"

    def unit_price(self, what: str, found: Money, expected: str) -> None:
        """A unit price is shown to the minor unit; the source may give more decimals."""
        unit = minor_unit(str(found.currency.code))
        shown = number(expected, f"{self._where}: {what}").quantize(unit, ROUND_HALF_UP)
        self.amount(what, found, str(shown))

    def totals(self, expect: Fields, summary: Summary) -> None:
        """The keys that carts and orders have in common."""
        amounts = {
            "total": summary.total,
            "products": summary.products,
            "discounts": summary.discounts,
            "shipping": summary.shipping_price,
            "wrapping": summary.wrapping,
        }
        for name, amount in amounts.items():
            self._both(expect, name, amount)
        goods = [line for line in summary.lines if line.kind is not LineKind.FEE]
        distinct = {(line.product_id, line.combination_id, line.customization) for line in goods}
        for key, count in (("distinct_products", len(distinct)), ("units", summary.units)):
            expected = expect.take(key)
            if expected is not None:
                self.same(key, count, expected)
        for fields in expect.objects("lines"):
            self._line(fields, goods)
            fields.done()
        if expect.said("taxes"):
            self._taxes(expect.objects("taxes"), summary)

    def _both(self, expect: Fields, name: str, amount: TaxedMoney) -> None:
        for suffix, part in (("tax_included", amount.gross), ("tax_excluded", amount.net)):
            expected = expect.take(f"{name}_{suffix}")
            if expected is not None:
                self.amount(f"{name}_{suffix}", part, expected)

    def _line(self, fields: Fields, goods: list[SummaryLine]) -> None:
        product_id, combination_id = fields.need("product"), _combination(fields)
        gift, quantity = fields.flag("gift"), fields.take("quantity")
        matching = [
            line
            for line in goods
            if line.product_id == product_id
            and (line.kind is LineKind.GIFT) == gift
            and (combination_id is None or line.combination_id == combination_id)
        ]
        assert matching, f"{fields.where}: the cart has no such line"
        found = [line.quantity for line in matching]
        meant = [line for line in matching if quantity in (None, line.quantity)][:1]
        if not meant and quantity == sum(found):
            meant = matching  # two gifts, or two customizations: all pieces of the product
        assert meant, f"{fields.where}: quantity is {found}, not {quantity}"
        line = meant[0]
        for suffix, part in (("tax_included", "gross"), ("tax_excluded", "net")):
            expected = fields.take(f"unit_price_{suffix}")
            if expected is not None:
                self.unit_price(f"unit_price_{suffix}", getattr(line.unit_price, part), expected)
        self._both(fields, "total", _together(meant))

    def _taxes(self, taxes: list[Fields], summary: Summary) -> None:
        left = [*summary.taxes]
        for fields in taxes:
            rate = number(fields.need("rate"), f"{fields.where}.rate")
            said = {key: fields.take(key) for key in ("base", "amount")}
            # Of two taxes of one rate the one that is meant, if there is one.
            alike = [tax for tax in left if tax.percent == rate]
            assert alike, f"{self._where}: no tax of {rate} %"
            tax = next((each for each in alike if self._is(each, said)), alike[0])
            left.remove(tax)
            for key, expected in said.items():
                if expected is not None:
                    self.amount(f"tax {rate} {key}", getattr(tax, key), expected)
            fields.done()
        self.same("number of taxes", len(summary.taxes), len(taxes))

    def _is(self, tax: TaxLine, said: Mapping[str, str | None]) -> bool:
        """Whether a tax comes to what is said of it."""
        try:
            for key, expected in said.items():
                if expected is not None:
                    self.amount(key, getattr(tax, key), expected)
        except AssertionError:
            return False
        return True


def _together(lines: Sequence[SummaryLine]) -> TaxedMoney:
    """What these lines cost together."""
    total = lines[0].total
    for line in lines[1:]:
        total += line.total
    return total


def _combination(fields: Fields) -> CombinationId | None:
    combination = fields.take("combination")
    return CombinationId(combination) if combination else None
