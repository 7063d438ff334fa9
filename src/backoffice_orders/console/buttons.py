"""The page's buttons, from the table: those without words of their own do just their use case.

A field of a form is called as the use case's argument, ids without ``_id``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NewType, Union, get_args, get_origin

from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.actions import Actions
from backoffice_orders.console.api.endpoints import Endpoint
from backoffice_orders.console.api.kinds import Field
from backoffice_orders.console.api.table import SAVING, TABLE
from backoffice_orders.console.customer_actions import CustomerActions
from backoffice_orders.console.form import Form
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.reasons import LISTED_ONE

# Who presses a button of which cart or order, with which form; what came of it.
Press = Callable[[Actor, Any, Form], Any]
# What forms call an argument that has another name there.
_CALLED = {"text": "note"}
# What goes by the whole cart, so that nothing that a colleague has changed is merged with it.
_EXACT = {"carts.choose_customer", "finishing.ask_services"}


def buttons(
    office: BackOffice, place: str, actions: Actions | CustomerActions
) -> Mapping[str, Press]:
    """The buttons of a page by their names.

    Args:
        office: The shop.
        place: ``cart``, ``order`` or ``customer``.
        actions: What those do that are more than one use case.
    """
    prefix = f"/{place}/{{{place}}}/"
    own = f"{place}_" if place == "order" else ""
    found: dict[str, Press] = {}
    for row in TABLE:
        for path in row.buttons:
            name = path.removeprefix(prefix)
            if not path.startswith(prefix):
                continue
            if isinstance(actions, Actions) and place == "cart" and name in SAVING:
                found[name] = actions.save
                continue
            by_hand = getattr(actions, f"{own}{name}".replace("-", "_"), None)
            found[name] = by_hand or _doing(Endpoint(office, row))
    return found


def _doing(endpoint: Endpoint) -> Press:
    """What does an endpoint's use case with what a form says."""

    def press(actor: Actor, whose: Any, form: Form) -> Any:
        path = dict(zip(endpoint.path_names, [whose], strict=False))
        path |= {name: form.text(_called(form, name)) for name in endpoint.path_names[1:]}
        given: dict[str, Any] = {}
        for each in endpoint.fields.values():
            called = _called(form, each.name)
            if each.hint is bool or called in form.data:
                given[each.name] = _read(form, called, each)
            elif each.required and each.name != "version":
                raise FieldMissing(each.name)
        if "version" in endpoint.fields:
            exact = endpoint.row.use in _EXACT
            given["version"] = form.version if exact else form.seen
        return endpoint.do(actor, path, given)

    return press


def _called(form: Form, name: str) -> str:
    """What a form calls an argument."""
    short = _CALLED.get(name, name.removesuffix("_id"))
    return name if name in form.data else short


def _read(form: Form, name: str, field: Field) -> Any:
    hint = field.hint
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
        if not form.text(name):
            return None
    if hint is bool:
        return form.checked(name)
    if hint is int:
        return form.whole(name)
    if hint is Money:
        return form.money(name, form.text("currency"))
    if hint is Decimal:
        return form.percentage(name)
    if hint is str or isinstance(hint, NewType):
        return form.text(name)
    raise FieldInvalid(name, LISTED_ONE())
