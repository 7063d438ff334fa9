"""The contracts of ``Checkout``, ``Letters`` and ``PaymentProvider``."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.letter import Letter, LetterKind
from backoffice_orders.model.payment import Charge, ChargeStatus
from backoffice_orders.model.pricing.price import price
from backoffice_orders.ports.checkout import Checkout
from backoffice_orders.ports.letters import Letters
from backoffice_orders.ports.payments import PaymentProvider
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.samples import MUG, book, cart


class CheckoutContract:
    """Subclass with a fixture ``checkout``."""

    def test_each_link_has_an_address_of_its_own(self, checkout: Checkout) -> None:
        one, other = checkout.address(link(1)), checkout.address(link(2))
        assert one != other
        assert checkout.address(link(1)) == one

    def test_an_address_says_nothing_about_the_cart(self, checkout: Checkout) -> None:
        here = link(1, "cart_of_somebody")
        address = checkout.address(here)
        assert here.cart_id not in address
        assert here.customer_id not in address
        assert here.created_by not in address


class LettersContract:
    """Subclass with a fixture ``letters``."""

    def letter(self) -> Letter:
        return Letter(
            kind=LetterKind.CART,
            language="en",
            time_zone="UTC",
            shop_name="Sample shop",
            customer_name="John <b>Doe</b>",
            summary=price(cart(), book()),
            url="https://shop.example/cart/1",
            note="<script>alert(1)</script>",
        )

    def test_a_letter_says_what_is_in_it(self, letters: Letters) -> None:
        for letter in (self.letter(), self._order()):
            rendered = letters.render(letter)
            assert rendered.subject.strip()
            assert "\n" not in rendered.subject
            assert MUG.name in rendered.text
            assert MUG.name in rendered.html
        assert "https://shop.example/cart/1" in letters.render(self.letter()).text

    def test_texts_are_never_markup(self, letters: Letters) -> None:
        html = letters.render(self.letter()).html
        assert "<script>" not in html
        assert "<b>Doe" not in html

    def test_every_language_is_written(self, letters: Letters) -> None:
        for language in ("en", "fr", "de-AT", "ar", "xx", "no such language"):
            rendered = letters.render(evolve(self.letter(), language=language))
            assert MUG.name in rendered.text

    def _order(self) -> Letter:
        return evolve(
            self.letter(),
            kind=LetterKind.ORDER,
            reference="GCHKLMPQR",
            placed_at=datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
            payment_method="Card",
        )


class PaymentProviderContract:
    """Subclass with a fixture ``provider`` that accepts what it is asked for.

    ``key`` is a name for the attempt that the provider has not heard of.
    """

    key = "ord_000001:0"

    def test_a_charge_is_made_once_per_key(self, provider: PaymentProvider) -> None:
        charge = Charge(self.key, "GCHKLMPQR", Money("30.00", "EUR"))
        first = provider.charge(charge)
        assert first.status is ChargeStatus.PAID
        assert first.reference
        assert provider.charge(charge) == first
        assert provider.outcome(self.key) == first

    def test_nothing_has_become_of_what_was_never_asked(self, provider: PaymentProvider) -> None:
        assert provider.outcome(self.key) is None
