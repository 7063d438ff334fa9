"""Many products at once: pasted from an e-mail or a spreadsheet, or scanned one after the other."""

from __future__ import annotations

import re

from attrs import field

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, FieldMissing
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.errors.products import (
    CodeAmbiguous,
    CodeUnknown,
    CombinationRequired,
)
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.letters import without_unseen
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.reasons import WHOLE_NUMBER
from backoffice_orders.model.text import normalize_code, plain_digits, whole_typed
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command, blamed, refused_command
from backoffice_orders.services.commands.products import AddProduct
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import open_cart, run_now
from backoffice_orders.services.view import CartView, view

MOST_LINES = 200
TOO_MANY_LINES = Sentence("reason.too_many_lines", "at most {most} lines at once")
# Between a number and a quantity; a blank is less clear, as numbers are written with blanks too.
_BETWEEN = re.compile(r"[\t;,]")
_MARKS = " \t;,"
# What nobody takes for the end of a product's number where the rest is one, whole or not.
_COUNT = re.compile(r"[-+\u2212]?[0-9]+(?:[.,][0-9]+)*")
_LONGEST_LINE = 200


@frozen
class LineNotAdded:
    """A line as it was typed, and why nothing was added for it."""

    text: str
    error: BackOfficeError = field(eq=False)

    @property
    def message(self) -> Message:
        """Why, in words."""
        return self.error.message


@frozen
class LinesAdded:
    """What has become of many lines: the cart, how many were added, and those that were not."""

    view: CartView
    added: int
    not_added: tuple[LineNotAdded, ...] = ()

    @property
    def left_over(self) -> str:
        """The lines that were not added, as they were typed: to be mended."""
        return "\n".join(each.text for each in self.not_added)


@frozen
class _Entry:
    """One line, and what it adds."""

    number: int
    text: str
    command: AddProduct


def add_lines(
    desk: Desk, actor: Actor, cart_id: CartId, text: str, version: int | None
) -> LinesAdded:
    """Add a product for each line; see ``Products.add_lines``."""
    lines = [line.strip() for line in without_unseen(text).splitlines() if line.strip()]
    if not lines:
        raise FieldMissing("lines")
    if len(lines) > MOST_LINES or len(text) > MOST_LINES * _LONGEST_LINE:
        raise FieldInvalid("lines", TOO_MANY_LINES(most=MOST_LINES))
    actor.require(Permission.EDIT_CART)
    return desk.write(actor, lambda work: _add(work, cart_id, version, lines))


def _add(work: Work, cart_id: CartId, version: int | None, lines: list[str]) -> LinesAdded:
    cart = open_cart(work, cart_id, version)
    wrong: dict[int, LineNotAdded] = {}
    entries = []
    for number, line in enumerate(lines):
        try:
            command = _read(work, line)
            with blamed(command):
                cart = command.apply(work, cart)
            entries.append(_Entry(number, line, command))
        except StorageFailed:  # that is no mistake in the line
            raise
        except BackOfficeError as error:
            wrong[number] = LineNotAdded(line, error)
    seen = None
    while entries:
        try:
            seen = run_now(work, cart_id, version, [each.command for each in entries])
            break
        except StorageFailed:
            raise
        except BackOfficeError as error:
            refused = _refused(entries, refused_command(error))
            if refused is None:
                raise
            wrong[refused.number] = LineNotAdded(refused.text, error)
            entries.remove(refused)
    if seen is None:
        seen = view(work, work.carts.get(cart_id))
    return LinesAdded(seen, len(entries), tuple(wrong[number] for number in sorted(wrong)))


def _refused(entries: list[_Entry], command: Command | None) -> _Entry | None:
    """The line that is left out: of those that add the same, the one that asks for the most."""
    if not isinstance(command, AddProduct):
        return None
    wanted = (command.product_id, command.combination_id)
    same = [
        each for each in entries if (each.command.product_id, each.command.combination_id) == wanted
    ]
    return max(same, key=lambda each: (each.command.quantity, each.number), default=None)


def _read(work: Work, line: str) -> AddProduct:
    """What a line adds: a number, and how many pieces after it.

    Raises:
        CodeUnknown, CodeAmbiguous, CombinationRequired, FieldInvalid: It says nothing clear.
    """
    readings = _readings(line)
    unclear: BackOfficeError = CodeUnknown(readings[0][0] or line)
    for code, quantity in readings:
        product = _product(work, code)
        if product is None:
            continue
        combination = product.combination_numbered(code)
        if combination is not None or not product.combinations:
            return _adding(product, combination, quantity)
        unclear = CombinationRequired(product.id, product.name)
    raise unclear


def _readings(line: str) -> list[tuple[str, str]]:
    """The numbers that a line may have, each with the quantity after it; the likeliest first."""
    line = line.strip(_MARKS)
    for mark in "\t;":
        if mark in line:
            return [_parted(line, mark)]
    readings = []
    # Numbers are written with blanks too: "978 3 16 148410 0" is one, and no quantity.
    head, *last = line.rsplit(maxsplit=1) or [""]
    if last and _COUNT.fullmatch(plain_digits(last[0])):
        readings.append((head.rstrip(_MARKS), last[0]))
    if "," in line:
        readings.append(_parted(line, ","))
    return [*readings, (line, "")]


def _parted(line: str, mark: str) -> tuple[str, str]:
    code, _, rest = line.partition(mark)
    return code.strip(), _BETWEEN.sub(" ", rest).strip()


def _adding(product: Product, combination: Combination | None, quantity: str) -> AddProduct:
    chosen = combination.id if combination is not None else None
    if not quantity:
        return AddProduct(product.id, product.minimum(chosen), chosen)
    pieces = whole_typed(quantity)
    if pieces is None:
        raise FieldInvalid("quantity", WHOLE_NUMBER())
    return AddProduct(product.id, pieces, chosen)


def _product(work: Work, code: str) -> Product | None:
    """The one active product that has this number, its combinations' included."""
    wanted = normalize_code(code)
    if not wanted:
        return None
    # Whole numbers come first.
    found = work.catalog.search(code, PageRequest(1, 3))
    having = [each for each in found if wanted in each.search_codes]
    if len(having) > 1:
        raise CodeAmbiguous(code, tuple(each.name for each in having))
    return having[0] if having else None
