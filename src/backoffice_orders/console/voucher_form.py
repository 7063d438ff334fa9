"""The form of a voucher: what it shows of one, and what an employee has typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.form import Form
from backoffice_orders.console.shop_names import ShopNames
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleInvalid, RuleNotFound
from backoffice_orders.model.ids import (
    CartId,
    CartRuleId,
)
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.reasons import shown
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.web.fields import day, whole
from backoffice_orders.web.rule_form import (
    MOST_ALIKE,
    FormGroup,
    NameOf,
    can_be_asked,
    groups_of,
    path_of,
)
from backoffice_orders.web.rule_reading import RuleReader

NO_SUCH_VOUCHER = Sentence("voucher.no_such_voucher", "there is no voucher {written}")
NO_DAY = Sentence("voucher.no_day", "it is no day of the calendar")
# So many of one name are looked at.
_LISTED = 20


@frozen
class VoucherForm:
    """What is drawn: a rule's own fields by their names, and the groups of its parts."""

    values: Mapping[str, str]
    actions: tuple[FormGroup, ...]
    conditions: tuple[FormGroup, ...]
    rule: CartRule | None = None
    mark: str = ""

    def group(self, path: str) -> FormGroup | None:
        """The group with this path, where there is one."""
        return next((each for each in self.actions if each.path == path), None)


@frozen
class VoucherForms:
    """Draws and reads the form, for one employee."""

    office: BackOffice
    actor: Actor

    def new(self, language: Language, currency: str) -> VoucherForm:
        """The form for a new one: for one customer, and one use."""
        values = {
            "priority": "1",
            "quantity": "1",
            "quantity_per_customer": "1",
            "customer_only": "1",
        }
        kinds = self.office.desk.known.kinds
        return VoucherForm(
            {**dict.fromkeys(_PLAIN, ""), **values},
            tuple(map(_gross, groups_of(kinds.actions.values(), language, currency))),
            tuple(map(_gross, groups_of(kinds.conditions.values(), language, currency))),
        )

    def of(self, rule: CartRule, mark: str, language: Language, currency: str) -> VoucherForm:
        """The form with what a rule says."""
        kinds = self.office.desk.known.kinds
        name_of = self._name_of({})
        return VoucherForm(
            self._values(rule),
            groups_of(kinds.actions.values(), language, currency, rule.actions, name_of),
            groups_of(kinds.conditions.values(), language, currency, rule.conditions, name_of),
            rule,
            mark,
        )

    def _values(self, rule: CartRule) -> dict[str, str]:
        zone = self._zone()
        until = rule.valid_until - timedelta(microseconds=1) if rule.valid_until else None
        return {
            "name": rule.name,
            "code": rule.code,
            "description": rule.description,
            "priority": str(rule.priority),
            "valid_from": _day(rule.valid_from, zone),
            "valid_until": _day(until, zone),
            "quantity": "" if rule.quantity is None else str(rule.quantity),
            "quantity_per_customer": ""
            if rule.quantity_per_customer is None
            else str(rule.quantity_per_customer),
            "combinable_with": self._codes(rule.combinable_with),
            "customer_only": "1" if rule.customer_id else "",
            **{name: "1" if getattr(rule, name) else "" for name in _BOXES},
        }

    def typed(self, form: Form, cart_id: CartId | None, rule: CartRule | None) -> dict[str, Any]:
        """What was typed, as the arguments of ``vouchers.edit``; of a new one without a customer.

        Args:
            form: The form.
            cart_id: The cart whose customer and currency gifts are searched for.
            rule: The one that is edited: what no form asks for is kept.

        Raises:
            FieldMissing, FieldInvalid, RuleInvalid: What makes no voucher.
        """
        kinds = self.office.desk.known.kinds
        kept = {} if rule is None else self._kept(rule, form.language)
        names = ShopNames(self.office, self.actor, cart_id, kept)
        read = RuleReader(form.text, form.text("currency"), form.language, names.id)
        actions = read.parts(kinds.actions.values())
        conditions = read.parts(kinds.conditions.values())
        before = self._values(rule) if rule is not None else {}
        days = _Days(form, before, rule, self._zone())
        return {
            "name": form.text("name"),
            "actions": [
                names.gift(form, path, part) for path, part in _in_order(actions, rule, "actions")
            ],
            "conditions": [part for _, part in _in_order(conditions, rule, "conditions")],
            "code": form.text("code").strip(),
            "description": form.text("description"),
            "priority": _number(form, "priority", 1),
            "valid_from": days.moment("valid_from"),
            "valid_until": days.moment("valid_until", later=1),
            "quantity": _number(form, "quantity", None),
            "quantity_per_customer": _number(form, "quantity_per_customer", None),
            "combinable_with": self._combinable(form.text("combinable_with"), before, rule),
            **{name: form.checked(name) for name in _BOXES if name != "enabled"},
        }

    def _kept(self, rule: CartRule, language: Language) -> Mapping[tuple[Any, str], str]:
        """The ids that a rule has, by their type and what the form shows of them."""
        kinds = self.office.desk.known.kinds
        kept: dict[tuple[Any, str], str] = {}
        name_of = self._name_of(kept)
        groups_of(kinds.actions.values(), language, "", rule.actions, name_of)
        groups_of(kinds.conditions.values(), language, "", rule.conditions, name_of)
        return kept

    def _name_of(self, kept: dict[tuple[Any, str], str]) -> NameOf:
        """What is shown of an id, for no two the same; ``kept`` is told of each."""
        names = ShopNames(self.office, self.actor)

        def name_of(kind: Any, value: str) -> str:
            text = names.shown(kind, value)
            if kept.setdefault((kind, text), value) == value:
                return text
            kept[kind, value] = value
            return value

        return name_of

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.desk.read(self.actor, lambda work: work.settings).time_zone)

    def _codes(self, rule_ids: frozenset[CartRuleId] | None) -> str:
        def look(work: Work) -> str:
            found = []
            for each in sorted(rule_ids or ()):
                try:
                    rule = work.cart_rules.get(each)
                except RuleNotFound:
                    continue
                found.append(rule.code or rule.name)
            return ", ".join(found)

        return self.office.desk.read(self.actor, look) if rule_ids else ""

    def _combinable(
        self, written: str, before: Mapping[str, str], rule: CartRule | None
    ) -> frozenset[CartRuleId] | None:
        """Those that are named; None, which is all of them, where none is."""
        if rule is not None and written.strip() == before["combinable_with"]:
            return rule.combinable_with
        named = {each.strip() for each in written.split(",") if each.strip()}

        def look(work: Work) -> frozenset[CartRuleId]:
            return frozenset(_rule_named(work, each) for each in named)

        return self.office.desk.read(self.actor, look) if named else None


_BOXES = ("exclusive", "partial_use", "highlight", "enabled")
_PLAIN = (
    "name",
    "code",
    "description",
    "valid_from",
    "valid_until",
    "combinable_with",
    *_BOXES,
)


def _gross(group: FormGroup) -> FormGroup:
    """What is agreed on the phone is what is paid: tax is included unless one says else."""
    fields = tuple(
        evolve(each, value="1") if each.name.endswith(".tax_included") else each
        for each in group.fields
    )
    return evolve(group, fields=fields)


def _in_order(typed: Any, rule: CartRule | None, name: str) -> list[tuple[str, Any]]:
    """What was typed in the rule's order, beside what no form can ask for; new parts last."""
    if rule is None:
        return list(typed)
    counts: dict[Any, int] = {}
    left = dict(typed)
    kept: list[tuple[str, Any]] = []
    for part in getattr(rule, name):
        kind = type(part)
        number = counts[kind] = counts.get(kind, -1) + 1
        path = _path(kind, number)
        if path is None:
            kept.append(("", part))
        elif path in left:
            kept.append((path, left.pop(path)))
    return [*kept, *left.items()]


def _path(kind: Any, number: int) -> str | None:
    """The path of a part in the form; None where no form asks for it."""
    return path_of(kind, number) if can_be_asked(kind) and number < MOST_ALIKE else None


def _number(form: Form, name: str, default: int | None) -> int | None:
    written = form.text(name).strip()
    if not written:
        return default
    sign = -1 if written.startswith("-") else 1
    return sign * whole(name, written.lstrip("-"))


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).date().isoformat()


@frozen
class _Days:
    """The days of a form: what it says now, and what it said of a rule."""

    form: Form
    before: Mapping[str, str]
    rule: CartRule | None
    zone: ZoneInfo

    def moment(self, name: str, later: int = 0) -> datetime | None:
        """The beginning of a day in the shop, so many days later; as it was if it still says so."""
        written = self.form.text(name).strip()
        if not written:
            return None
        if self.rule is not None and written == self.before[name]:
            was: datetime | None = getattr(self.rule, name)
            return was
        found = day(written)
        if found is None or not 1 < found.year < 9998:  # so that it is one in every time zone
            raise RuleInvalid(name, NO_DAY())
        begins = datetime.combine(found + timedelta(days=later), time(), self.zone)
        return begins.astimezone(UTC)


def _rule_named(work: Work, written: str) -> CartRuleId:
    try:
        return work.cart_rules.by_code(written).id
    except RuleNotFound:
        pass
    found = work.cart_rules.search(written, PageRequest(1, _LISTED)).items
    same = [each for each in found if normalize(each.name) == normalize(written)]
    if len(same) != 1:
        raise RuleInvalid("combinable_with", NO_SUCH_VOUCHER(written=shown(written)))
    return same[0].id
