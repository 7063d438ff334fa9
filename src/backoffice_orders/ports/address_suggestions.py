"""Addresses suggested by another system while somebody types one."""

from collections.abc import Iterable
from typing import Protocol

from backoffice_orders.model.address_suggestion import AddressQuestion, AddressSuggestion


class AddressSuggestions(Protocol):
    """Somebody who knows a country's streets: a register, a map, a postal service.

    It is called outside of every transaction, by several threads at once, about as often as
    somebody types a word. What it answers is shown and never stored.
    """

    def suggest(self, question: AddressQuestion, *, timeout: float) -> Iterable[AddressSuggestion]:
        """Addresses that may be meant, the likeliest first; perhaps none.

        Of those that are in another country, or that no address could hold (too long, characters
        that cannot be shown), none is shown, and no more than ``question.limit``.

        Args:
            question: What is typed so far, where, and for whom.
            timeout: For how long (seconds) somebody waits. Later answers are not used.

        Raises:
            Exception: Whatever goes wrong. Nothing is suggested then, and typing goes on.
        """
        ...
