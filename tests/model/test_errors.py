"""Errors have typed fields without a decorator, and so have those that a host adds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from backoffice_orders.model.errors.base import (
    Conflict,
    FieldMissing,
    FieldTooLong,
    every_error,
)
from backoffice_orders.model.errors.customers import VatNumberInvalid
from backoffice_orders.model.errors.host import ExtraMissing
from backoffice_orders.model.errors.vouchers import RuleExpired

MAY = datetime(2026, 5, 1, tzinfo=UTC)


class WarehouseClosed(Conflict):
    """An error of a host's."""

    warehouse: str
    until: str = "Monday"

    code: ClassVar[str] = "warehouse_closed"
    sentence: ClassVar[str] = "{warehouse} is closed until {until}."


def test_the_fields_are_those_of_the_bases_and_then_its_own() -> None:
    error = RuleExpired("SPRING", MAY)
    assert error.details() == {"rule": "SPRING", "valid_until": MAY}


def test_fields_can_be_given_by_name() -> None:
    assert FieldTooLong("note", length=12, limit=10).details() == {
        "field": "note",
        "limit": 10,
        "length": 12,
    }


def test_a_field_with_a_default_can_be_left_out() -> None:
    assert VatNumberInvalid("FR1").mistyped is False
    assert VatNumberInvalid("FR1", mistyped=True).mistyped is True


def test_class_variables_are_no_fields() -> None:
    assert FieldMissing.__match_args__ == ("field",)


def test_an_error_of_a_hosts_is_made_like_ours() -> None:
    assert str(WarehouseClosed("Lyon")) == "Lyon is closed until Monday."
    assert str(WarehouseClosed("Lyon", until="May")) == "Lyon is closed until May."


def test_a_pattern_finds_the_fields_in_their_order() -> None:
    match WarehouseClosed("Lyon", "May"):
        case WarehouseClosed(warehouse, until):
            assert (warehouse, until) == ("Lyon", "May")


def test_what_it_is_shown_as_names_its_fields() -> None:
    assert repr(WarehouseClosed("Lyon")) == "WarehouseClosed(warehouse='Lyon', until='Monday')"


def test_two_errors_that_say_the_same_are_not_the_same() -> None:
    error = FieldMissing("note")
    assert error == error
    assert error != FieldMissing("note")
    assert {error: 1}[error] == 1


def test_an_error_may_be_one_of_pythons_own_too() -> None:
    error = ExtraMissing("typer", "cli")
    assert isinstance(error, ModuleNotFoundError)
    assert error.details() == {"module": "typer", "extra": "cli"}
    assert "backoffice-orders[cli]" in str(error)


@pytest.mark.parametrize(
    ("given", "by_name", "said"),
    [
        ((), {}, "FieldTooLong needs field, limit, length"),
        (("note", 10), {}, "FieldTooLong needs length"),
        (("note", 10, 12, 14), {}, "FieldTooLong has 3 fields, not 4"),
        (("note", 10, 12), {"field": "note"}, "FieldTooLong: 'field' is given twice"),
        (("note", 10, 12), {"colour": "red"}, "FieldTooLong: 'colour' is no field of it"),
    ],
)
def test_wrong_arguments_are_a_type_error(
    given: tuple[object, ...], by_name: dict[str, object], said: str
) -> None:
    kind: type[Exception] = FieldTooLong
    with pytest.raises(TypeError, match=f"^{said}$"):
        kind(*given, **by_name)


# What is asked for by an address or a reference is named as it was asked for; so is what concerns
# those who set up the shop and see to its data.
NAMED_AS_ASKED = {
    "cart_not_found",
    "event_not_kept",
    "id_taken",
    "message_not_dead",
    "order_not_found",
    "row_unreadable",
    "shop_not_set_up",
    "tax_group_not_found",
    "webhook_not_found",
}


def test_no_sentence_tells_an_id() -> None:
    """Ids are in an error's fields, for programs; people are told what it is about."""
    ours = (kind for kind in every_error() if kind.__module__.startswith("backoffice_orders."))
    telling = {kind.code for kind in ours if re.search(r"\{(\w+_)?id\}", str(kind.sentence))}
    assert telling == NAMED_AS_ASKED
