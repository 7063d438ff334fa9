"""Faults of the stock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.stock import StockDemand, StockItem
from tests.planted.people import (
    remembering,
)
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    fault,
    items,
    nothing,
    only_first,
    twice,
)


def refused_otherwise(**changes: Any) -> Any:
    """``OutOfStock`` with other details."""

    def instead(do: Any, self: Any, *a: Any, **k: Any) -> Any:
        try:
            return do(*a, **k)
        except OutOfStock as error:
            for name, change in changes.items():
                setattr(error, name, change(getattr(error, name)))
            raise

    return instead


def one_by_one(do: Any, self: Any, reference: str, demands: Any, *a: Any) -> Any:
    """All that there is is taken before the one is refused that is not there."""
    try:
        return do(reference, demands, *a)
    except OutOfStock:
        for each in demands:
            if self.levels([each.item])[each.item] >= each.quantity:
                self.receive(each.item, -each.quantity)
        raise


def whatever_there_is(do: Any, self: Any, reference: str, demands: Any, *a: Any) -> Any:
    return do(reference, [StockDemand(each.item, each.quantity, True) for each in demands], *a)


def never_below(do: Any, self: Any, reference: str, demands: Any, *a: Any) -> Any:
    return do(reference, [StockDemand(each.item, each.quantity) for each in demands], *a)


def below_if_one_may(do: Any, self: Any, reference: str, demands: Any, *a: Any) -> Any:
    may = {each.item for each in demands if each.may_go_below_zero}
    return do(
        reference,
        [StockDemand(each.item, each.quantity, each.item in may) for each in demands],
        *a,
    )


def named_once(do: Any, self: Any, reference: str, demands: Any, *a: Any) -> Any:
    return do(reference, list({each.item: each for each in demands}.values()), *a)


def taken_again(do: Any, self: Any, reference: str, demands: Any) -> Any:
    do(reference, demands)
    for each in demands:
        do(f"{reference} again", [each])


def besides(do: Any, self: Any, reference: str, demands: Any) -> Any:
    """What was held stays held, beside what is taken."""
    held = self.reserved(reference)
    do(reference, demands)
    if held and not self.reserved(reference):
        for each in held:
            self.receive(each.item, -each.quantity)


def held_lost(do: Any, self: Any, reference: str, *a: Any) -> Any:
    """A refused hold lets go of what was held before."""
    try:
        return do(reference, *a)
    except OutOfStock:
        self.release(reference)
        raise


def added_up(do: Any, self: Any, reference: str, demands: Any, until: Any) -> Any:
    before = [StockDemand(each.item, each.quantity) for each in self.reserved(reference)]
    return do(reference, [*before, *demands], until)


def confirmed_as_lost(do: Any, self: Any, reference: str) -> None:
    for each in self.reserved(reference):
        self.receive(each.item, -each.quantity)
    self.release(reference)


def also(more: Any) -> Any:
    """It does something else, too."""

    def instead(do: Any, self: Any, reference: str) -> None:
        do(reference)
        more(self, reference)

    return instead


# The references of the suites.
REFERENCES = ("c1", "c2", "c3", "cart", "o1", "o2", "holder", "another")


def less_what_is_held(do: Any, self: Any, item: Any, level: int) -> None:
    held = [each for ref in REFERENCES for each in self.reserved(ref) if each.item == item]
    do(item, level - sum(each.quantity for each in held))


def held_by_nobody(do: Any, self: Any, item: Any, level: int) -> None:
    for reference in REFERENCES:
        self.release(reference)
    do(item, level)


def as_long_as_before(do: Any, self: Any, reference: str, demands: Any, until: Any) -> None:
    do(reference, demands, min([until, *(each.until for each in self.reserved(reference))]))


def what_is_there(do: Any, self: Any, reference: str, *a: Any) -> Any:
    try:
        return do(reference, *a)
    except OutOfStock as error:
        item = StockItem(ProductId(error.product_id), error.combination_id or "")
        error.remaining = self.levels([item], reference)[item]
        raise


STOCK = (
    fault(
        "stock.levels",
        "leaves out what was never counted",
        answering(lambda found: {item: level for item, level in found.items() if level}),
    ),
    fault("stock.levels", "does not count what the reference holds", lambda do, self, i, *a: do(i)),
    fault(
        "stock.levels",
        "is never below zero",
        answering(lambda found: {item: max(level, 0) for item, level in found.items()}),
    ),
    fault(
        "stock.levels",
        "takes combinations together",
        lambda do, self, i, *a: {
            item: do([item], *a)[item]
            + (
                do([item._replace(combination_id="")], *a)[item._replace(combination_id="")]
                if item.combination_id
                else 0
            )
            for item in i
        },
    ),
    fault("stock.levels", "answers what it did first", remembering()),
    fault(
        "stock.set_level",
        "adds to the level",
        lambda do, self, item, level: self.receive(item, level),
    ),
    fault(
        "stock.set_level",
        "is never below zero",
        lambda do, self, item, level: do(item, max(level, 0)),
    ),
    fault(
        "stock.receive", "counts anew", lambda do, self, item, pieces: self.set_level(item, pieces)
    ),
    fault("stock.receive", "adds twice", twice),
    fault(
        "stock.receive",
        "only knows what was counted",
        lambda do, self, item, pieces: do(item, pieces) if self.levels([item])[item] else None,
    ),
    fault("stock.take", "sells what is not there", whatever_there_is),
    fault("stock.take", "never goes below zero", never_below),
    fault("stock.take", "goes below zero where one demand may", below_if_one_may),
    fault("stock.take", "counts an item once", named_once),
    fault("stock.take", "takes some of what it refuses", one_by_one),
    fault("stock.take", "takes twice", taken_again),
    fault("stock.take", "leaves what was held", besides),
    fault("stock.take", "lets go of what was held where it refuses", held_lost),
    fault(
        "stock.take",
        "takes again what was given back",
        lambda do, self, ref, demands: do(f"{ref} {len(demands)}", demands),
    ),
    fault("stock.take", "names another item", refused_otherwise(product_id=lambda _: "a")),
    fault("stock.take", "names no combination", refused_otherwise(combination_id=lambda _: None)),
    fault("stock.take", "says that nothing remains", refused_otherwise(remaining=lambda _: 0)),
    fault("stock.take", "says that one less is wanted", refused_otherwise(wanted=lambda w: w - 1)),
    fault("stock.take", "does nothing", nothing),
    fault("stock.give_back", "does nothing", nothing),
    fault(
        "stock.give_back",
        "lets go of what is held, too",
        also(lambda self, ref: self.release(ref)),
    ),
    fault("stock.reserve", "adds to what is held", added_up),
    fault("stock.reserve", "lets go of what was held where it refuses", held_lost),
    fault("stock.reserve", "holds what is not there", whatever_there_is),
    fault("stock.reserve", "counts an item once", named_once),
    fault("stock.reserve", "holds some of what it refuses", one_by_one),
    fault(
        "stock.reserve",
        "leaves what was held where nothing is wanted",
        lambda do, self, ref, demands, until: do(ref, demands, until) if demands else None,
    ),
    fault(
        "stock.reserve", "says what remains for anybody", refused_otherwise(remaining=lambda _: 1)
    ),
    fault(
        "stock.reserve",
        "holds for an hour longer",
        lambda do, self, ref, demands, until: do(ref, demands, until + timedelta(hours=1)),
    ),
    fault("stock.reserved", "answers one", items(only_first)),
    fault("stock.reserved", "answers backwards", items(backwards)),
    fault("stock.reserved", "answers nothing", items(lambda _: [])),
    fault("stock.confirm", "does nothing", nothing),
    fault("stock.confirm", "lets go", lambda do, self, ref: self.release(ref)),
    fault(
        "stock.confirm",
        "takes without letting go",
        lambda do, self, ref: (
            [self.receive(each.item, -each.quantity) for each in self.reserved(ref)] and do(ref)
        ),
    ),
    fault(
        "stock.confirm",
        "forgets what was taken before",
        confirmed_as_lost,
    ),
    fault("stock.release", "does nothing", nothing),
    fault(
        "stock.release",
        "gives back what was taken, too",
        also(lambda self, ref: self.give_back(ref)),
    ),
    fault(
        "stock.release_lapsed",
        "waits a moment longer",
        lambda do, self, now: do(now - timedelta(microseconds=1)),
    ),
    fault(
        "stock.release_lapsed",
        "lets go of everything",
        lambda do, self, now: do(now + timedelta(days=365)),
    ),
    fault("stock.release_lapsed", "answers backwards", items(backwards)),
    fault("stock.release_lapsed", "answers nothing", answering(lambda _: ())),
    fault("stock.release_lapsed", "lets go of one", lambda do, self, now: do(now)[:1]),
    fault("stock.set_level", "counts what is held, too", less_what_is_held),
    fault("stock.set_level", "lets go of what is held", held_by_nobody),
    fault("stock.reserve", "keeps the earlier end of a hold", as_long_as_before),
    fault("stock.reserve", "never goes below zero", never_below),
    fault("stock.take", "says that less than nothing remains", what_is_there),
    fault("stock.reserve", "says that less than nothing remains", what_is_there),
    fault(
        "stock.take",
        "names what is short by item",
        lambda do, self, ref, demands: do(ref, sorted(demands, key=lambda each: each.item)),
    ),
    fault(
        "stock.take",
        "lets go where nothing is wanted",
        lambda do, self, ref, demands: do(ref, demands) if demands else self.release(ref),
    ),
    fault("stock.take", "gives what is short no name", refused_otherwise(name=lambda _: "")),
)
FAULTS: tuple[Fault, ...] = STOCK
