"""The one table: every use case has an endpoint, every button is one of its, its scopes hold."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console import console_app
from backoffice_orders.console.api.endpoints import endpoints
from backoffice_orders.console.api.openapi import openapi
from backoffice_orders.console.api.table import TABLE, WITHOUT_ENDPOINT, Row
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import PermissionDenied
from tests.console.samples import SECRET
from tests.security.test_permissions import CALLS, WITHOUT_ACTOR, World, only, world

__all__ = ["world"]
# Forms that change nothing of the shop: the page's language, and the address form of a country.
OF_THE_PAGE = {"/language", "/cart/{cart}/address-form", "/customer/{customer}/address-form"}


def test_every_use_case_has_an_endpoint() -> None:
    reached = {row.use for row in TABLE}
    assert reached | set(WITHOUT_ENDPOINT) == set(CALLS) | WITHOUT_ACTOR
    assert not reached & set(WITHOUT_ENDPOINT)
    assert len({(row.method, row.path) for row in TABLE}) == len({row.use for row in TABLE})


@pytest.mark.parametrize("row", [each for each in TABLE if each.scopes], ids=lambda row: row.use)
def test_its_scopes_are_what_a_use_case_needs(world: World, row: Row) -> None:
    for scope in row.scopes:
        with pytest.raises(PermissionDenied):
            CALLS[row.use](world, only(*(each for each in row.scopes if each is not scope)))
    CALLS[row.use](world, only(*row.scopes))


# Which fields an address of a country has: nothing of the shop.
PUBLIC = {"addresses.form"}


def test_every_endpoint_says_what_it_needs() -> None:
    silent = {row.use for row in TABLE if not row.scopes and not row.one_of}
    assert silent == PUBLIC


@pytest.mark.parametrize("row", [each for each in TABLE if each.one_of], ids=lambda row: row.use)
def test_of_some_permissions_one_is_needed(world: World, row: Row) -> None:
    with pytest.raises(PermissionDenied):
        row.require(only(*row.scopes))
    with pytest.raises(PermissionDenied):
        CALLS[row.use](world, only(*row.scopes))
    for scope in row.one_of:
        row.require(only(*row.scopes, scope))
    CALLS[row.use](world, only(*row.scopes, row.one_of[0]))
    (endpoint,) = [each for each in endpoints(world.office) if each.row == row]
    document = openapi([endpoint], world.office.desk.known.kinds)
    (operation,) = next(iter(document["paths"].values())).values()
    assert operation["security"] == [{"login": [each.value]} for each in row.one_of]


# What is told to people who mend the shop, to whom e-mails go and what events say among it.
OF_EVENTS = {"events.pending", "events.dead", "webhooks.deliveries"}
READING = (Permission.READ_CUSTOMER, Permission.READ_CART, Permission.READ_ORDER)
NOT_READING = [
    (row, way)
    for row in TABLE
    for way in row.ways
    if way and row.use not in OF_EVENTS and not any(map(only(*way).may, READING))
]


@pytest.mark.parametrize(
    ("row", "way"), NOT_READING, ids=lambda each: each.use if isinstance(each, Row) else ""
)
def test_who_may_read_of_nobody_is_told_of_nobody(
    world: World, row: Row, way: tuple[Permission, ...]
) -> None:
    told = repr(CALLS[row.use](world, only(*way)))
    assert not [each for each in ("Doe", "john@", world.order.reference) if each in told]


def test_every_button_is_one_of_the_table() -> None:
    app = console_app(BackOffice.in_memory(), lambda _: Actor.employee("a", "A"), secret=SECRET)
    routes = [each for each in app.routes if isinstance(each, Route)]
    posted = {each.path for each in routes if "POST" in (each.methods or ())}
    assert posted - OF_THE_PAGE == {button for row in TABLE for button in row.buttons}


def test_the_document_has_the_scopes_and_codes_of_every_use_case() -> None:
    by_use = {each.row.use: each for each in endpoints(BackOffice.in_memory())}
    adding = by_use["products.add"].words
    codes = {each.code for found in adding.errors.values() for each in found}
    assert {"product_not_found", "combination_required", "out_of_stock"} <= codes
    assert adding.arguments["quantity"] == "How many pieces."
