"""Which product a voucher gives, as an employee names it."""

from __future__ import annotations

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.reasons import shown
from backoffice_orders.model.text import normalize_code
from backoffice_orders.services.product_search import Choice, ProductHit

NOTHING_FOUND = Sentence("gift.nothing_found", "no product is found by {written}")
SEVERAL = Sentence("gift.several", "it may be one of these, write more of it: {names}")
SEVERAL_KINDS = Sentence(
    "gift.several_kinds", "there are several, write the reference of one: {choices}"
)
# So many are named where the words fit several; whoever sees none of theirs writes more.
_SHOWN = 5


def gift_named(office: BackOffice, actor: Actor, cart: CartId | None, text: str) -> Gift:
    """The gift that is meant by a reference, a number, or the first letters of a name.

    Args:
        office: The shop.
        actor: Who asks.
        cart: For which cart; None: for any.
        text: What was written: the combination's own reference where there are several.

    Raises:
        FieldMissing, FieldInvalid: Nothing is named by it, or several things are.
    """
    wanted = text.strip()
    if not wanted:
        raise FieldMissing("gift")
    hits = office.products.search(actor, wanted, cart_id=cart, size=_SHOWN).items
    hit = _meant(hits, wanted)
    return Gift(hit.product.id, _chosen(hit).combination_id)


def _meant(hits: tuple[ProductHit, ...], wanted: str) -> ProductHit:
    name, code = normalize(wanted), normalize_code(wanted)
    exact = [
        hit
        for hit in hits
        if normalize(hit.product.name) == name or code in hit.product.search_codes
    ]
    named = exact if len(exact) == 1 else hits
    if not named:
        raise FieldInvalid("gift", NOTHING_FOUND(written=shown(wanted)))
    if len(named) > 1:
        names = "; ".join(f"{hit.product.name} {hit.choices[0].reference}" for hit in named)
        raise FieldInvalid("gift", SEVERAL(names=names))
    return named[0]


def _chosen(hit: ProductHit) -> Choice:
    if hit.chosen is not None:
        return hit.chosen
    choices = "; ".join(f"{choice.label} {choice.reference}" for choice in hit.choices)
    raise FieldInvalid("gift", SEVERAL_KINDS(choices=choices))
