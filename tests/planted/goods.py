"""Faults of the catalog, carriers, taxes, rates, and the stock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.errors.products import OutOfStock, ProductNotFound
from backoffice_orders.model.page import Page
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.model.text import words
from tests.planted.people import (
    any_word,
    found_where,
    paged_faults,
    remembering,
    sorted_by,
)
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    fault,
    in_one_plane,
    items,
    keeping,
    nothing,
    only_first,
    through_float,
    twice,
    without,
)


def unknown_is_refused(do: Any, self: Any, ids: Any) -> Any:
    found = do(ids)
    for id_ in ids:
        if id_ not in found:
            raise ProductNotFound(id_)
    return found


def inactive_too(do: Any, self: Any, text: str, page: Any) -> Any:
    found = do(text, page)
    more = self.many(["p1", "p2", "p3", "p4", "off", "gone", "mug", "shirt", "plaque"])
    off = [
        each
        for each in more.values()
        if not each.active and set(words(text)) <= set(each.search_words)
    ]
    return attrs.evolve(found, items=(*found.items, *off))


def appended(do: Any, self: Any, id_: Any, prices: Any) -> Any:
    return do(id_, [*self.all_specific_prices(id_), *prices])


def prices_left(do: Any, self: Any, id_: Any) -> Any:
    left = self.all_specific_prices(id_)
    do(id_)
    self.save_specific_prices(id_, left)


def of_all(field: str, position: int) -> Any:
    """Rules are asked for whatever this limit of theirs is."""

    def instead(do: Any, self: Any, *a: Any) -> Any:
        limits = {getattr(each, field) for each in self.all_price_rules()} - {None}
        return do(*a[:position], sorted({*a[position], *limits}), *a[position + 1 :])

    return instead


def at_any_time(do: Any, self: Any, products: Any, categories: Any, at: Any, *a: Any) -> Any:
    moments = [at + timedelta(days=days) for days in (-400, -1, 0, 1, 400)]
    found = {each.id: each for m in moments for each in do(products, categories, m, *a)}
    return tuple(found[id_] for id_ in sorted(found))


def whole_rules(do: Any, self: Any, *a: Any) -> Any:
    whole = {each.id: each for each in self.all_price_rules()}
    return tuple(whole[each.id] for each in do(*a))


CATALOG = (
    fault("catalog.price_rules", "answers all", lambda do, self, *a: self.all_price_rules()),
    fault("catalog.price_rules", "minds no group", of_all("group_id", 3)),
    fault("catalog.price_rules", "minds no country", of_all("country", 4)),
    fault("catalog.price_rules", "minds no currency", of_all("currency", 5)),
    fault("catalog.price_rules", "minds no date", at_any_time),
    fault("catalog.price_rules", "answers products that nobody asked for", whole_rules),
    fault(
        "catalog.price_rules",
        "minds no category",
        lambda do, self, products, categories, *a: do(
            products, [each.id for each in self.all_categories()] + ["c1", "c2", "cups"], *a
        ),
    ),
    fault(
        "catalog.price_rules", "minds categories alone", lambda do, self, products, *a: do([], *a)
    ),
    fault("catalog.price_rules", "answers backwards", items(backwards)),
    fault(
        "catalog.parents",
        "goes up one step",
        lambda do, self, ids: {id_: do(ids)[id_] for id_ in ids if id_ in do(ids)},
    ),
    fault(
        "catalog.parents",
        "leads from all",
        lambda do, self, ids: do([each.id for each in self.all_categories()]),
    ),
    fault(
        "catalog.many",
        "leaves out the inactive",
        answering(lambda found: {id_: each for id_, each in found.items() if each.active}),
    ),
    fault("catalog.many", "refuses the unknown", unknown_is_refused),
    fault("catalog.many", "answers what it did first", remembering()),
    *paged_faults("catalog.search"),
    fault("catalog.search", "finds the inactive", inactive_too),
    fault("catalog.search", "finds one word of several", any_word),
    fault(
        "catalog.search",
        "minds case",
        found_where(
            lambda t, p: (
                all(any(w.startswith(x) for w in p.name.split()) for x in t.split())
                or (
                    bool(p.search_codes)
                    and any(c.startswith(t.replace("-", "").casefold()) for c in p.search_codes)
                )
            )
        ),
    ),
    fault(
        "catalog.search",
        "does not look at numbers",
        found_where(
            lambda t, p: all(any(w.startswith(x) for w in p.search_words) for x in words(t))
        ),
    ),
    fault(
        "catalog.search",
        "does not look at combinations' numbers",
        found_where(
            lambda t, p: (
                all(any(w.startswith(x) for w in p.search_words) for x in words(t))
                or any(c.startswith("".join(words(t))) for c in p.codes.search_codes)
            )
        ),
    ),
    fault(
        "catalog.search",
        "finds whole numbers only",
        found_where(
            lambda t, p: (
                all(any(w.startswith(x) for w in p.search_words) for x in words(t))
                or "".join(words(t)) in p.search_codes
            )
        ),
    ),
    fault("catalog.search", "sorts by id", sorted_by(lambda each: each.id)),
    fault("catalog.search", "sorts by name alone", sorted_by(lambda each: each.sort_key)),
    fault(
        "catalog.search",
        "finds nothing by an empty text",
        lambda do, self, text, page: do(text, page) if words(text) else Page(()),
    ),
    fault(
        "catalog.specific_prices",
        "answers those of all customers",
        lambda do, self, ids, *a: tuple(
            price for id_ in sorted(set(ids)) for price in self.all_specific_prices(id_)
        ),
    ),
    fault(
        "catalog.specific_prices",
        "answers those of nobody in particular",
        items(lambda found: [each for each in found if each.customer_id is None]),
    ),
    fault("catalog.specific_prices", "answers backwards", items(backwards)),
    fault(
        "catalog.specific_prices",
        "takes the products as they come",
        lambda do, self, ids, *a: tuple(
            price for id_ in dict.fromkeys(ids) for price in do([id_], *a)
        ),
    ),
    fault(
        "catalog.all_specific_prices",
        "leaves out customers' own",
        items(lambda found: [each for each in found if each.customer_id is None]),
    ),
    fault("catalog.all_specific_prices", "sorts by percent", sorted_by(lambda each: each.percent)),
    fault("catalog.save_product", "passes decimals through float", keeping(through_float)),
    fault("catalog.save_product", "forgets combinations", keeping(without("combinations"))),
    fault("catalog.save_product", "forgets the pack", keeping(without("pack"))),
    fault("catalog.save_product", "keeps a letter in three bytes", keeping(in_one_plane)),
    fault(
        "catalog.save_product",
        "cuts the description at 255 letters",
        keeping(lambda each: attrs.evolve(each, description=each.description[:255])),
    ),
    fault(
        "catalog.save_product",
        "keeps the first",
        lambda do, self, new: do(self.many([new.id]).get(new.id, new)),
    ),
    fault("catalog.save_specific_prices", "adds to what is there", appended),
    fault(
        "catalog.save_specific_prices",
        "keeps the first",
        lambda do, self, id_, prices: do(id_, list(prices)[:1]),
    ),
    fault(
        "catalog.save_specific_prices",
        "forgets the end",
        lambda do, self, id_, prices: do(
            id_, [attrs.evolve(each, valid_until=None) for each in prices]
        ),
    ),
    fault("catalog.remove_product", "leaves the prices", prices_left),
    fault("catalog.remove_product", "does nothing", nothing),
    fault("catalog.save_price_rule", "passes decimals through float", keeping(through_float)),
    *(
        each
        for plural, single in (
            ("price_rules", "price_rule"),
            ("categories", "category"),
            ("brands", "brand"),
            ("suppliers", "supplier"),
        )
        for each in (
            fault(f"catalog.all_{plural}", "answers backwards", items(backwards)),
            fault(f"catalog.all_{plural}", "answers one", items(only_first)),
            fault(f"catalog.remove_{single}", "does nothing", nothing),
        )
    ),
    fault("catalog.save_category", "forgets what is above", keeping(without("parent_id"))),
)


def removes_all(listing: str, key: str = "id") -> Any:
    return lambda do, self, id_: [do(getattr(e, key)) for e in getattr(self, listing)()] and None


SETUP = (
    fault("carriers.all_carriers", "answers backwards", items(backwards)),
    fault(
        "carriers.all_carriers",
        "leaves out the inactive",
        items(lambda found: [each for each in found if each.active]),
    ),
    fault(
        "carriers.save",
        "keeps the first",
        lambda do, self, new: do(
            next((each for each in self.all_carriers() if each.id == new.id), new)
        ),
    ),
    fault("carriers.save", "forgets the widths", keeping(without("max_width"))),
    fault(
        "carriers.save",
        "sorts its prices",
        keeping(
            lambda each: attrs.evolve(
                each, prices=tuple(sorted(each.prices, key=lambda p: p.price.amount, reverse=True))
            )
        ),
    ),
    fault(
        "carriers.countries",
        "leaves out the inactive",
        items(lambda found: [each for each in found if each.active]),
    ),
    fault(
        "carriers.countries",
        "sorts by zone",
        sorted_by(lambda each: (each.zone_id, -ord(each.code[0]))),
    ),
    fault("carriers.save_country", "forgets states", keeping(without("states"))),
    fault("carriers.remove", "does nothing", nothing),
    fault("carriers.remove_zone", "does nothing", nothing),
    fault("carriers.remove_country", "does nothing", nothing),
    fault("carriers.remove", "removes all", removes_all("all_carriers")),
    fault("carriers.remove_country", "removes all", removes_all("all_countries", "code")),
    fault(
        "carriers.delivering",
        "minds no zone",
        lambda do, self, zones, groups: tuple(each for each in self.all_carriers() if each.active),
    ),
    fault(
        "carriers.delivering",
        "minds no group",
        lambda do, self, zones, groups: do(
            zones, [g for each in self.all_carriers() for g in each.group_ids]
        ),
    ),
    fault(
        "carriers.delivering", "answers those for everybody alone", lambda do, self, z, g: do(z, [])
    ),
    fault(
        "carriers.delivering",
        "answers prices of other zones",
        lambda do, self, z, g: tuple(self.many([each.id])[each.id] for each in do(z, g)),
    ),
    fault(
        "carriers.delivering",
        "answers the inactive",
        lambda do, self, zones, groups: tuple(
            each for each in self.all_carriers() if any(each.delivers_to(zone) for zone in zones)
        ),
    ),
    fault(
        "carriers.many",
        "leaves out the inactive",
        answering(lambda found: {id_: each for id_, each in found.items() if each.active}),
    ),
    fault(
        "carriers.any",
        "counts the active alone",
        lambda do, self: any(each.active for each in self.all_carriers()),
    ),
    fault("carriers.any", "always says so", answering(lambda _: True)),
    fault("carriers.countries", "answers all", lambda do, self, places: self.all_countries()),
    fault("carriers.countries", "answers one", items(only_first)),
    fault(
        "tax_rules.groups",
        "answers rules of other places",
        lambda do, self, ids, places: tuple(each for each in self.all_groups() if each.id in ids),
    ),
    fault(
        "tax_rules.groups",
        "leaves out groups without a rule",
        items(lambda found: [each for each in found if each.rules]),
    ),
    fault(
        "tax_rules.groups",
        "minds no id",
        lambda do, self, ids, places: do([each.id for each in self.all_groups()], places),
    ),
    fault("exchange_rates.rates", "answers all", lambda do, self, currencies: self.all_rates()),
    fault("exchange_rates.rates", "answers one", items(only_first)),
    fault("tax_rules.groups", "answers one", items(only_first)),
    fault("tax_rules.save_group", "passes decimals through float", keeping(through_float)),
    fault(
        "tax_rules.save_group",
        "turns its rules round",
        keeping(lambda each: attrs.evolve(each, rules=each.rules[::-1])),
    ),
    fault("tax_rules.remove_group", "does nothing", nothing),
    fault("tax_rules.remove_group", "removes all", removes_all("all_groups")),
    fault("exchange_rates.save", "passes decimals through float", keeping(through_float)),
    fault(
        "exchange_rates.save",
        "keeps the first",
        lambda do, self, new: do(
            next((each for each in self.all_rates() if each.currency == new.currency), new)
        ),
    ),
    fault("exchange_rates.all_rates", "answers backwards", items(backwards)),
    fault("exchange_rates.remove", "does nothing", nothing),
    fault("exchange_rates.remove", "removes all", removes_all("all_rates", "currency")),
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
)
FAULTS: tuple[Fault, ...] = (*CATALOG, *SETUP, *STOCK)
