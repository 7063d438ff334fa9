"""What use cases are called with: every argument is checked before anything runs.

Each argument must be of the type that the use case's signature names. So a mistake is found where
it is made, by the argument's name, and no port is ever asked for something that a store could not
keep. What a text or a number may hold besides, the model's fields say.
"""

from __future__ import annotations

import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from importlib import import_module
from typing import Any, NewType, ParamSpec, TypeVar

import attrs
from moneyed import Money

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid, NotFound
from backoffice_orders.model.errors.customers import AddressNotFound, CustomerNotFound
from backoffice_orders.model.errors.discounts import DiscountNotFound
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.finishing import CartNotFound, OrderNotFound
from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.errors.products import LineNotFound, ProductNotFound
from backoffice_orders.model.errors.vouchers import RuleNotFound
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.fields import (
    DAY_OR_NONE,
    ID,
    ID_LIMIT,
    LARGEST_COUNT,
    is_storable,
    require_moment,
    require_money,
    require_whole,
)
from backoffice_orders.model.ids import (
    AddressId,
    CartId,
    CartRuleId,
    CustomerId,
    DiscountId,
    EmailId,
    FileId,
    LineId,
    LinkId,
    OrderId,
    ProductId,
    WebhookId,
)
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import (
    A_FLAG,
    A_LIST,
    A_MAPPING,
    A_TEXT,
    A_TIME,
    A_WHOLE_NUMBER,
    AN_ACTOR,
    AT_LEAST,
    AT_MOST,
    NOT_WRITING,
    OF_TYPE,
    must_be,
)

TEN_YEARS = Sentence("reason.ten_years", "it must be at most ten years")

P = ParamSpec("P")
R = TypeVar("R")
ArgumentCheck = Callable[[str, Any], None]

# Nothing of the shop has an id that no store can keep: it does not exist.
NOT_FOUND: Mapping[Any, type[NotFound]] = {
    AddressId: AddressNotFound,
    CartId: CartNotFound,
    CartRuleId: RuleNotFound,
    CustomerId: CustomerNotFound,
    DiscountId: DiscountNotFound,
    EmailId: EmailNotFound,
    FileId: LineNotFound,
    LineId: LineNotFound,
    LinkId: LinkInvalid,
    OrderId: OrderNotFound,
    ProductId: ProductNotFound,
    WebhookId: WebhookNotFound,
}
LONGEST_TIME = timedelta(days=3660)
# Numbers that no pieces, days or the like are counted by.
_NOT_COUNTED = ("version", "page", "size", "limit")


def checking(method: Callable[P, R]) -> Callable[P, R]:
    """A use case that checks its arguments first, as those of a ``Section`` do."""
    checks: dict[str, ArgumentCheck] | None = None
    positions: list[str] = []

    @functools.wraps(method)
    def call(*arguments: P.args, **keywords: P.kwargs) -> R:
        nonlocal checks
        if checks is None:  # by the first call: types that are defined further down are there now
            checks = _checks(method)
            positions.extend(_positions(method))
        for name, value in zip(positions, arguments[1:], strict=False):
            if name in checks:
                checks[name](name, value)
        for name, value in keywords.items():
            if name in checks:
                checks[name](name, value)
        return method(*arguments, **keywords)

    return call


def require_fields(value: Any) -> None:
    """Raise, as a use case would, for a field of an attrs value that is of another type."""
    kind: Any = type(value)
    for name, check in _field_checks(kind).items():
        check(name, getattr(value, name))


@functools.cache
def _field_checks(kind: Any) -> dict[str, ArgumentCheck]:
    attrs.resolve_types(kind)
    found = {each.name: _check(each.type) for each in attrs.fields(kind)}
    return {name: check for name, check in found.items() if check is not None}


def types_of(method: Callable[..., Any]) -> dict[str, Any]:
    """The types of a use case's parameters, and of what it returns ("return").

    Its module may leave public ones to type checkers, so that it is imported sooner.
    """
    names = vars(sys.modules[method.__module__])
    while True:
        try:
            return typing.get_type_hints(method, names)
        except NameError as error:
            name = str(error.name)
            names = {**names, name: getattr(import_module("backoffice_orders"), name)}


def _positions(method: Callable[..., Any]) -> list[str]:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [each.name for each in parameters if each.kind in kinds]


def _checks(method: Callable[..., Any]) -> dict[str, ArgumentCheck]:
    found = {name: _check(hint) for name, hint in types_of(method).items() if name != "return"}
    return {name: check for name, check in found.items() if check is not None}


def _check(hint: Any) -> ArgumentCheck | None:
    """How an argument of this type is checked; None where there is nothing to say."""
    if isinstance(hint, NewType):
        return functools.partial(_id, hint)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _any_of(typing.get_args(hint))
    if origin is not None and isinstance(origin, type):
        return _listing(origin, typing.get_args(hint))
    return _TYPES.get(hint) or (_instance(hint) if isinstance(hint, type) else None)


def _id(kind: Any, name: str, value: Any) -> None:
    ID.made(name, value)
    kept = len(value) <= ID_LIMIT and is_storable(value)
    if kind in NOT_FOUND and not (kept and value):
        wrong = NOT_FOUND[kind]
        # The sentences have quotes of their own.
        raise wrong(*[ascii(value[:40])[1:-1] for _ in wrong.__match_args__])
    if not kept:
        ID.entered(name, value)


def _text(name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise FieldInvalid(name, must_be(A_TEXT(), value))
    if not is_storable(value):
        raise FieldInvalid(name, NOT_WRITING())


def _flag(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise FieldInvalid(name, must_be(A_FLAG(), value))


def _whole(name: str, value: Any) -> None:
    if name in _NOT_COUNTED:
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldInvalid(name, must_be(A_WHOLE_NUMBER(), value))
        value = int(value)
    require_whole(name, value)
    # Quantities have limits, and errors, of their own.
    if name != "quantity" and abs(value) > LARGEST_COUNT:
        limits = AT_MOST(high=LARGEST_COUNT) if value > 0 else AT_LEAST(low=-LARGEST_COUNT)
        raise FieldInvalid(name, limits)


def _time(name: str, value: Any) -> None:
    if not isinstance(value, timedelta):
        raise FieldInvalid(name, must_be(A_TIME(), value))
    if abs(value) > LONGEST_TIME:
        raise FieldInvalid(name, TEN_YEARS())


def _actor(name: str, value: Any) -> None:
    if not isinstance(value, Actor):
        raise FieldInvalid(name, must_be(AN_ACTOR(), value))
    ID.entered(name, value.id)


_TYPES: dict[Any, ArgumentCheck] = {
    Actor: _actor,
    str: _text,
    bool: _flag,
    int: _whole,
    Money: require_money,
    datetime: require_moment,
    date: DAY_OR_NONE.made,
    timedelta: _time,
}


def _instance(kind: type[Any]) -> ArgumentCheck | None:
    if not (attrs.has(kind) or issubclass(kind, Enum)):
        return None  # decimals become what their field holds; protocols cannot be asked

    def check(name: str, value: Any) -> None:
        if not isinstance(value, kind):
            raise FieldInvalid(name, must_be(OF_TYPE(type=kind.__name__), value))

    return check


def _any_of(kinds: tuple[Any, ...]) -> ArgumentCheck | None:
    """One of several types: only ``X | None`` is checked."""
    left = [kind for kind in kinds if kind is not type(None)]
    check = _check(left[0]) if len(left) == 1 else None
    if check is None:
        return None

    def optional(name: str, value: Any) -> None:
        if value is not None:
            check(name, value)

    return optional if len(left) < len(kinds) else check


def _listing(origin: type[Any], kinds: tuple[Any, ...]) -> ArgumentCheck | None:
    if issubclass(origin, Mapping):
        return _mapping
    if not issubclass(origin, Iterable):
        return None
    each = _check(kinds[0]) if kinds else None
    # A list is gone through more than once, as when a use case begins anew.
    wanted = Collection if issubclass(origin, Collection) else Iterable

    def check(name: str, value: Any) -> None:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, wanted):
            raise FieldInvalid(name, must_be(A_LIST(), value))
        if each is not None and isinstance(value, Collection):
            for entry in value:
                each(name, entry)

    return check


def _mapping(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise FieldInvalid(name, must_be(A_MAPPING(), value))
    for key, entry in value.items():
        _text(name, key)
        if isinstance(entry, str):
            _text(name, entry)
