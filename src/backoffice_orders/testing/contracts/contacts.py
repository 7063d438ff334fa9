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

    @pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u200e"])
    def test_an_email_is_copied_with_what_nobody_sees(
        self, contacts: ContactRules, unseen: str
    ) -> None:
        assert contacts.email(f"{unseen}john@{unseen}example.com{unseen}") == "john@example.com"

    @pytest.mark.parametrize(
        "email", ["jo@m\u00fcller.de", "jo@MU\u0308LLER.de", "jo@xn--mller-kva.de"]
    )
    def test_an_email_is_what_any_mail_server_takes(
        self, contacts: ContactRules, email: str
    ) -> None:
        # RFC 3492's form of "m\u00fcller"
        assert contacts.email(email) == "jo@xn--mller-kva.de"

    def test_before_the_at_sign_stand_at_most_64_characters(self, contacts: ContactRules) -> None:
        # RFC 5321, 4.5.3.1.1
        longest = f"{'j' * 64}@example.com"
        assert contacts.email(longest) == longest
        with pytest.raises(EmailInvalid):
            contacts.email(f"j{longest}")

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

    @pytest.mark.parametrize(
        "phone",
        [
            "+33\u00a01\u202f42\u202f68\u202f53\u202f00",
            "\u200e+33 1 42 68 53 00\ufeff",
            "\u202a01 42 68 53 00\u202c",
        ],
    )
    def test_a_phone_number_is_copied_with_blanks_and_marks_of_any_kind(
        self, contacts: ContactRules, phone: str
    ) -> None:
        assert contacts.phone(phone, "FR") == "+33 1 42 68 53 00"

    @pytest.mark.parametrize("phone", ["hello", "12", "+33 1 42 68 53 00 99 99 99"])
    def test_what_is_no_phone_number_is_refused(self, contacts: ContactRules, phone: str) -> None:
        with pytest.raises(PhoneInvalid):
            contacts.phone(phone, "FR")

    @pytest.mark.parametrize(
        ("country", "phone"),
        [("FR", "01 42 68 53 0"), ("US", "1 212 555 012"), ("BE", "012 34 56 7"), ("DE", "030 1")],
    )
    def test_what_is_dialled_before_a_number_makes_up_for_no_missing_digit(
        self, contacts: ContactRules, country: str, phone: str
    ) -> None:
        with pytest.raises(PhoneInvalid):
            contacts.phone(phone, country)

    def test_a_number_may_begin_as_what_is_dialled_before_it(self, contacts: ContactRules) -> None:
        assert contacts.phone("8 800 555 35 35", "RU") == "+7 800 555-35-35"
        assert contacts.phone("06 123 4567", "IT") == "+39 06 123 4567"

    # Check digits are right by each country's rules.
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("", ""),
            ("FR 40 303 265 045", "FR40303265045"),
            ("de 136.695.976", "DE136695976"),
            ("GR094259216", "EL094259216"),
            ("GB980780684", "GB980780684"),
            ("XI 980 7806 84", "XI980780684"),
            ("CHE-107.787.577 IVA", "CHE107787577IVA"),
            ("CHE-107.787.577", "CHE107787577"),
            ("NO 995 525 828 MVA", "NO995525828MVA"),
            ("AU 51 824 753 556", "AU51824753556"),
            ("12-3456789", "12-3456789"),
            ("TX 1-23-4567890-1", "TX 1-23-4567890-1"),
        ],
    )
    def test_vat_numbers(self, contacts: ContactRules, typed: str, written: str) -> None:
        assert contacts.vat_number(typed) == written

    @pytest.mark.parametrize(
        "number", ["FR41303265045", "GB980780685", "CHE-107.787.578", "DE 1366", "unknown"]
    )
    def test_what_is_no_vat_number_is_refused(self, contacts: ContactRules, number: str) -> None:
        with pytest.raises(VatNumberInvalid):
            contacts.vat_number(number)

    @pytest.mark.parametrize(
        ("country", "typed", "written"),
        [
            ("GB", "980 7806 84", "GB980780684"),
            ("FR", "40303265045", "FR40303265045"),
            ("FR", "DE136695976", "DE136695976"),
            ("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV"),
            ("US", "12-3456789", "12-3456789"),
        ],
    )
    def test_an_addresss_vat_number_may_lack_its_countrys_letters(
        self, contacts: ContactRules, country: str, typed: str, written: str
    ) -> None:
        towns = {"GB": "SW1A 1AA", "FR": "75001", "IN": "110034", "US": "90210"}
        states = {"IN": "Delhi", "US": "CA"}
        there = address(
            country=country,
            city="Town",
            postcode=towns[country],
            state=states.get(country, ""),
            vat_number=typed,
        )
        assert contacts.address(there).vat_number == written

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

    @pytest.mark.parametrize(
        ("country", "typed", "written"),
        [
            ("NL", "1012jl", "1012JL"),
            ("NL", " 1012  jl ", "1012 JL"),
            ("NL", "NL-1012 JL", "1012JL"),
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("CA", "k1a 0b1", "K1A 0B1"),
            ("PL", "00950", "00-950"),
            ("PL", "00\u2013950", "00-950"),
            ("PT", "1250096", "1250-096"),
            ("SE", "SE-11455", "11455"),
            ("DE", "D-10115", "10115"),
            ("LV", "1010", "LV-1010"),
            ("AD", "500", "AD500"),
            ("JP", "\uff11\uff15\uff10\uff0d\uff10\uff10\uff10\uff11", "150-0001"),
            ("US", "902101234", "90210-1234"),
            ("US", "90210 - 1234", "90210-1234"),
            ("IN", "110 034", "110034"),
        ],
    )
    def test_postcodes_as_people_type_them(
        self, contacts: ContactRules, country: str, typed: str, written: str
    ) -> None:
        states = {"CA": "ON", "US": "CA", "JP": "Tokyo", "IN": "Delhi"}
        there = address(country=country, city="Town", postcode=typed, state=states.get(country, ""))
        assert contacts.address(there).postcode == written

    @pytest.mark.parametrize(
        ("country", "typed", "code"),
        [
            ("US", "california", "CA"),
            ("US", "US-CA", "CA"),
            ("CA", "Qu\u00e9bec", "QC"),
            ("CA", "quebec", "QC"),
            ("AU", "New South Wales", "NSW"),
            ("JP", "Osaka", "\u5927\u962a\u5e9c"),
            ("IT", "Milano", "MI"),
        ],
    )
    def test_states_by_code_or_name(
        self, contacts: ContactRules, country: str, typed: str, code: str
    ) -> None:
        postcodes = {"US": "90210", "CA": "H3Z 2Y7", "AU": "2060", "JP": "542-0076", "IT": "20121"}
        there = address(country=country, city="Town", postcode=postcodes[country], state=typed)
        assert contacts.address(there).state == code

    def test_all_that_is_wrong_is_said_at_once(self, contacts: ContactRules) -> None:
        wrong = address(
            country="US",
            city="",
            postcode="331",
            state="Freedonia",
            phone="12",
            vat_number="FR41303265045",
        )
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(wrong)
        assert refused.value.problems == {
            "city": "required",
            "state": "invalid",
            "postcode": "invalid",
            "phone": "invalid",
            "vat_number": "invalid",
        }
        said = str(refused.value)
        for called in ("City: ", "State: ", "ZIP code: ", "Phone: ", "VAT number: "):
            assert called in said

    def test_a_postcode_of_another_state(self, contacts: ContactRules) -> None:
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="US", city="Miami", postcode="10001", state="FL"))
        assert refused.value.problems == {"postcode": "not_in_state"}
        assert "Florida" in str(refused.value)

    def test_what_the_country_requires(self, contacts: ContactRules) -> None:
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="US", city="Miami", postcode="331", state=""))
        assert refused.value.problems == {"state": "required", "postcode": "invalid"}
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="FR", city="", postcode=""))
        assert refused.value.problems == {"city": "required", "postcode": "required"}
        with pytest.raises(AddressInvalid) as refused:
            contacts.address(address(country="FR", city="\u200b"))
        assert refused.value.problems == {"city": "required"}

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
