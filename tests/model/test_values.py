"""What is said of values: attrs says it of its classes, and so does our ``frozen``."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest
from attrs import field

from backoffice_orders.model.values import frozen


@frozen
class Parcel:
    """A value with every sort of field."""

    label: str
    weight: int = 1
    note: str = field(default="", eq=False)
    tags: list[str] = field(factory=list, hash=False)
    secret: str = field(default="", repr=False)
    shown: str = field(default="abc", repr=lambda text: text.upper())


@frozen
class Heavy(Parcel):
    """One that is more."""

    crane: bool = True


@frozen
class Nothing:
    """One without fields."""


@frozen(eq=False)
class Itself:
    """One that equals itself alone."""

    label: str = ""


@frozen
class Rounded:
    """One that has its own idea of what is equal and how it looks."""

    number: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rounded) and self.number // 10 == other.number // 10

    def __hash__(self) -> int:
        return hash(self.number // 10)

    def __repr__(self) -> str:
        return f"about {self.number}"


def test_values_are_equal_whose_fields_are() -> None:
    assert Parcel("a", 2) == Parcel("a", 2)
    assert Parcel("a", 2) != Parcel("a", 3)
    assert Nothing() == Nothing()


def test_a_field_that_is_not_compared_makes_no_difference() -> None:
    assert Parcel("a", note="x") == Parcel("a", note="y")
    assert hash(Parcel("a", note="x")) == hash(Parcel("a", note="y"))


def test_values_of_two_classes_are_not_equal() -> None:
    assert Parcel("a") != Heavy("a")
    assert Heavy("a") != Parcel("a")
    assert Heavy("a", crane=False) != Heavy("a", crane=True)


def test_a_field_that_is_not_hashed_is_compared_all_the_same() -> None:
    assert hash(Parcel("a", tags=["x"])) == hash(Parcel("a", tags=["y"]))
    assert Parcel("a", tags=["x"]) != Parcel("a", tags=["y"])


def test_equal_values_are_one_key() -> None:
    assert len({Parcel("a"), Parcel("a"), Parcel("b")}) == 2
    assert len({Nothing(), Nothing()}) == 1
    assert hash(Parcel("a")) != hash(Heavy("a"))


def test_a_value_shows_its_fields() -> None:
    assert repr(Parcel("a", 2)) == "Parcel(label='a', weight=2, note='', tags=[], shown=ABC)"
    assert repr(Nothing()) == "Nothing()"


def test_options_are_those_of_attrs() -> None:
    assert Itself("a") != Itself("a")
    assert repr(Itself("a")) == "Itself(label='a')"


def test_methods_of_its_own_are_left_to_a_class() -> None:
    assert Rounded(11) == Rounded(12)
    assert len({Rounded(11), Rounded(12)}) == 1
    assert repr(Rounded(11)) == "about 11"


def test_a_value_can_be_copied_and_sent_to_another_process() -> None:
    value = Heavy("a", 2, note="x", tags=["y"], crane=False)
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert again.note == "x"


def test_nothing_of_a_value_changes() -> None:
    value: Any = Parcel("a")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.label = "b"
    assert not hasattr(value, "__dict__")
