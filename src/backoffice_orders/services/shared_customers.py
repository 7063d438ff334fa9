"""Vouchers and prices of customers, which a shop keeps together with shops of other customers.

Two shops may have the same ids of customers, as a host that numbers them itself has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, CustomerId, ProductId, ShopId
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.bases import around
from backoffice_orders.services.shop_marks import mark_of

if TYPE_CHECKING:
    from backoffice_orders.ports.cart_rules import CartRules
    from backoffice_orders.ports.catalog import Catalog

V = TypeVar("V", CartRule, SpecificPrice)
Id = TypeVar("Id", CustomerId, CustomerId | None)


def cart_rules_of(scope: ShopScope, rules: CartRules) -> CartRules:
    """The store's cart rules as a shop uses them: those for one customer are its own customer's.

    Whose uses are counted is told by e-mail addresses (``Customer.guest_key``): they are no ids.
    """
    mark = mark_of(scope, Concern.CUSTOMERS, Concern.CART_RULES)
    if not mark:
        return rules
    named = _Names(mark, scope.owner(Concern.CART_RULES))

    def for_cart(
        granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        return named.seen_all(rules.for_cart(granted, named.own_id(customer_id), at))

    def search(text: str, page: PageRequest) -> Page[CartRule]:
        found = rules.search(text, page)
        return evolve(found, items=named.seen_all(found.items))

    return around(
        rules,
        get=lambda rule_id: named.seen(rules.get(rule_id)),
        by_code=lambda code: named.seen(rules.by_code(code)),
        for_cart=for_cart,
        of_customer=lambda id_: named.seen_all(rules.of_customer(named.own_id(id_))),
        search=search,
        add=lambda rule: named.seen(rules.add(named.kept(rule))),
        save=lambda rule: rules.save(named.kept(rule)),
    )


def catalog_of(scope: ShopScope, catalog: Catalog) -> Catalog:
    """The store's catalog as a shop uses it: prices for one customer are its own customer's."""
    mark = mark_of(scope, Concern.CUSTOMERS, Concern.CATALOG)
    if not mark:
        return catalog
    named = _Names(mark, scope.owner(Concern.CATALOG))

    def specific_prices(
        product_ids: Collection[ProductId], customer_id: CustomerId | None
    ) -> tuple[SpecificPrice, ...]:
        return named.seen_all(catalog.specific_prices(product_ids, named.own_id(customer_id)))

    def save(product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
        catalog.save_specific_prices(product_id, [named.kept(price) for price in prices])

    return around(
        catalog,
        specific_prices=specific_prices,
        all_specific_prices=lambda id_: named.seen_all(catalog.all_specific_prices(id_)),
        priced_for=lambda id_: catalog.priced_for(named.own_id(id_)),
        save_specific_prices=save,
    )


@frozen
class _Names:
    """What customers are called: by a shop, and where another one keeps what names them.

    There, that one's own customers go by their ids, and those of others under their shop's mark.
    A shop sees its own by their ids, and all others under their shop's mark.
    """

    _mark: str
    _keeper: ShopId

    def own_id(self, id_: Id) -> Id:
        """Where it is kept, the id of the shop's own customer; None for nobody."""
        return None if id_ is None else CustomerId(f"{self._mark}{id_}")

    def kept_id(self, id_: CustomerId | None) -> CustomerId | None:
        """Where it is kept, the id of a customer whom the shop sees."""
        if id_ is None:
            return None
        whose, marked, plain = id_.partition("/")
        if not marked:
            return self.own_id(id_)
        return CustomerId(plain) if whose == self._keeper else id_

    def kept(self, value: V) -> V:
        """A rule or a price of the shop as it is kept."""
        return evolve(value, customer_id=self.kept_id(value.customer_id))

    def seen(self, value: V) -> V:
        """A rule or a price that is kept, as the shop sees it."""
        id_ = value.customer_id
        if id_ is None:
            return value
        if id_.startswith(self._mark):
            seen = id_.removeprefix(self._mark)
        else:
            seen = id_ if "/" in id_ else f"{self._keeper}/{id_}"
        return evolve(value, customer_id=CustomerId(seen))

    def seen_all(self, values: Sequence[V]) -> tuple[V, ...]:
        """Several, likewise."""
        return tuple(self.seen(value) for value in values)
