"""Faults of carriers, taxes and rates."""

from __future__ import annotations

from typing import Any

import attrs

from backoffice_orders.model.carrier import OutOfRange, PriceBasis
from tests.planted.people import sorted_by
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    fault,
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


def with_its_countries(do: Any, self: Any, zone_id: Any) -> None:
    do(zone_id)
    for each in self.all_countries():
        if each.zone_id == zone_id:
            self.remove_country(each.code)


def of_rules(change: Any) -> Any:
    """The rules of its groups are others."""
    return items(lambda found: [attrs.evolve(g, rules=tuple(map(change, g.rules))) for g in found])


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
    *(
        fault("carriers.delivering", f"does not tell {name}", told_without(name, nothing_told))
        for name, nothing_told in (
            ("basis", PriceBasis.PRICE),
            ("out_of_range", OutOfRange.HIGHEST),
            ("applies_handling", False),
            ("max_weight", None),
            ("max_width", None),
            ("max_height", None),
            ("max_depth", None),
            ("position", 0),
            ("days", None),
        )
    ),
    fault(
        "carriers.delivering",
        "passes decimals through float",
        items(lambda found: [through_float(each) for each in found]),
    ),
    fault("carriers.all_zones", "answers backwards", items(backwards)),
    fault("carriers.all_zones", "answers one", items(only_first)),
    fault("carriers.save_zone", "keeps the first", keeps_first("all_zones")),
    fault("carriers.remove_zone", "removes all", removes_all("all_zones")),
    fault("carriers.remove_zone", "removes its countries", with_its_countries),
    *(
        fault("tax_rules.groups", f"does not tell {name} of rules", of_rules(without(name)))
        for name in ("state", "postcode_to", "combination")
    ),
    fault(
        "tax_rules.groups",
        "tells one rate of each rule",
        of_rules(lambda rule: attrs.evolve(rule, rates=rule.rates[:1])),
    ),
    fault("tax_rules.groups", "passes decimals through float", of_rules(through_float)),
    fault(
        "carriers.remove_zone",
        "removes a carrier that is called so, too",
        lambda do, self, id_: do(id_) or self.remove(id_),
    ),
)
FAULTS: tuple[Fault, ...] = SETUP
