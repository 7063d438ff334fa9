"""Section 3: a list is pasted or scanned; what cannot be added says why, and stays to be mended."""

from __future__ import annotations

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.product import (
    Combination,
    OutOfStockPolicy,
    Product,
    ProductCodes,
)
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.page.conftest import Refused


def _lines(view: CartView) -> list[tuple[str, int]]:
    return [(line.product_id, line.quantity) for line in view.cart.lines]


@pytest.mark.parametrize(
    "text",
    [
        "4006381333931 3",
        "4006381333931\t3",
        "4006381333931;3",
        "4006381333931, 3",
        "\n MUG-1 3 \n",
        "MUG-1\u00a03",
        "MUG-1\u20033",
        "\ufeffMUG-1\t3",
        "MUG\u200b-1 3",
        "MUG-1 \u0663",
    ],
)
def test_a_line_is_a_number_and_a_quantity(office: BackOffice, text: str) -> None:
    empty = office.carts.start(EMPLOYEE)
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, text, version=empty.version)
    assert _lines(done.view) == [("mug", 3)]
    assert (done.added, done.not_added) == (1, ())


def test_a_number_alone_is_the_smallest_quantity_and_scanned_again_one_more(
    office: BackOffice,
) -> None:
    empty = office.carts.start(EMPLOYEE)
    scanned = "4006381333931\n4006381333931\n4006381333931"
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, scanned)
    assert _lines(done.view) == [("mug", 3)]


def test_a_number_that_is_written_with_blanks(office: BackOffice) -> None:
    empty = office.carts.start(EMPLOYEE)
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, "400 6381 333931 2")
    assert _lines(done.view) == [("mug", 2)]
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, "400 6381 333931")
    assert _lines(done.view) == [("mug", 3)]


def test_all_that_can_be_added_is_one_change_and_the_rest_says_why(office: BackOffice) -> None:
    empty = office.carts.start(EMPLOYEE)
    text = "SHIRT-M 1\nnothing 2\nMUG-1 1000\nSHIRT 1\nMUG-1 many\nMUG-1 2"
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, text, version=empty.version)
    assert _lines(done.view) == [("shirt", 1), ("mug", 2)]
    assert done.view.version == empty.version + 1
    assert [(each.text, each.error.code) for each in done.not_added] == [
        ("nothing 2", "code_unknown"),
        ("MUG-1 1000", "out_of_stock"),
        ("SHIRT 1", "combination_required"),
        ("MUG-1 many", "code_unknown"),
    ]
    assert done.left_over == "nothing 2\nMUG-1 1000\nSHIRT 1\nMUG-1 many"


def test_where_nothing_can_be_added_the_cart_stays_as_it_is(office: BackOffice) -> None:
    empty = office.carts.start(EMPLOYEE)
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, "nothing")
    assert (done.added, done.view.version) == (0, empty.version)


def test_pieces_of_several_lines_are_counted_together(office: BackOffice) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 5)
    empty = office.carts.start(EMPLOYEE)
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, "MUG-1 4\nMUG-1 4")
    assert _lines(done.view) == [("mug", 4)]
    assert [each.error.code for each in done.not_added] == ["out_of_stock"]


def test_an_empty_list_and_an_endless_one_are_refused(office: BackOffice, refused: Refused) -> None:
    cart = office.carts.start(EMPLOYEE).cart.id
    refused("field_missing", lambda: office.products.add_lines(EMPLOYEE, cart, " \n "))
    many = "MUG-1 1\n" * 201
    refused("field_invalid", lambda: office.products.add_lines(EMPLOYEE, cart, many))


def test_a_list_for_a_cart_that_has_changed_is_refused(
    office: BackOffice, refused: Refused
) -> None:
    seen = office.carts.start(EMPLOYEE)
    office.products.add(EMPLOYEE, seen.cart.id, MUG.id)
    add = office.products.add_lines
    refused("stale_cart", lambda: add(EMPLOYEE, seen.cart.id, "MUG-1 1", version=seen.version))


def _numbered(name: str, reference: str, combination: str = "") -> Product:
    """A product of a number; with ``combination``, the number of the one way it comes in."""
    ways = (
        Combination(
            CombinationId(f"{name}-way"),
            {"Size": "42"},
            euros("0.00"),
            codes=ProductCodes(reference=combination),
        ),
    )
    return Product(
        ProductId(name),
        name,
        euros("1.00"),
        codes=ProductCodes(reference=reference),
        combinations=ways if combination else (),
        out_of_stock=OutOfStockPolicy.ALLOW,
    )


@pytest.mark.parametrize(
    ("line", "added"),
    [
        ("100 2.0", None),
        ("100 2,0", None),
        ("100 2,5", None),
        ("100 -2", None),
        ("100 \u00b2", None),
        ("100 2", ("one", 2)),
        ("1002 5", ("other", 5)),
        ("1002, 5", ("other", 5)),
        ("A,B", ("comma", 1)),
        ("A,B\t3", ("comma", 3)),
        ("A,B;3", ("comma", 3)),
        ("A,B 3", ("comma", 3)),
        ("SHOE 42", ("shoe", 1)),
        ("SHOE 42 2", ("shoe", 2)),
        ("SHOE 41", None),
        (",;", None),
    ],
)
def test_what_follows_a_number_is_no_end_of_another_one(
    office: BackOffice, line: str, added: tuple[str, int] | None
) -> None:
    office.setup.save(
        EMPLOYEE,
        _numbered("one", "100"),
        _numbered("other", "1002"),
        _numbered("third", "10020"),
        _numbered("comma", "A,B"),
        _numbered("shoe", "SHOE", "SHOE-42"),
    )
    empty = office.carts.start(EMPLOYEE)
    done = office.products.add_lines(EMPLOYEE, empty.cart.id, line)
    assert _lines(done.view) == ([added] if added else [])
    assert done.left_over == ("" if added else line)
