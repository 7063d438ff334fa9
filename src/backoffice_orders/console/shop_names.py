"""Things of the shop as an employee calls them: by name, by reference, or by their id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.form import Form
from backoffice_orders.console.gifts import gift_named
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.ids import (
    BrandId,
    CarrierId,
    CartId,
    CategoryId,
    CombinationId,
    GroupId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.reasons import shown
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work

NO_SUCH_NAME = Sentence("voucher.no_such_name", "there is no {written}, but: {names}")
# So many names are listed for whoever has written another one.
_LISTED = 20
# Lists of the shop whose entries are known by name.
_LISTS: Mapping[Any, Callable[[Work], Any]] = {
    CarrierId: lambda work: work.carriers.all_carriers(),
    GroupId: lambda work: work.customers.all_groups(),
    CategoryId: lambda work: work.catalog.all_categories(),
    BrandId: lambda work: work.catalog.all_brands(),
    SupplierId: lambda work: work.catalog.all_suppliers(),
}


@frozen
class ShopNames:
    """What an employee calls things of the shop.

    ``kept`` are ids that a voucher has already, by their type and what is shown of them: they stay
    what they are, whether they are there still or not.
    """

    office: BackOffice
    actor: Actor
    cart_id: CartId | None = None
    kept: Mapping[tuple[Any, str], str] = field(factory=dict)

    def id(self, kind: Any, text: str) -> str:
        """The id of what is called so, or has this id; ``FieldInvalid``."""
        if (kind, text) in self.kept:
            return self.kept[kind, text]
        if kind in _LISTS:
            return self._listed(kind, text)
        if kind is ProductId and self._product(text) is not None:
            return text
        if kind is ProductId:
            return gift_named(self.office, self.actor, self.cart_id, text).product_id
        if kind is CombinationId:
            return self._combination(text)
        return text

    def shown(self, kind: Any, value: str) -> str:
        """What is shown of an id: a name or a reference, or the id where that says not which."""
        if kind in _LISTS:
            listed = self._list(kind)
            name = next((each.name for each in listed if each.id == value), value)
            called = {each.id for each in listed if normalize(each.name) == normalize(name)}
            called.update(each.id for each in listed if each.id == name)
            return name if called == {value} and "," not in name else value
        if kind is ProductId:
            written = self._product(value) or value
            return value if "," in written else written
        return value

    def gift(self, form: Form, path: str, part: Any) -> Any:
        """A gift is one combination where its own reference was written."""
        named = form.text(f"{path}.product_id").strip()
        if type(part) is not Gift or part.combination_id or named == part.product_id:
            return part
        if self.kept.get((ProductId, named)) == part.product_id:
            return part
        try:
            return gift_named(self.office, self.actor, self.cart_id, named)
        except BackOfficeError as error:
            error.__dict__.setdefault("form_field", f"{path}.product_id")
            raise

    def _combination(self, text: str) -> str:
        try:
            found = gift_named(self.office, self.actor, self.cart_id, text).combination_id
        except FieldInvalid:
            found = None
        return found or text

    def _product(self, product_id: str) -> str | None:
        """The reference, or the id, of the product with this id."""
        ids = [ProductId(product_id)]
        found = self.office.desk.read(self.actor, lambda work: work.catalog.many(ids))
        product = found.get(ids[0])
        return None if product is None else product.codes.reference or product.id

    def _listed(self, kind: Any, text: str) -> str:
        listed, name = self._list(kind), normalize(text)
        for each in listed:
            if each.id == text:
                return text
        found = [each for each in listed if normalize(each.name) == name]
        if len(found) == 1:
            return str(found[0].id)
        names = "; ".join(each.name for each in (found or listed)[:_LISTED]) or "-"
        raise FieldInvalid("name", NO_SUCH_NAME(written=shown(text), names=names))

    def _list(self, kind: Any) -> tuple[Any, ...]:
        read = _LISTS[kind]
        return tuple(self.office.desk.read(self.actor, read))
