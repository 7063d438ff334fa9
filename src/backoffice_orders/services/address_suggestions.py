"""Asking another system which address is meant, while it is typed.

Nobody who types is ever hindered: without an answer, or with one that makes no sense, nothing is
suggested.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from attrs import evolve

from backoffice_orders.model.address import AddressForm
from backoffice_orders.model.address_suggestion import AddressQuestion, AddressSuggestion
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import InvalidInput
from backoffice_orders.services.desk import Desk
from backoffice_orders.services.limited_calls import NotInTime, kind_of

logger: logging.Logger = logging.getLogger("backoffice_orders.services")
# With fewer letters half a country would be meant.
FEWEST_LETTERS = 3
# So much of an answer is looked at: some may have to be left out.
_MOST_READ = 50


def suggestions(
    desk: Desk, question: AddressQuestion, form: AddressForm, milliseconds: int
) -> tuple[AddressSuggestion, ...]:
    """What is suggested; no transaction may be running.

    Args:
        desk: What is plugged in.
        question: What is typed.
        form: What its country's address form asks for.
        milliseconds: How long is waited for an answer.
    """
    service, seconds = desk.address_suggestions, milliseconds / 1000
    if service is None or len(question.text) < FEWEST_LETTERS:
        return ()

    def ask() -> tuple[int, int, tuple[AddressSuggestion, ...]]:
        # Read here: what it gives may be made, or fetched, one after the other; and looked at
        # here, as what somebody else has made may fail at a look.
        answered = tuple(islice(service.suggest(question, timeout=seconds), _MOST_READ))
        right = tuple(_right(answered, question, form))
        return len(answered), len(right), tuple(dict.fromkeys(right))[: question.limit]

    try:
        answered, right, found = desk.typing_calls.within(seconds, ask)
    except (NotInTime, TimeoutError):
        logger.warning("address suggestions: no answer within %s ms", milliseconds)
        return ()
    except Exception as error:
        # Without what it says: it could hold an address, or a key.
        logger.warning("address suggestions: %s", kind_of(error))
        return ()
    if right < answered:
        logger.warning("address suggestions: %s of %s left out", answered - right, answered)
    return found


def _right(
    answered: Iterable[object], question: AddressQuestion, form: AddressForm
) -> Iterator[AddressSuggestion]:
    """Those that can be taken, each with its state as the form knows it."""
    for each in answered:
        if not isinstance(each, AddressSuggestion) or each.country != question.country:
            continue
        try:
            require_entered(each)
        except InvalidInput:
            continue
        yield evolve(each, state=form.state_of(each.state))
