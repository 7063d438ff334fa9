"""What is taken over from an earlier cart or order, and what is left out and why."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.customization import customize
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.errors.discounts import DiscountNotTakenOver, NotTakenOver
from backoffice_orders.model.errors.products import OutOfStock, ProductNotFound
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Message, Name, Sentence
from backoffice_orders.model.stock import may_be_back_ordered, remaining, wanted
from backoffice_orders.model.values import frozen
from backoffice_orders.services.cart_files import with_own_files
from backoffice_orders.services.desk import Work
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import Loaded
from backoffice_orders.services.view import levels_after

LEFT_OUT = Sentence("left_out", "{quantity} x {name}: {reason}")
OWN_PRICE_LEFT = Sentence("reason.own_price_left", "the price set by hand was not taken over")
OWN_PRICE = Sentence("granted.price", "the price set by hand of {name}")
OWN_LINE = Sentence("granted.line", "{name}, which is not in the catalog")
OWN_DELIVERY = Sentence("granted.delivery", "the delivery by hand")
FREE_DELIVERY = Sentence("granted.free_delivery", "the free delivery")
TAX_EXEMPTION = Sentence("granted.tax_exemption", "the tax exemption")


@frozen
class LeftOut:
    """What could not be taken over from the basis, wholly or in part, and why."""

    name: Name
    quantity: int
    error: BackOfficeError

    @property
    def sentence(self) -> str:
        """Why, for the employee."""
        return str(self.message)

    @property
    def message(self) -> Message:
        """The same, in no language yet."""
        return LEFT_OUT(quantity=self.quantity, name=self.name, reason=self.error.message)

    @property
    def notice(self) -> Notice:
        """The same beside a cart's other notices."""
        return Notice(self.message, self.error.code)


def without_the_gone(work: Work, cart: Cart) -> tuple[Cart, tuple[LeftOut, ...]]:
    """The cart without the lines whose product is gone from the catalog, and those."""
    products = work.catalog.many(cart.product_ids())
    kept: list[CartLine] = []
    left_out: list[LeftOut] = []
    for line in cart.lines:
        product = products.get(line.product_id)
        try:
            if product is None:
                raise ProductNotFound(line.product_id, line.title)
            product.chosen(line.combination_id)
        except BackOfficeError as error:
            name = line.title or (product.name if product is not None else line.product_id)
            left_out.append(LeftOut(name, line.quantity, error))
        else:
            kept.append(line)
    return cart.with_only(tuple(kept), cart.custom_lines), tuple(left_out)


# What is granted by hand for a whole order: its field, how that is without, what granting needs.
_GRANTED: tuple[tuple[str, Any, Permission, Sentence], ...] = (
    ("manual_delivery", None, Permission.MANUAL_DELIVERY, OWN_DELIVERY),
    ("free_shipping", False, Permission.FREE_SHIPPING, FREE_DELIVERY),
    ("tax_exemption", None, Permission.EXEMPT_FROM_TAX, TAX_EXEMPTION),
)


def without_what_needs_more(cart: Cart, actor: Actor) -> tuple[Cart, tuple[Message, ...]]:
    """The cart without what this actor may not grant, and that.

    Who may not set prices by hand, or make deliveries free, cannot have what somebody else has
    decided for one order in another one by copying it.
    """
    left_out: list[Message] = []
    if not actor.may(Permission.OVERRIDE_PRICE):
        named = [line for line in cart.lines if line.price_override is not None]
        left_out += [OWN_PRICE(name=line.title or line.product_id) for line in named]
        cart = evolve(cart, lines=tuple(evolve(line, price_override=None) for line in cart.lines))
    if not actor.may(Permission.ADD_CUSTOM_LINE):
        left_out += [OWN_LINE(name=line.name) for line in cart.custom_lines]
        cart = cart.with_only(cart.lines, ())
    for name, without, needed, what in _GRANTED:
        if getattr(cart, name) != without and not actor.may(needed):
            left_out.append(what())
            cart = evolve(cart, **{name: without})
    return cart, tuple(left_out)


def take_over(
    work: Work, cart: Cart, old: Cart, loaded: Loaded
) -> tuple[Cart, tuple[LeftOut, ...]]:
    """The new cart with as much of the old one's goods as can be had now, and the rest."""
    products, settings = loaded.shared.products, loaded.shared.settings
    left_out: list[LeftOut] = []
    for line in old.lines:
        name = line.title or line.product_id
        try:
            product = loaded.shared.product(line.product_id, line.title)
            name = product.name
            product.require_orderable()
            product.chosen(line.combination_id)
            name = product.title(line.combination_id)
            customization = customize(product, line.customization.answers())
            quantity = line.quantity
            if not may_be_back_ordered(product, settings):
                left = levels_after(loaded.levels, wanted(cart.units(), products, settings).pieces)
                count = max(remaining(product, line.combination_id, left, settings), 0)
                if count < quantity:
                    short = OutOfStock(product.id, line.combination_id, name, quantity, count)
                    usable = count >= product.minimum(line.combination_id)
                    missing = quantity - count if usable else quantity
                    left_out.append(LeftOut(name, missing, short))
                    if not usable:
                        continue
                    quantity = count
            product.require_quantity(line.combination_id, quantity)
        except BackOfficeError as error:
            left_out.append(LeftOut(name, line.quantity, error))
            continue
        if line.price_override is not None:
            left_out.append(LeftOut(name, 0, FieldInvalid("price", OWN_PRICE_LEFT())))
        cart = cart.with_line(
            CartLine(
                id=LineId(work.ids.new("line")),
                product_id=line.product_id,
                quantity=quantity,
                combination_id=line.combination_id,
                customization=with_own_files(work, cart.id, customization),
                attributes=line.attributes,
                title=product.title(line.combination_id),
            )
        )
    left_out += [LeftOut(each.title, 0, DiscountNotTakenOver(each.title)) for each in old.discounts]
    for custom in old.custom_lines:
        not_in_catalog = ProductNotFound("", custom.name)
        left_out.append(LeftOut(custom.name, custom.quantity, not_in_catalog))
    granted = [what() for name, without, _, what in _GRANTED if getattr(old, name) != without]
    left_out += [LeftOut(what, 0, NotTakenOver(what)) for what in granted]
    return cart, tuple(left_out)
