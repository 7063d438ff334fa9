"""The rules of addresses, e-mail addresses, phone numbers and VAT numbers."""

from typing import Protocol

from backoffice_orders.model.address import Address, AddressForm


class ContactRules(Protocol):
    """Checks what a customer says on the phone, and writes it the way it should be written."""

    def email(self, email: str) -> str:
        """The e-mail address as any mail server takes it; only its form is checked.

        The domain is in ASCII and in small letters: ``jo@Müller.de`` is
        ``jo@xn--mller-kva.de``. What stands before the @ is kept; letters other than ASCII are
        refused there, since many mail servers cannot be given them (RFC 6531).

        Raises:
            EmailInvalid: It cannot be an e-mail address.
        """
        ...

    def phone(self, phone: str, country: str) -> str:
        """The phone number in international form (``+33 1 23 45 67 89``); empty stays empty.

        ``country`` (ISO 3166-1 alpha-2) is where a number without a prefix is from.

        Raises:
            PhoneInvalid: It cannot be a phone number.
        """
        ...

    def vat_number(self, vat_number: str) -> str:
        """The VAT number in its compact form (``FR40303265045``); empty stays empty.

        A number without a country's letters, or of a country whose forms are not known, is kept
        as it is written.

        Raises:
            VatNumberInvalid: It has not the form, or the check digit, of its country.
        """
        ...

    def address(self, address: Address) -> Address:
        """The address as its country writes it: postcode, state code, phone, VAT number.

        A postcode may lack blanks and hyphens and a state may be told by name; what else the
        form asks for is kept as it is typed.

        Raises:
            AddressInvalid: Fields are missing or wrong; it names all of them.
            PhoneInvalid, VatNumberInvalid: Nothing else is wrong.
        """
        ...

    def form(self, country: str) -> AddressForm:
        """What the country's address form asks for.

        Raises:
            AddressInvalid: There is no such country.
        """
        ...
