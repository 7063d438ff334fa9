"""Finding products: what can be chosen of each, its price for this cart, and what is left."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import field

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.ids import CartId, CombinationId, ProductId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.pricing.cost import Cost, cost_of
from backoffice_orders.model.pricing.lines import UNPRICEABLE, unit_weight
from backoffice_orders.model.product import Product
from backoffice_orders.model.stock import may_be_back_ordered, remaining, wanted
from backoffice_orders.model.text import normalize_code, query_text
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.line_facts import PackPart, part_ids, parts_of, stock_said
from backoffice_orders.services.price_book import load
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import levels_after


@frozen
class Choice:
    """Something that can be added: a product, or one of its combinations.

    ``unit_price`` is for one piece in the cart's currency; ``remaining`` how many pieces can
    still be added to the cart; ``back_order`` whether more than that can be ordered.
    ``refusal`` is why it cannot be priced for this cart, and so not be added: then its price is
    nothing. ``stock`` says in words what is left; None for what never runs out.
    """

    combination_id: CombinationId | None
    label: str
    reference: str
    unit_price: TaxedMoney
    weight: Decimal
    remaining: int
    minimal_quantity: int
    back_order: bool
    refusal: BackOfficeError | None = field(default=None, eq=False)
    stock: Message | None = None
    picture: str = ""


@frozen
class ProductHit:
    """A product found, with everything that can be chosen of it.

    ``chosen`` is the choice whose reference, EAN or other number was typed whole, or the only one
    there is; None where somebody has to choose. ``exact``: a number of it was typed whole.
    ``parts`` is what a pack holds.
    """

    product: Product
    choices: tuple[Choice, ...]
    chosen: Choice | None = None
    exact: bool = False
    parts: tuple[PackPart, ...] = ()

    @property
    def remaining(self) -> int:
        """How many pieces are left in all of its combinations."""
        return sum(max(choice.remaining, 0) for choice in self.choices)

    def choice(self, combination_id: CombinationId | None) -> Choice | None:
        """The choice with this combination."""
        return next((each for each in self.choices if each.combination_id == combination_id), None)


class ProductSearch(Section):
    """Search products; the part of ``Products`` that changes no cart."""

    def search(
        self,
        actor: Actor,
        text: str,
        *,
        cart_id: CartId | None = None,
        page: int = 1,
        size: int = 20,
    ) -> Page[ProductHit]:
        """Products by first letters of their name, or by a number, with stock and prices.

        Prices and stock are as this cart's customer gets them, besides what the cart holds;
        without a cart, as a visitor gets them. Needs ``read_catalog``, and ``read_cart`` with a
        cart. ``CartNotFound``.
        """
        require_reading(actor, cart_id)
        request = PageRequest(page, size)

        def look(work: Work) -> Page[ProductHit]:
            found = work.catalog.search(text, request)
            hits = _hits(work, found.items, cart_id, text)
            return Page(hits, found.number, found.more)

        if cart_id is None:
            return self._desk.search(actor, look)
        return self._desk.read(actor, look)  # the cart may have been saved just now

    def details(
        self, actor: Actor, product_id: ProductId, *, cart_id: CartId | None = None
    ) -> ProductHit:
        """One product with its choices, as ``search`` has it.

        Raises:
            ProductNotFound, CartNotFound: As they say.
        """
        require_reading(actor, cart_id)

        def look(work: Work) -> ProductHit:
            product = work.catalog.many([product_id]).get(product_id)
            if product is None:
                raise ProductNotFound(product_id)
            return _hits(work, (product,), cart_id)[0]

        return self._desk.read(actor, look)

    def price_of(
        self,
        actor: Actor,
        product_id: ProductId,
        quantity: int = 1,
        *,
        combination_id: CombinationId | None = None,
        cart_id: CartId | None = None,
        moment: datetime | None = None,
    ) -> Cost:
        """What so many pieces cost: now, or at a past or future moment, as far as tables know.

        See ``cost_of``; of another moment, ``Carts.price_at`` says what is known.

        Args:
            actor: Who asks.
            product_id: Which product.
            quantity: How many pieces.
            combination_id: Which combination; None where the product has none.
            cart_id: For the customer, place and currency of this cart, and beside what it holds;
                None asks for a visitor's price.
            moment: At which moment, with its time zone; None: now.

        Raises:
            ProductNotFound, CombinationNotFound, CombinationRequired, CartNotFound: As they say.
            TaxGroupNotFound, CurrencyUnavailable: What its price refers to is gone.
            QuantityNotPositive: There is not even one piece.
            FieldInvalid: The moment has no time zone, or is not in our times.
            PermissionDenied: Without ``read_catalog``, or with a cart without ``read_cart``.
        """
        require_reading(actor, cart_id)

        def look(work: Work) -> Cost:
            cart = _cart(work, cart_id)
            loaded = load(work, [cart], more_products=[product_id], at=moment)
            return cost_of(cart, loaded.book(cart), product_id, combination_id, quantity)

        return self._desk.read(actor, look)


def require_reading(actor: Actor, cart_id: CartId | None) -> None:
    """Raise ``PermissionDenied`` unless the actor may see the catalog, and the cart if any."""
    actor.require(Permission.READ_CATALOG)
    if cart_id is not None:  # what it holds, and whose it is, shows in prices and refusals
        actor.require(Permission.READ_CART)


def _cart(work: Work, cart_id: CartId | None) -> Cart:
    """The cart that is asked for; without one, a visitor's."""
    if cart_id is not None:
        return work.carts.get(cart_id)
    return Cart(CartId(""), work.settings.currency, work.now, work.now)


def _hits(
    work: Work, products: tuple[Product, ...], cart_id: CartId | None, text: str = ""
) -> tuple[ProductHit, ...]:
    settings, cart = work.settings, _cart(work, cart_id)
    loaded = load(work, [cart], more_products=[product.id for product in products])
    book = loaded.book(cart)
    left = levels_after(
        loaded.levels, wanted(cart.units(), loaded.shared.products, settings).pieces
    )

    known = {**work.catalog.many(part_ids(loaded.shared.products)), **loaded.shared.products}
    code = normalize_code(query_text(text))

    def choice(product: Product, combination_id: CombinationId | None) -> Choice:
        combination = product.combination(combination_id) if combination_id is not None else None
        minimum = product.minimum(combination_id)
        unit_price = TaxedMoney.zero(cart.currency)
        refusal: BackOfficeError | None = None
        try:
            unit_price = cost_of(cart, book, product.id, combination_id, minimum).unit_price
        except UNPRICEABLE as error:
            refusal = error
        reference = combination.codes.reference if combination is not None else ""
        left_of = remaining(product, combination_id, left, settings)
        back_order = may_be_back_ordered(product, settings)
        return Choice(
            combination_id=combination_id,
            label=combination.label if combination is not None else "",
            reference=reference or product.codes.reference,
            unit_price=unit_price,
            weight=unit_weight(product, combination),
            remaining=left_of,
            minimal_quantity=minimum,
            back_order=back_order,
            refusal=refusal,
            stock=stock_said(product, left_of, back_order=back_order),
            picture=product.picture_of(combination_id),
        )

    def hit(product: Product) -> ProductHit:
        choices = tuple(choice(product, each) for each in product.purchasable())
        exact = bool(code) and code in product.search_codes
        parts = parts_of(product, known)
        if len(choices) == 1:
            return ProductHit(product, choices, choices[0], exact, parts)
        named = product.combination_numbered(query_text(text))
        chosen = (each for each in choices if named and each.combination_id == named.id)
        return ProductHit(product, choices, next(chosen, None), exact, parts)

    return tuple(hit(product) for product in products)
