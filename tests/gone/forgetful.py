"""A store from which things can vanish: what a host deletes in its own tables, for instance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import evolve, field, frozen

from backoffice_orders.model.carrier import Carrier, ExchangeRate
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.vouchers import RuleNotFound
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork


@frozen
class Forgetful:
    """The ``Store`` port over another store, without what was ``forget``-ted."""

    store: Store
    forgotten: set[str] = field(factory=set)

    def forget(self, id_: str) -> None:
        """From now on there is no product, customer, carrier and so on with this id or code."""
        self.forgotten.add(id_)

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self.store.transaction(scope, read_only=read_only) as unit:
            yield _without(unit, self.forgotten)

    def close(self) -> None:
        self.store.close()


class _Through:
    """Everything that is not said otherwise is the port's behind."""

    def __init__(self, port: Any, forgotten: Collection[str]) -> None:
        self._port = port
        self._forgotten = forgotten

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)

    def _left(self, found: Mapping[Any, Any]) -> dict[Any, Any]:
        return {id_: each for id_, each in found.items() if id_ not in self._forgotten}


def _without(unit: UnitOfWork, forgotten: Collection[str]) -> UnitOfWork:
    parts: dict[str, Any] = {
        "catalog": _Mappings,
        "addresses": _Mappings,
        "customers": _Customers,
        "cart_rules": _Rules,
        "carriers": _Carriers,
        "tax_rules": _TaxRules,
        "exchange_rates": _Rates,
    }
    return evolve(
        unit, **{name: part(getattr(unit, name), forgotten) for name, part in parts.items()}
    )


class _Mappings(_Through):
    def many(self, ids: Collection[Any]) -> dict[Any, Any]:
        return self._left(self._port.many(ids))


class _Customers(_Through):
    def get(self, customer_id: Any) -> Any:
        if customer_id in self._forgotten:
            raise CustomerNotFound(customer_id)
        return self._port.get(customer_id)


class _Rules(_Through):
    def get(self, rule_id: Any) -> Any:
        if rule_id in self._forgotten:
            raise RuleNotFound(rule_id)
        return self._port.get(rule_id)

    def for_cart(self, *asked: Any) -> tuple[CartRule, ...]:
        found = self._port.for_cart(*asked)
        return tuple(rule for rule in found if rule.id not in self._forgotten)


class _Carriers(_Mappings):
    def delivering(self, zone_ids: Any, group_ids: Any) -> tuple[Carrier, ...]:
        found = self._port.delivering(zone_ids, group_ids)
        return tuple(each for each in found if each.id not in self._forgotten)

    def any(self) -> bool:
        return any(each.id not in self._forgotten for each in self._port.all_carriers())


class _TaxRules(_Through):
    def groups(self, group_ids: Any, places: Any) -> tuple[TaxGroup, ...]:
        found = self._port.groups(group_ids, places)
        return tuple(each for each in found if each.id not in self._forgotten)


class _Rates(_Through):
    def rates(self, currencies: Any) -> tuple[ExchangeRate, ...]:
        found = self._port.rates(currencies)
        return tuple(each for each in found if each.currency not in self._forgotten)
