"""The contract of ``ContactRules``."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    EmailInvalid,
    PhoneInvalid,
    VatNumberInvalid,
)
from backoffice_orders.ports.contacts import ContactRules
from backoffice_orders.testing.samples import address


class ContactRulesContract:
    """Subclass with a fixture ``contacts``."""

    @pytest.mark.parametrize("email", ["", "john", "john@", "@x.org", "a b@x.org", "a@b@c.org"])
    def test_what_is_no_email_is_refused(self, contacts: ContactRules, email: str) -> None:
        with pytest.raises(EmailInvalid):
            contacts.email(email)

    def test_an_email_is_stored_without_white_space(self, contacts: ContactRules) -> None:
        assert contacts.email("  john.doe@Example.COM ") == "john.doe@example.com"

    @pytest.mark.parametrize(
        "email", ["jo@m\u00fcller.de", "jo@MU\u0308LLER.de", "jo@xn--mller-kva.de"]
    )
    def test_an_email_is_what_any_mail_server_takes(
        self, contacts: ContactRules, email: str
    ) -> None:
        # RFC 3492's form of "m\u00fcller"
        assert contacts.email(email) == "jo@xn--mller-kva.de"

    @pytest.mark.parametrize("email", ["j\u00f6@example.com", "\u5f20@example.cn"])
    def test_letters_before_the_at_sign_that_not_every_server_takes(
        self, contacts: ContactRules, email: str
    ) -> None:
        with pytest.raises(EmailInvalid):
            contacts.email(email)

    def test_phone_numbers_are_written_internationally(self, contacts: ContactRules) -> None:
        assert contacts.phone("01 42 68 53 00", "FR") == "+33 1 42 68 53 00"
        assert contacts.phone("+49 30 123456", "FR") == "+49 30 123456"
        assert contacts.phone("", "FR") == ""

    @pytest.mark.parametrize("phone", ["hello", "12", "+33 1 42 68 53 00 99 99 99"])
    def test_what_is_no_phone_number_is_refused(self, contacts: ContactRules, phone: str) -> None:
        with pytest.raises(PhoneInvalid):
            contacts.phone(phone, "FR")

    def test_vat_numbers(self, contacts: ContactRules) -> None:
        # FR40303265045 and DE136695976 carry right check digits (worked out by their rules).
        assert contacts.vat_number("FR 40 303 265 045") == "FR40303265045"
        assert contacts.vat_number("") == ""
        with pytest.raises(VatNumberInvalid):
            contacts.vat_number("FR41303265045")

    def test_an_address_as_its_country_writes_it(self, contacts: ContactRules) -> None:
        american = address(
            street="1600 Amphitheatre Pkwy",
            city="Mountain View",
            country="us",
            state="california",
            postcode="94043",
        )
        written = contacts.address(american)
        assert (written.country, written.state, written.postcode) == ("US", "CA", "94043")
        british = address(city="London", country="GB", postcode="sw1a 1aa")
        assert contacts.address(british).postcode == "SW1A 1AA"

    def test_what_the_country_requires(self, contacts: ContactRules) -> None:
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="US", city="Miami", postcode="331", state=""))
        assert refused.value.problems == {"state": "required", "postcode": "invalid"}
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="FR", city="", postcode=""))
        assert refused.value.problems == {"city": "required", "postcode": "required"}

    def test_forms_follow_the_country(self, contacts: ContactRules) -> None:
        american, french, irish = (contacts.form(code) for code in ("US", "FR", "IE"))
        assert dict(american.states)["FL"] == "Florida"
        assert {"state", "postcode"} <= american.required
        assert "state" not in french.fields
        assert "postcode" not in irish.required
        assert american.postcode_label == "zip"
        assert french.fields.index("postcode") < french.fields.index("city")

    @pytest.mark.parametrize("country", ["", "XX", "France"])
    def test_no_country(self, contacts: ContactRules, country: str) -> None:
        with pytest.raises(AddressInvalid):
            contacts.form(country)
