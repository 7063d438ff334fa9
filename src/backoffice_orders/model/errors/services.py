"""Errors about services of other systems: taxes, delivery rates and prices."""

from typing import Any, ClassVar

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import TotalChanged
from backoffice_orders.model.messages import Reason, Sentence

SERVICES = {
    "prices": Sentence("service.prices", "prices"),
    "delivery_rates": Sentence("service.delivery_rates", "delivery rates"),
    "taxes": Sentence("service.taxes", "taxes"),
}


class ServiceError(BackOfficeError):
    """Something about a service of another system; ``service`` is one of ``Service``."""

    service: str

    code: ClassVar[str] = "service_error"
    sentence: ClassVar[str] = "The {service} are not as they should be: look at the order again."

    def values(self) -> dict[str, Any]:
        """The service as people call what it is asked for."""
        return {**self.details(), "service": SERVICES[self.service]()}


class AnswerMissing(ServiceError):
    """A service has not been asked yet about the order as it is now."""

    code: ClassVar[str] = "answer_missing"
    sentence: ClassVar[str] = (
        "The {service} of the order as it is now are not known yet: have them asked for, then "
        "look at the total again."
    )


class ServiceRefused(ServiceError):
    """A service has understood what it was asked, and says no; ``reason`` is its sentence."""

    reason: Reason

    code: ClassVar[str] = "service_refused"
    sentence: ClassVar[str] = "The {service} cannot be had: {reason}"


class ServiceFailed(ServiceError):
    """A service did not answer, or not in time; nothing was changed. ``reason`` tells which."""

    reason: Reason

    code: ClassVar[str] = "service_failed"
    sentence: ClassVar[str] = (
        "The {service} cannot be had at the moment ({reason}): try again in a while."
    )


class ServiceAnswerInvalid(ServiceFailed):
    """What a service has answered cannot be right; it was not used."""

    code: ClassVar[str] = "service_answer_invalid"
    sentence: ClassVar[str] = (
        "What was answered about the {service} cannot be right ({reason}), so it was not used: try "
        "again in a while, and tell whoever looks after the shop's software."
    )


class TotalAnswered(TotalChanged):
    """Services have answered meanwhile, and the order costs something else than was shown."""

    code: ClassVar[str] = "total_answered"
    sentence: ClassVar[str] = (
        "By the latest answers the order costs {current} instead of {expected}: look at it again, "
        "then go on."
    )
