"""Shops of one store: what they do not see of each other, and what they share."""

from __future__ import annotations

from contextlib import suppress

import pytest
from attrs import evolve

from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.base import Contract, Undone, needs, unit
from backoffice_orders.testing.contracts.observed import (
    Observed,
    answer,
    observe,
    observe_all,
    observe_singly,
    require_same,
)
from backoffice_orders.testing.contracts.refusals import REFUSALS
from backoffice_orders.testing.contracts.shelf import CART, CONCERNS, MUG, fill
from backoffice_orders.testing.contracts.transactions import every_port, filled_store
from backoffice_orders.testing.contracts.writes import WRITES

OTHER = ShopScope(ShopId("other"))
# The ports that a cart is priced with, in the order in which they are asked.
AS_PRICED = ("carts", "customers", "addresses", "cart_rules", "catalog", "stock", "carriers")
every_concern: pytest.MarkDecorator = pytest.mark.parametrize("concern", list(Concern))


class SharingContract(Contract):
    """To each shop its own, and what another one shares with it."""

    @needs("shops")
    @every_port
    def test_another_shop_sees_nothing(self, store: Store, port: str) -> None:
        empty = observe_all(store, port, scope=OTHER)
        filled_store(store)
        seen = observe_all(store, port, scope=OTHER)
        require_same(empty, seen, "another shop sees what is not its own")
        singly = observe_singly(store, port, OTHER)
        nothing = {name: empty[name] for name in singly}
        require_same(nothing, singly, "another shop sees what is not its own")
        alone = observe_all(store, port)
        with store.transaction(OTHER) as work:
            fill(work)
        require_same(alone, observe_all(store, port), "what another shop has is seen, too")

    @needs("shops")
    @every_port
    def test_another_shop_changes_nothing(self, store: Store, port: str) -> None:
        for shop in ("main", "other"):  # the same ids, codes, references and keys in both
            with unit(store, shop) as work:
                fill(work)
        before, others = observe_all(store, port), observe_all(store, port, scope=OTHER)
        require_same(before, others, "two shops, filled alike, answer otherwise")
        for write in (each for each in WRITES if each.port == port):
            with unit(store) as work:
                answer(work, write.act)
            why = f"{write.method} changes another shop"
            require_same(others, observe_all(store, port, scope=OTHER), why)
        mine = observe_all(store, port)
        for write in (each for each in WRITES if each.port == port):
            with store.transaction(OTHER) as work:
                answer(work, write.act)
            require_same(mine, observe_all(store, port), f"{write.method} changes another shop")

    @needs("shops")
    @every_port
    def test_another_shop_that_nobody_has_asked_stays_as_it_was(
        self, store: Store, port: str
    ) -> None:
        """What a store remembers of a shop must not hide that its rows are gone."""
        for shop in ("main", "other"):
            with unit(store, shop) as work:
                fill(work)
        before = observe_all(store, port)
        for write in (each for each in WRITES if each.port == port):
            with unit(store) as work:
                answer(work, write.act)
        others = observe_all(store, port, scope=OTHER)
        require_same(before, others, f"a write of {port} changes another shop")

    @needs("shops")
    @every_port
    def test_what_is_refused_does_not_depend_on_another_shop(self, store: Store, port: str) -> None:
        filled_store(store)
        with store.transaction(OTHER) as work:
            fill(work)
        for write in (each for each in WRITES if each.port == port):
            with store.transaction(OTHER) as work:
                answer(work, write.act)
        for each in (each for each in REFUSALS if each.method.startswith(f"{port}.")):
            with suppress(Undone), unit(store) as work:
                each.require_raised(work)
                raise Undone

    @needs("sharing")
    @every_concern
    def test_what_is_shared_is_seen_and_nothing_else(self, store: Store, concern: Concern) -> None:
        shares = ShopScope(ShopId("outlet"), {concern: ShopId("main")})
        empty = observe_all(store, scope=shares)
        filled_store(store)
        mine = observe_all(store)
        theirs = observe_all(store, scope=shares)
        for port, of in CONCERNS.items():
            wanted = mine if of is concern else empty
            begin = (f"{port}.", f"{port},")
            require_same(
                {name: each for name, each in wanted.items() if name.startswith(begin)},
                {name: each for name, each in theirs.items() if name.startswith(begin)},
                f"{concern} is shared, and {port} answers otherwise than it should",
            )

    @needs("sharing")
    @every_concern
    def test_what_is_asked_together_is_answered_as_what_is_asked_singly(
        self, store: Store, concern: Concern
    ) -> None:
        """What is read along with something else is read where it belongs."""
        with unit(store, "outlet") as work:
            fill(work)
            for write in WRITES:  # so that little is there as it is in the other shop
                answer(work, write.act)
            answer(work, lambda w: w.carts.add(CART))
            answer(work, lambda w: w.stock.set_level(MUG, 77))
            outlets = evolve(samples.MUG, name="Mug of the outlet")
            answer(work, lambda w: w.catalog.save_product(outlets))
        filled_store(store)
        shares = ShopScope(ShopId("outlet"), {concern: ShopId("main")})
        singly: Observed = {}
        for port in CONCERNS:
            singly |= observe_singly(store, port, shares)
        rest = [port for port in CONCERNS if port not in AS_PRICED]
        for ports in ((*AS_PRICED, *rest), (*rest, *reversed(AS_PRICED))):
            together: Observed = {}
            with store.transaction(shares) as work:
                for port in ports:
                    together |= observe(work, port)
            require_same(singly, together, f"together, in the order {ports}")

    @needs("sharing")
    @every_concern
    def test_what_is_shared_is_written_to_its_owner(self, store: Store, concern: Concern) -> None:
        shares = ShopScope(ShopId("outlet"), {concern: ShopId("main")})
        ports = [port for port, of in CONCERNS.items() if of is concern]
        empty = observe_all(store, *ports)
        with store.transaction(shares) as work:
            fill(work)
        owners = observe_all(store, *ports)
        unwritten = [name for name, each in owners.items() if each == empty[name]]
        assert owners != empty, f"nothing was written to the owner of {concern}: {unwritten}"
        theirs = observe_all(store, *ports, scope=shares)
        require_same(owners, theirs, f"{concern} is shared, and answers otherwise")
        alone = observe_all(store, *ports, scope=ShopScope(ShopId("outlet")))
        require_same(empty, alone, f"{concern} was written to the outlet, not to its owner")
