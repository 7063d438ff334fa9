"""One question to a service of another system, and whether its answer can be used."""

from __future__ import annotations

import time

from moneyed import CurrencyDoesNotExist

from backoffice_orders.model.answer_checks import why_wrong
from backoffice_orders.model.answers import (
    Answer,
    DeliveryAnswer,
    PriceAnswer,
    Refusal,
    TaxAnswer,
)
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import InvalidInput
from backoffice_orders.model.errors.services import ServiceAnswerInvalid, ServiceFailed
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.questions import DeliveryQuestion, PriceQuestion, Question
from backoffice_orders.services.desk import Desk
from backoffice_orders.services.limited_calls import NotInTime, kind_of

NO_ANSWER_IN_TIME = Sentence(
    "service.no_answer_in_time", "there was no answer within {milliseconds} ms"
)
UNREADABLE = Sentence("service.unreadable", "{error} over what it sent")

# What adapters raise over an answer that they cannot read, JSON that is none included.
_UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    CurrencyDoesNotExist,
    InvalidInput,
    ExceptionGroup,
)


def answered(desk: Desk, question: Question, ends_at: float, limit: int) -> Answer | Refusal:
    """What the service that a question is for answers.

    Args:
        desk: What is plugged in.
        question: What is asked.
        ends_at: Until when it is waited for, by the monotonic clock.
        limit: How long (ms) all services are waited for, to be told.

    Raises:
        ServiceFailed: There is no answer in time, or the service fails.
        ServiceAnswerInvalid: The answer cannot be right, or does not fit where it is kept.
    """
    service, left = question.service, ends_at - time.monotonic()
    try:
        answer = desk.calls.within(left, lambda: _entered(_call(desk, question, left)))
    except (NotInTime, TimeoutError):
        raise ServiceFailed(service, NO_ANSWER_IN_TIME(milliseconds=limit)) from None
    except _UNREADABLE as error:
        # Without what it says: it could name customers, or hold a key.
        raise ServiceAnswerInvalid(service, UNREADABLE(error=_named(error))) from error
    except Exception as error:
        raise ServiceFailed(service, kind_of(error)) from error
    if isinstance(answer, Refusal):
        return answer
    wrong = why_wrong(question, answer)
    if wrong is not None:
        raise ServiceAnswerInvalid(service, wrong)
    return answer


def _entered(answer: Answer | Refusal) -> Answer | Refusal:
    """The answer, each of whose texts and numbers fits its field: it is stored with the cart.

    Raises:
        FieldMissing, FieldTooLong, FieldInvalid: One does not.
    """
    if isinstance(answer, PriceAnswer | DeliveryAnswer | TaxAnswer | Refusal):
        require_entered(answer)
    return answer


def _named(error: Exception) -> str:
    """What is wrong, without what was sent: the error, and of which field."""
    field_ = error.details().get("field", "") if isinstance(error, InvalidInput) else ""
    return f"{type(error).__name__} ({field_})" if field_ else type(error).__name__


def _call(desk: Desk, question: Question, seconds: float) -> Answer | Refusal:
    services = desk.services
    if isinstance(question, PriceQuestion):
        assert services.prices is not None
        return services.prices.prices(question, timeout=seconds)
    if isinstance(question, DeliveryQuestion):
        assert services.delivery_rates is not None
        return services.delivery_rates.rates(question, timeout=seconds)
    assert services.taxes is not None
    return services.taxes.taxes(question, timeout=seconds)
