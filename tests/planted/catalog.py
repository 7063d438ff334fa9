"""Faults of the catalog."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.page import Page
from backoffice_orders.model.text import normalize_code, words
from tests.planted.people import (
    any_word,
    found_where,
    nothing_by_signs,
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
    keeps_first,
    nothing,
    only_first,
    removes_all,
    through_float,
    told_without,
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


KINDS = ("sku", "ean13", "upc", "isbn")


def by_numbers_without(kind: str) -> Any:
    """A search that does not look at numbers of a kind."""

    def known_by(product: Any) -> list[str]:
        codes = [product.codes, *(each.codes for each in product.combinations)]
        numbers = [getattr(each, n) for each in codes for n in ("reference", *KINDS) if n != kind]
        return [normalize_code(number) for number in numbers if number]

    return found_where(
        lambda t, p: (
            all(any(w.startswith(x) for w in p.search_words) for x in words(t))
            or any(number.startswith(normalize_code(t)) for number in known_by(p))
        )
    )


def once_a_price(do: Any, self: Any, customer_id: Any) -> Any:
    theirs = [price for id_ in do(customer_id) for price in self.all_specific_prices(id_)]
    return tuple(each.product_id for each in theirs if each.customer_id == customer_id)


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
    fault("catalog.search", "finds nothing by signs", nothing_by_signs),
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
    *(
        fault("catalog.search", f"does not look at {kind}", by_numbers_without(kind))
        for kind in KINDS
    ),
    fault(
        "catalog.save_product",
        "takes its prices away",
        lambda do, self, new: do(new) or self.save_specific_prices(new.id, []),
    ),
    fault("catalog.priced_for", "answers a product for each of its prices", once_a_price),
    *(
        fault("catalog.price_rules", f"does not tell {name}", told_without(name, nothing_told))
        for name, nothing_told in (
            ("name", ""),
            ("amount_tax_included", False),
            ("from_quantity", 1),
            ("price", None),
            ("currency", None),
            ("country", None),
            ("group_id", None),
            ("valid_from", None),
            ("valid_until", None),
        )
    ),
    fault(
        "catalog.price_rules",
        "passes decimals through float",
        items(lambda found: [through_float(each) for each in found]),
    ),
    *(
        each
        for plural, single in (
            ("price_rules", "price_rule"),
            ("categories", "category"),
            ("brands", "brand"),
            ("suppliers", "supplier"),
        )
        for each in (
            fault(f"catalog.remove_{single}", "removes all", removes_all(f"all_{plural}")),
            fault(f"catalog.save_{single}", "keeps the first", keeps_first(f"all_{plural}")),
        )
    ),
)
FAULTS: tuple[Fault, ...] = CATALOG
