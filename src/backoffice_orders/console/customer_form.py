"""The form for a customer: what it begins with, and what was changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from backoffice_orders.console.form import Form
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import GroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.text import plain_digits
from backoffice_orders.services.commands.customers import CustomerChanges, NewCustomer
from backoffice_orders.web.fields import day

A_DAY = Sentence("reason.a_day", "it is no day")
Text = Literal["first_name", "last_name", "email", "phone", "company", "vat_number", "language"]
TEXTS: tuple[Text, ...] = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "company",
    "vat_number",
    "language",
)
# A form into which nobody has typed yet.
EMPTY: Mapping[str, object] = {**dict.fromkeys(TEXTS, ""), "birthday": None, "group_ids": ()}
# A number with fewer digits may be a postcode.
_PHONE_DIGITS = 6
_NUMBER = re.compile(r"(?<!\w)\+?[\d\s().\-/]{6,}")
_VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z]{8,12}")


def begun_by(text: str) -> Mapping[str, str]:
    """What a search that has found nobody says of a new customer.

    ``Marie Durand 01 42 68 53 00`` is a first name, a last name and a phone number; a name with a
    comma has its last name first, and of a single one nobody knows that it is a first name.
    """
    found: dict[str, str] = {}
    written = text.strip()
    number = _NUMBER.search(plain_digits(written))
    if number and sum(map(str.isdigit, number[0])) >= _PHONE_DIGITS:
        found["phone"] = number[0].strip()
        written = written[: number.start()] + " " + written[number.end() :]
    names = []
    for word in written.split():
        if "@" in word:
            found["email"] = word.strip(",;<>")
        elif _VAT_NUMBER.fullmatch(word) and any(map(str.isdigit, word)):
            found["vat_number"] = word
        elif not any(map(str.isdigit, word)):
            names.append(word)
    last, comma, first = " ".join(names).partition(",")
    if not comma:
        first, _, last = last.rpartition(" ") if len(names) == 1 else last.partition(" ")
    people = {"first_name": first.strip(), "last_name": last.strip()}
    return {**{name: value for name, value in people.items() if value}, **found}


def new_customer(form: Form) -> NewCustomer:
    """The customer whom a form describes; raises ``FieldInvalid`` for no day."""
    return NewCustomer(
        first_name=form.text("first_name"),
        last_name=form.text("last_name"),
        email=form.text("email"),
        phone=form.text("phone"),
        company=form.text("company"),
        vat_number=form.text("vat_number"),
        language=form.text("language") or None,
        birthday=_birthday(form),
        group_ids=_groups(form, "group"),
        guest=form.checked("guest"),
        note=form.text("note"),
    )


def changes_in(form: Form) -> CustomerChanges:
    """What was changed in a form that says beside each field what it has shown.

    So what a colleague has changed meanwhile in another field stays; raises as ``new_customer``.
    """
    changes = CustomerChanges()
    for name in TEXTS:
        if name in form.data and form.text(name) != form.text(f"was_{name}"):
            changes[name] = form.text(name)
    if "birthday" in form.data and form.text("birthday") != form.text("was_birthday"):
        changes["birthday"] = _birthday(form)
    groups, before = _groups(form, "group"), _groups(form, "was_group")
    if "has_groups" in form.data and {*groups} != {*before}:
        changes["group_ids"] = groups
    return changes


def typed_in(form: Form) -> dict[str, str]:
    """What a form has said, its groups in one text."""
    typed = {name: value for name, value in form.data.items() if isinstance(value, str)}
    return {**typed, "groups": "\x1f".join(_groups(form, "group"))}


def _groups(form: Form, name: str) -> tuple[GroupId, ...]:
    given = form.data.getlist(name)
    return tuple(dict.fromkeys(GroupId(each) for each in given if isinstance(each, str) and each))


def _birthday(form: Form) -> date | None:
    written = form.text("birthday").strip()
    found = day(written)
    if written and found is None:
        raise FieldInvalid("birthday", A_DAY())
    return found
