"""Errors about e-mails to customers."""

from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict, NotFound


class EmailNotFound(NotFound):
    """The shop has kept no e-mail with this id."""

    email_id: str

    code: ClassVar[str] = "email_not_found"
    sentence: ClassVar[str] = "There is no such e-mail, or it is not kept any more."


class EmailLinkEnded(Conflict):
    """The customer's link in the e-mail does not open anything any more."""

    email_id: str

    code: ClassVar[str] = "email_link_ended"
    sentence: ClassVar[str] = (
        "The link in this e-mail does not open any more: send the order with a new one."
    )
