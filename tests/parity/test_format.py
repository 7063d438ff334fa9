"""Everything that a case can say is played: keys and values that no transcribed case uses.

The cases are made by hand. Where nothing else is said there is one product ``p`` at 10.00 net
without tax, nobody delivers (0.00), and figures are exact. The moment is 15 January 2026, 9:00 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.parity.runner import as_the_source, play
from tests.parity.shop import CaseError

Json = dict[str, Any]
P: Json = {"ref": "p", "price": "10.00", "stock": 100}
ADD: Json = {"do": "add_product", "product": "p", "quantity": 1}
# 10 % in the US, 20 % in Germany.
TAXED: Json = {
    "tax_groups": [
        {
            "ref": "t",
            "rules": [{"country": "US", "rates": ["10"]}, {"country": "DE", "rates": ["20"]}],
        }
    ],
    "countries": [{"code": "US", "zone": "near"}, {"code": "DE", "zone": "far"}],
    "zones": ["near", "far"],
    "customers": [{"ref": "c", "groups": []}],
    "addresses": [
        {"ref": "us", "customer": "c", "country": "US", "city": "Town", "postcode": "1"},
        {"ref": "de", "customer": "c", "country": "DE"},
    ],
}
# Two customers who live somewhere.
PEOPLE: Json = {
    "customers": [{"ref": "c"}, {"ref": "d"}],
    "addresses": [{"ref": "hers", "customer": "c"}, {"ref": "his", "customer": "d"}],
}
HER: Json = {"do": "create_cart", "customer": "c"}
TO_GERMANY: Json = {"do": "select_address", "delivery": "de", "invoice": "us"}


def product(**fields: Any) -> Json:
    return {**P, **fields}


def total(amount: str, **more: Any) -> Json:
    return {"expect": {"within": "exact", "total_tax_included": amount, **more}}


def add(**fields: Any) -> Json:
    return {**ADD, **fields}


def use(ref: str = "r", **fields: Any) -> Json:
    return {"do": "use_rule", "rule": ref, **fields}


def rule(**fields: Any) -> Json:
    return {"ref": "r", "code": "R", "quantity": 9, "percent": "10", **fields}


def played(*steps: Json, shop: Json | None = None, **catalog: Any) -> None:
    whole: Json = {"products": [P], "carriers": [], **catalog}
    play({"id": "by-hand", "shop": shop or {}, "catalog": whole, "steps": list(steps)})


@pytest.mark.parametrize(
    ("mode", "tie", "odd_tie"),
    [
        ("up", "1.13", "1.12"),
        ("down", "1.12", "1.11"),
        ("half_up", "1.13", "1.12"),
        ("half_down", "1.12", "1.11"),
        ("half_even", "1.12", "1.12"),
        ("half_odd", "1.13", "1.11"),
    ],
)
def test_every_way_of_rounding(mode: str, tie: str, odd_tie: str) -> None:
    """1.125 lies between 1.12 and 1.13, 1.115 between 1.11 and 1.12."""
    for price, rounded in (("1.125", tie), ("1.115", odd_tie)):
        played(ADD, total(rounded), shop={"rounding_mode": mode}, products=[product(price=price)])


@pytest.mark.parametrize(
    ("kind", "amount"), [("item", "3.39"), ("line", "3.38"), ("total", "5.63")]
)
def test_where_it_is_rounded(kind: str, amount: str) -> None:
    """Three at 1.125: 3 x 1.13, or 3.375; with two more at 1.125 in another line 5.625 in all."""
    more = [ADD | {"product": "q", "quantity": 2}] if kind == "total" else []
    played(
        add(quantity=3),
        *more,
        total(amount),
        shop={"rounding_type": kind},
        products=[product(price="1.125"), product(ref="q", price="1.125")],
    )


@pytest.mark.parametrize(("address", "amount"), [("delivery", "12.00"), ("invoice", "11.00")])
def test_whose_tax(address: str, amount: str) -> None:
    rate = "20" if address == "delivery" else "10"
    tax = "2.00" if address == "delivery" else "1.00"
    played(
        HER,
        ADD,
        TO_GERMANY,
        total(
            amount,
            total_tax_excluded="10.00",
            taxes=[{"rate": rate, "base": "10.00", "amount": tax}],
            lines=[
                {
                    "product": "p",
                    "quantity": 1,
                    "unit_price_tax_excluded": "10.00",
                    "unit_price_tax_included": amount,
                    "total_tax_excluded": "10.00",
                    "total_tax_included": amount,
                    "gift": False,
                }
            ],
        ),
        shop={"tax_address": address},
        products=[product(tax_group="t")],
        **TAXED,
    )


@pytest.mark.parametrize(
    ("whose", "pack_left", "part_left"),
    [("pack_only", 4, 6), ("products_only", 5, 4), ("both", 4, 4)],
)
def test_whose_stock_a_pack_takes(whose: str, pack_left: int, part_left: int) -> None:
    played(
        HER,
        {"do": "add_product", "product": "pack", "quantity": 1},
        {"do": "place_order"},
        {"expect": {"stock": {"pack": pack_left, "part": part_left}}},
        shop={"pack_stock": whose},
        **PEOPLE,
        products=[
            product(ref="pack", stock=5, virtual=True, pack=[{"product": "part", "quantity": 2}]),
            product(ref="part", stock=6, virtual=True),
        ],
    )


@pytest.mark.parametrize(
    ("shop", "own", "error"),
    [
        (False, "deny", "out_of_stock"),
        (False, "allow", None),
        (False, "default", "out_of_stock"),
        (True, "deny", "out_of_stock"),
        (True, "default", None),
    ],
)
def test_whether_it_is_ordered_without_stock(shop: bool, own: str, error: str | None) -> None:
    step = add(error=error) if error else ADD
    played(step, shop={"order_out_of_stock": shop}, products=[product(stock=0, out_of_stock=own)])


CARRIER: Json = {
    "ref": "van",
    "basis": "weight",
    "prices": [
        {"zone": "near", "from": "0", "to": "5", "price": "3.00"},
        {"zone": "near", "from": "5", "to": "10", "price": "8.00"},
    ],
}
NEAR: Json = {"zones": ["near"], "countries": [{"code": "US", "zone": "near", "states": []}]}


@pytest.mark.parametrize(
    ("quantity", "carrier", "shipping"),
    [
        (2, {}, "3.00"),  # 4 kg
        (3, {}, "8.00"),  # 6 kg
        (6, {"out_of_range": "highest"}, "8.00"),  # 12 kg
        (6, {"out_of_range": "disable"}, None),
        (3, {"max_weight": "5"}, None),
        (3, {"free": True}, "0.00"),
        (2, {"basis": "price"}, "8.00"),  # 20.00: beyond the last range
    ],
)
def test_what_a_carrier_takes(quantity: int, carrier: Json, shipping: str | None) -> None:
    expected: Json = {"available_carriers": ["van"] if shipping else []}
    if shipping is not None:
        expected |= {"shipping_tax_included": shipping, "carrier": "van"}
    played(
        add(quantity=quantity),
        {"expect": {"within": "exact", **expected}},
        products=[product(weight="2")],
        carriers=[{**CARRIER, **carrier}],
        **NEAR,
    )


def test_carriers_of_a_group_and_of_zones_are_not_everybodys() -> None:
    """What is free has no prices: it says its zones."""
    there = {"ref": "free", "free": True, "zones": ["near"]}
    far = {"ref": "far", "free": True, "zones": ["far"]}
    for_few = {**CARRIER, "customer_groups": ["few"]}
    catalog: Json = {
        **NEAR,
        "zones": ["near", "far"],
        "customer_groups": [{"ref": "few"}],
        "customers": [{"ref": "c", "groups": ["few"]}],
        "carriers": [there, far, for_few],
        "products": [product(weight="2")],
    }
    played(ADD, {"expect": {"available_carriers": ["free"]}}, **catalog)
    played(HER, ADD, {"expect": {"available_carriers": ["free", "van"]}}, **catalog)


def test_what_is_free_and_says_no_zones_goes_everywhere() -> None:
    free = {"ref": "free", "free": True}
    played(
        ADD,
        {"expect": {"available_carriers": ["free"], "carrier": "free"}},
        carriers=[free],
        **NEAR,
    )


@pytest.mark.parametrize(
    ("shop", "more", "shipping"),
    [
        ({"shipping_handling": "2.00"}, {"applies_handling": True}, "6.50"),
        ({"shipping_handling": "2.00"}, {"applies_handling": False}, "4.50"),
        ({"free_shipping_from_amount": "10"}, {}, "0.00"),
        ({"free_shipping_from_amount": "10.01"}, {}, "4.50"),
        ({"free_shipping_from_weight": "2"}, {}, "0.00"),
        ({}, {"tax_group": "t"}, "4.95"),  # 4.50 and 10 %
    ],
)
def test_what_delivery_costs(shop: Json, more: Json, shipping: str) -> None:
    """3.00, and 1.50 more for the product."""
    played(
        ADD,
        {"expect": {"within": "exact", "shipping_tax_included": shipping}},
        shop=shop,
        products=[product(weight="2", additional_shipping_cost="1.50")],
        carriers=[{**CARRIER, **more}],
        **{**TAXED},
    )


def test_gift_wrapping_is_taxed_as_its_group_says() -> None:
    played(
        ADD,
        {"do": "set_gift_wrapping", "value": True},
        total("12.20", wrapping_tax_included="2.20"),
        {"do": "set_gift_wrapping", "value": False},
        total("10.00", wrapping_tax_included="0"),
        shop={"gift_wrapping_price": "2.00", "gift_wrapping_tax_group": "t"},
        **TAXED,
    )


@pytest.mark.parametrize(("enabled", "amount"), [(True, "11.50"), (False, "10.00")])
def test_ecotax_comes_on_top_where_it_is_charged(enabled: bool, amount: str) -> None:
    played(
        ADD,
        total(amount),
        shop={"ecotax_enabled": enabled},
        products=[product(ecotax="1.50")],
    )


def test_a_combination_has_a_price_a_stock_and_a_least_quantity() -> None:
    large = {
        "ref": "large",
        "price_impact": "2.50",
        "weight_impact": "1",
        "stock": 3,
        "minimal_quantity": 2,
        "ecotax": "0.50",
    }
    played(
        add(combination="large", error="minimal_quantity"),
        add(combination="large", quantity=2),
        total("26.00", lines=[{"product": "p", "combination": "large", "quantity": 2}]),
        {"do": "set_quantity", "product": "p", "combination": "large", "quantity": 4}
        | {"error": "out_of_stock"},
        {"do": "set_stock", "product": "p", "combination": "large", "stock": 9},
        {"do": "set_quantity", "product": "p", "combination": "large", "quantity": 4},
        {"expect": {"stock": {"large": 5}, "units": 4, "distinct_products": 1}},
        {"do": "remove_product", "product": "p", "combination": "large"},
        total("0", units=0),
        shop={"ecotax_enabled": True},
        products=[product(combinations=[large])],
    )


def test_what_the_customer_writes_and_sends() -> None:
    fields = [
        {"ref": "words", "kind": "text", "required": True},
        {"ref": "photo", "kind": "file", "required": False},
    ]
    played(
        add(error="customization_required"),
        add(customization={"words": "Hello", "none": "x"}, error="customization_invalid"),
        add(customization={"words": "Hello", "photo": "me.txt"}),
        add(customization={"words": "Bye"}),
        {"expect": {"units": 2, "distinct_products": 2}},
        {"do": "remove_product", "product": "p", "customization": {"words": "Bye"}},
        {"expect": {"units": 1}},
        products=[product(customization_fields=fields)],
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"available": False}, "product_unavailable"),
        ({"minimal_quantity": 2}, "minimal_quantity"),
        ({"stock": 0}, "out_of_stock"),
    ],
)
def test_what_cannot_be_added(fields: Json, error: str) -> None:
    played(add(error=error), products=[product(**fields)])


def test_a_quantity_is_positive() -> None:
    played(add(quantity=0, error="quantity_not_positive"))


# A specific price, in a cart of the customer "c" (of the group "g") in the US; and what it makes.
CHANGES = [
    ({"percent": "20"}, "8.00"),
    ({"amount": "1.00"}, "9.00"),
    ({"price": "7.50"}, "7.50"),
    ({"percent": "20", "from_quantity": 2}, "10.00"),
    ({"percent": "20", "from_quantity": 0}, "8.00"),
    ({"percent": "20", "price": "5.00"}, "4.00"),
    ({"amount": "6.00", "price": "5.00"}, "0.00"),
    ({"percent": "20", "country": "US"}, "8.00"),
    ({"percent": "20", "country": "DE"}, "10.00"),
    ({"percent": "20", "customer_group": "g"}, "8.00"),
    ({"percent": "20", "customer_group": "h"}, "10.00"),
    ({"percent": "20", "currency": "USD"}, "8.00"),
    ({"percent": "20", "currency": "EUR"}, "10.00"),
    ({"percent": "20", "from": "2026-01-15T09:00:00"}, "8.00"),
    ({"percent": "20", "from": "2026-01-15T09:00:01"}, "10.00"),
    ({"percent": "20", "until": "2026-01-15T09:00:00"}, "10.00"),
    ({"percent": "20", "until": "2026-01-15T09:00:01"}, "8.00"),
]
OF_A_GROUP: Json = {
    **{key: TAXED[key] for key in ("countries", "zones", "addresses")},
    "customers": [{"ref": "c", "groups": ["g"]}, {"ref": "d"}],
    "customer_groups": [{"ref": "g"}, {"ref": "h"}],
    "currencies": [{"code": "EUR", "rate": "1"}],
}
CHANGES_OF_ONE = [
    ({"percent": "20", "customer": "c"}, "8.00"),
    ({"percent": "20", "customer": "d"}, "10.00"),
    ({"percent": "20", "combination": None}, "8.00"),
]


@pytest.mark.parametrize(("change", "amount"), [*CHANGES, *CHANGES_OF_ONE])
def test_a_specific_price(change: Json, amount: str) -> None:
    priced = product(specific_prices=[change])
    played(HER, ADD, total(amount), products=[priced], **OF_A_GROUP)


@pytest.mark.parametrize(("change", "amount"), CHANGES)
@pytest.mark.parametrize(
    ("limits", "covered"),
    [
        ({}, True),
        ({"products": ["p"], "combination": None, "customer": None}, True),
        ({"categories": ["books"]}, True),
        ({"products": ["q"]}, False),
        ({"categories": ["music"]}, False),
    ],
)
def test_a_catalog_price_rule(change: Json, amount: str, limits: Json, covered: bool) -> None:
    played(
        HER,
        ADD,
        total(amount if covered else "10.00"),
        products=[product(categories=["books"])],
        categories=["books", "music"],
        catalog_price_rules=[{"ref": "x", **change, **limits}],
        **OF_A_GROUP,
    )


def test_an_amount_with_its_tax_takes_so_much_off_the_gross_price() -> None:
    """11.00 with 10 %, less 1.10; a net amount takes 1.10 and its tax."""
    for included, amount in ((True, "9.90"), (False, "9.79")):
        change = {"amount": "1.10", "amount_tax_included": included}
        priced = product(tax_group="t", specific_prices=[change])
        played(ADD, total(amount), products=[priced], **TAXED)


def test_a_combination_has_a_specific_price_of_its_own() -> None:
    change = {"percent": "50", "combination": "large"}
    both = [{"ref": "large", "stock": 9}, {"ref": "small", "stock": 9}]
    for combination, amount in (("large", "5.00"), ("small", "10.00")):
        priced = product(combinations=both, specific_prices=[change])
        played(add(combination=combination), total(amount), products=[priced])


@pytest.mark.parametrize("shows", ["tax_included", "tax_excluded"])
def test_a_group_has_a_reduction(shows: str) -> None:
    catalog: Json = {**OF_A_GROUP}
    catalog["customer_groups"] = [{"ref": "g", "reduction_percent": "15", "shows_prices": shows}]
    played(HER, ADD, total("8.50"), **catalog)


# A rule, in a cart of two "p" and one "q" at 4.00: 24.00; and what is left to pay.
RULES = [
    ({"percent": "50"}, "12.00"),
    ({"percent": None, "amount": "5"}, "19.00"),
    ({"percent": None, "amount": "5", "amount_currency": "EUR"}, "14.00"),  # two USD for one EUR
    ({"percent": "50", "applies_to": "order"}, "12.00"),
    ({"percent": "50", "applies_to": "cheapest"}, "22.00"),
    ({"percent": "50", "applies_to": {"product": "p"}}, "14.00"),
    ({"percent": "50", "exclude_discounted_products": True}, "14.00"),  # "q" is reduced
    ({"percent": None, "amount": "30", "partial_use": True}, "0.00"),
    ({"percent": None, "gift": {"product": "q", "combination": None}}, "24.00"),
    ({"priority": 1, "highlight": True, "enabled": True, "customer": "c"}, "21.60"),
    ({"valid_from": "2026-01-15T09:00:00", "valid_until": "2026-01-15T09:00:01"}, "21.60"),
    ({"minimum_amount": {"amount": "24", "tax_included": True}}, "21.60"),
    ({"minimum_amount": {"amount": "12", "currency": "EUR"}}, "21.60"),
    ({"restrictions": {"countries": ["US"], "customer_groups": ["g"]}}, "21.60"),
    ({"restrictions": {"combinable_with": None, "carriers": []}}, "21.60"),
]
GROUPS = [
    {"products": ["p"]},
    {"categories": ["books"]},
    {"manufacturers": ["brand"]},
    {"suppliers": ["maker"]},
]
SHELF: Json = {
    **OF_A_GROUP,
    "currencies": [{"code": "EUR", "rate": "0.5"}],
    "categories": ["books", "music"],
    "manufacturers": ["brand", "other"],
    "suppliers": ["maker", "another"],
    "products": [
        product(categories=["books"], manufacturer="brand", supplier="maker"),
        product(ref="q", price="8.00", specific_prices=[{"percent": "50"}]),
    ],
}
BASKET = (HER, add(quantity=2), add(product="q"))


@pytest.mark.parametrize(("fields", "amount"), RULES)
def test_a_cart_rule(fields: Json, amount: str) -> None:
    played(*BASKET, use(), total(amount), cart_rules=[rule(**fields)], **SHELF)


@pytest.mark.parametrize("group", GROUPS)
def test_a_rule_for_selected_products(group: Json) -> None:
    """Half of the two "p", which are selected by each of their things: 24.00 less 10.00."""
    asked = {"products": [{"quantity": 2, **group}]}
    half = rule(percent="50", applies_to="selection", restrictions=asked)
    played(*BASKET, use(), total("14.00", discounts={"r": "10.00"}), cart_rules=[half], **SHELF)


def test_a_rule_for_selected_combinations() -> None:
    both = [{"ref": "large", "stock": 9}, {"ref": "small", "stock": 9}]
    asked = {"products": [{"quantity": 1, "combinations": ["large"]}]}
    half = rule(percent="50", applies_to="selection", restrictions=asked)
    played(
        add(combination="large"),
        add(combination="small"),
        use(),
        total("15.00"),
        products=[product(combinations=both)],
        cart_rules=[half],
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"enabled": False}, "rule_disabled"),
        ({"valid_from": "2026-01-15T09:00:01"}, "rule_not_started"),
        ({"valid_until": "2026-01-15T09:00:00"}, "rule_expired"),
        ({"quantity": 0}, "rule_used_up"),
        ({"customer": "d"}, "rule_other_customer"),
        ({"minimum_amount": {"amount": "24.01"}}, "rule_minimum_amount"),
        ({"restrictions": {"countries": ["DE"]}}, "rule_country"),
        ({"restrictions": {"customer_groups": ["h"]}}, "rule_customer_group"),
        ({"restrictions": {"products": [{"quantity": 3, "products": ["p"]}]}}, "rule_products"),
        ({"restrictions": {"products": [{"categories": ["music"]}]}}, "rule_products"),
        ({"restrictions": {"products": [{"manufacturers": ["other"]}]}}, "rule_products"),
        ({"restrictions": {"products": [{"suppliers": ["another"]}]}}, "rule_products"),
    ],
)
def test_a_rule_that_is_refused(fields: Json, error: str) -> None:
    played(*BASKET, use(error=error), total("24.00"), cart_rules=[rule(**fields)], **SHELF)


def test_rules_that_do_not_go_together() -> None:
    alone = rule(restrictions={"combinable_with": []})
    friend = {"ref": "s", "code": "S", "percent": "50"}
    played(
        *BASKET,
        use(),
        use(error="rule_already_applied"),
        use("s", error="rule_not_combinable"),
        use("none", error="rule_not_found"),
        total("21.60", applied_rules=["r"]),
        cart_rules=[alone, friend],
        **SHELF,
    )
    played(
        *BASKET,
        use(),
        use("s", error="rule_only_one_code"),
        shop={"multiple_codes_allowed": False},
        cart_rules=[rule(), friend],
        **SHELF,
    )


def test_a_rule_may_name_one_that_comes_later() -> None:
    """Of three rules the first goes with the last alone, which is made on the way."""
    first = rule(restrictions={"combinable_with": ["t"]})
    other = {"ref": "s", "code": "S", "percent": "50"}
    played(
        ADD,
        use(),
        use("s", error="rule_not_combinable"),
        {"do": "create_rule", "ref": "t", "code": "T", "percent": "50"},
        use("t"),
        total("4.50", applied_rules=["r", "t"]),
        cart_rules=[first, other],
    )


def test_a_rule_that_applies_by_itself_may_be_used() -> None:
    by_itself = rule(code=None)
    again = use(error="rule_already_applied")
    played(ADD, use(), again, total("9.00", applied_rules=["r"]), cart_rules=[by_itself])


def test_a_rule_that_applies_by_itself_may_be_taken_away_and_applies_again() -> None:
    away: Json = {"do": "remove_rule", "rule": "r"}
    still = total("9.00", applied_rules=["r"])
    played(ADD, away, still, cart_rules=[rule(code=None)])
    played(ADD, {**away, "error": "rule_not_granted"}, cart_rules=[rule()])


def test_a_voucher_that_has_nothing_to_take_off_may_be_said_to_be_in_the_cart() -> None:
    whole, then = rule(percent="100"), rule(ref="s", code="S", priority=2)
    both = (ADD, use(), use("s"))
    played(*both, total("0.00", applied_rules=["r"]), cart_rules=[whole, then])
    played(*both, total("0.00", applied_rules=["r", "s"]), cart_rules=[whole, then])


def test_of_two_vouchers_that_cannot_be_combined_the_one_of_higher_priority_stays() -> None:
    """10 % off 10.00; then 20 %. Of equal priority the one that is there stays."""
    alone: Json = {"restrictions": {"combinable_with": []}}
    first = rule(priority=5, **alone)
    better, equal = (
        rule(ref="s", code="S", percent="20", priority=priority, **alone) for priority in (3, 5)
    )
    played(ADD, use(), use("s"), total("8.00", applied_rules=["s"]), cart_rules=[first, better])
    refused = use("s", error="rule_not_combinable")
    played(ADD, use(), refused, total("9.00", applied_rules=["r"]), cart_rules=[first, equal])


def test_an_address_that_is_nobodys_is_the_one_customers() -> None:
    nobodys = [{"ref": "de", "country": "DE"}, {"ref": "us", "country": "US"}]
    german = total("12.00")
    catalog: Json = {**TAXED, "addresses": nobodys, "products": [product(tax_group="t")]}
    played(HER, ADD, TO_GERMANY, german, **catalog)
    played(ADD, TO_GERMANY, german, **catalog)


def test_an_order_that_nobody_delivers_names_the_carrier_or_the_country() -> None:
    refused: Json = {"do": "place_order", "error": "carrier_unavailable"}
    there = {"do": "select_address", "delivery": "hers", "invoice": "hers"}
    played(HER, ADD, there, refused, **PEOPLE)


def test_a_line_is_one_or_all_of_its_product() -> None:
    gifts = [{"ref": ref, "gift": {"product": "p"}} for ref in ("r", "s")]
    one: Json = {"product": "p", "quantity": 1, "gift": True, "total_tax_included": "10.00"}
    both: Json = {**one, "quantity": 2, "total_tax_included": "20.00"}
    played(ADD, total("10.00", lines=[one, both], stock={"p": 97}), cart_rules=gifts)


def test_rules_are_made_changed_and_deleted_on_the_way() -> None:
    played(
        {"do": "create_rule", **rule()},
        use(error="rule_empty_cart"),
        ADD,
        use(),
        total("9.00"),
        {"do": "update_rule", "rule": "r", "percent": "20"},
        total("8.00"),
        {"do": "remove_rule", "rule": "r"},
        total("10.00"),
        {"do": "delete_rule", "rule": "r"},
        use(error="rule_not_found"),
    )


def test_a_rule_is_used_up_by_who_has_used_it() -> None:
    virtual = product(virtual=True)
    catalog: Json = {**PEOPLE, "products": [virtual]}
    once = rule(quantity_per_user=1, quantity=2)
    other = {"do": "create_cart", "customer": "d"}
    place = {"do": "place_order"}
    ordered = (HER, ADD, use(), {**place, "ref": "first"})
    played(*ordered, HER, ADD, use(error="rule_used_up_by_customer"), cart_rules=[once], **catalog)
    twice = (*ordered, other, ADD, use(), place, other, ADD, use(error="rule_used_up"))
    played(*twice, cart_rules=[{**once, "quantity_per_user": 9}], **catalog)


def test_free_shipping_by_a_rule_and_by_hand() -> None:
    """A minimum that counts the delivery in: 10.00 and 3.00."""
    asked = {"amount": "13", "shipping_included": True}
    ship = rule(percent=None, free_shipping=True, minimum_amount=asked)
    catalog: Json = {**NEAR, "carriers": [CARRIER], "products": [product(weight="1")]}
    played(
        ADD,
        total("13.00", free_shipping=False, carrier="van"),
        use(),
        total("10.00", free_shipping=True),
        {"do": "remove_rule", "rule": "r"},
        {"do": "set_free_shipping", "value": True},
        total("10.00", free_shipping=True, shipping_tax_included="0.00"),
        cart_rules=[ship],
        **catalog,
    )


def test_an_order_says_what_it_is() -> None:
    catalog: Json = {**PEOPLE, "products": [product(virtual=True)]}
    placed = {
        "do": "place_order",
        "status": "Payment accepted",
        "payment_method": "cheque",
        "message": "Thank you",
        "ref": "first",
    }
    said = {
        "ref": "first",
        "status": "Payment accepted",
        "payment_method": "cheque",
        "message": "Thank you",
        "customer": "c",
        "paid": "9.00",
        "total_tax_included": "9.00",
        "applied_rules": ["r"],
        "discounts": {"r": "1.00"},
        "units": 1,
    }
    played(
        HER,
        ADD,
        use(),
        placed,
        {"expect": {"within": "exact", "order": said}},
        {"do": "copy_cart_from_order", "order": "first"},
        {"expect": {"units": 1}},
        cart_rules=[rule()],
        **catalog,
    )


@pytest.mark.parametrize(
    ("status", "paid"),
    [
        ("Remote payment accepted", "10.00"),
        ("Processing in progress", "10.00"),
        ("Shipped", "10.00"),
        ("Delivered", "10.00"),
        ("On backorder (paid)", "10.00"),
        ("On backorder (not paid)", "0"),
        ("Awaiting bank wire payment", "0"),
    ],
)
def test_a_status_says_whether_it_is_paid(status: str, paid: str) -> None:
    catalog: Json = {**PEOPLE, "products": [product(virtual=True)]}
    place = {"do": "place_order", "status": status}
    played(HER, ADD, place, {"expect": {"order": {"status": status, "paid": paid}}}, **catalog)


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ((HER,), "cart_empty"),
        ((ADD,), "customer_missing"),
    ],
)
def test_an_order_that_cannot_be_placed(steps: tuple[Json, ...], error: str) -> None:
    played(*steps, {"do": "place_order", "error": error}, **PEOPLE)


def test_an_order_needs_its_address() -> None:
    played(HER, ADD, {"do": "place_order", "error": "address_missing"}, customers=[{"ref": "c"}])


def test_a_cart_in_another_currency() -> None:
    """Half an EUR for a USD."""
    euros: Json = {"currencies": [{"code": "USD", "rate": "1"}, {"code": "EUR", "rate": "0.5"}]}
    played({"do": "create_cart", "currency": "EUR"}, ADD, total("5.00"), **euros)
    played(ADD, {"do": "set_currency", "currency": "EUR"}, total("5.00"), **euros)


def test_a_price_by_hand_with_its_tax_or_without() -> None:
    net: Json = {"do": "set_unit_price", "product": "p", "price": "5"}
    taxed = product(tax_group="t")
    played(ADD, net, total("5.50"), products=[taxed], **TAXED)
    played(ADD, {**net, "tax_included": True}, total("5.00"), products=[taxed], **TAXED)


# A setting that changes on the way, and what the cart of 10.00 and 10 % comes to then.
CHANGED: list[tuple[Mapping[str, Any], str]] = [
    ({"taxes_enabled": False}, "10.00"),
    ({"rounding_mode": "down", "rounding_type": "total"}, "11.00"),
    ({"ecotax_enabled": True, "ecotax_tax_group": "t"}, "12.10"),
    ({"cart_rules_enabled": False}, "11.00"),
    ({"tax_address": "invoice", "free_shipping_from_amount": "5"}, "11.00"),
    ({"gift_wrapping_price": "1.00", "tax_split": "prestashop"}, "11.00"),
    ({"quantity_prices_by": "combination", "pack_stock": "both"}, "11.00"),
]


@pytest.mark.parametrize(("change", "amount"), CHANGED)
def test_every_setting_can_change_on_the_way(change: Json, amount: str) -> None:
    played(
        ADD,
        total("11.00"),
        {"do": "set_shop", **change},
        total(amount),
        products=[product(tax_group="t", ecotax="1.00")],
        **TAXED,
    )


def test_a_rule_of_the_catalog_is_not_limited_to_a_customer() -> None:
    with pytest.raises(CaseError, match="not limited to a customer"):
        played(catalog_price_rules=[{"ref": "x", "percent": "5", "customer": "c"}])


def test_a_list_or_an_object_that_is_null_is_none() -> None:
    """As is every other key: what a case does not say."""
    empty = dict.fromkeys(
        ("cart_rules", "carriers", "customers", "addresses", "zones", "countries", "tax_groups")
    )
    bare = product(combinations=None, customization_fields=None, specific_prices=None, pack=None)
    steps = [add(customization=None), total("17.00", stock={"p": 99})]  # 7.00 of delivery
    play({"id": "nulls", "shop": None, "catalog": {**empty, "products": [bare]}, "steps": steps})
    for parts in ({"catalog": None}, {"catalog": {"products": None}}, {"steps": None}):
        play({"id": "nulls", "steps": [{"expect": {"units": 0, "lines": []}}], **parts})


def test_a_rate_is_the_same_however_it_is_written() -> None:
    """10.00 at 20 % and 10.00 at 20.00 % are one tax: 4.00 on 20.00."""
    groups = [
        {"ref": rate, "rules": [{"country": "US", "rates": [rate]}]} for rate in ("20", "20.00")
    ]
    played(
        ADD,
        add(product="q"),
        total("24.00", taxes=[{"rate": "20.0", "base": "20.00", "amount": "4.00"}]),
        tax_groups=groups,
        products=[product(tax_group="20"), product(ref="q", tax_group="20.00")],
    )


def test_where_a_prestashop_case_says_nothing_it_is_rounded_per_line() -> None:
    """3 x 1.125 are 3.375, and null says nothing."""
    case = {
        "id": "nulls",
        "shop": {"rounding_type": None},
        "catalog": {"products": [product(price="1.125")], "carriers": []},
        "steps": [add(quantity=3), total("3.38")],
    }
    play(as_the_source("PrestaShop/PrestaShop", case))


def test_two_taxes_of_one_rate_are_two() -> None:
    """9 % of the state and 9 % of the union on 100.00, the first also on 50.00: 13.50 and 9.00."""
    groups = [
        {"ref": "both", "rules": [{"country": "US", "rates": ["9", "9.0"]}]},
        {"ref": "one", "rules": [{"country": "US", "rates": ["9"]}]},
    ]
    more = {"rate": "9", "base": "150.00", "amount": "13.50"}
    less = {"rate": "9", "base": "100.00", "amount": "9.00"}
    for taxes in ([more, less], [less, more]):
        played(
            ADD,
            add(product="q"),
            total("172.50", taxes=taxes),
            tax_groups=groups,
            products=[
                product(price="100.00", tax_group="both"),
                product(ref="q", price="50.00", tax_group="one"),
            ],
        )


VAN: Json = {"ref": "van", "prices": [{"zone": "near", "price": "3.00"}]}


@pytest.mark.parametrize("countries", [None, [{"code": "US"}], [{"code": "US", "zone": "near"}]])
def test_where_no_zone_is_said_it_is_the_first(countries: list[Json] | None) -> None:
    """A visitor is in the shop's own country, and that is in a zone."""
    catalog: Json = {"zones": ["near", "far"], "countries": countries, "carriers": [VAN]}
    played(ADD, total("13.00", carrier="van"), **catalog)
    there: Json = {"do": "select_address", "delivery": "hers", "invoice": "hers"}
    played(HER, ADD, there, total("13.00", carrier="van"), **PEOPLE, **catalog)


def test_a_cart_of_nobodys_that_goes_to_somebodys_address_is_theirs() -> None:
    there: Json = {"do": "select_address", "delivery": "hers", "invoice": "hers"}
    own = product(specific_prices=[{"price": "7.00", "customer": "c"}])
    played(ADD, total("10.00"), there, total("7.00"), products=[own], **PEOPLE)
