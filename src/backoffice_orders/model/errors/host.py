"""Errors about what the host plugs in: stores, mail, and packages that are not there."""

from typing import Any, ClassVar

from backoffice_orders.model.errors.base import BackOfficeError, Conflict, NotFound
from backoffice_orders.model.messages import Reason, Sentence


class StorageFailed(BackOfficeError):
    """The store could not do it; nothing was changed. ``reason`` is for the log."""

    reason: str

    code: ClassVar[str] = "storage_failed"
    sentence: ClassVar[str] = "The shop's storage does not answer: try again in a moment."


class StorageBusy(StorageFailed):
    """Others were writing at the same time; nothing was changed, and a retry may succeed."""

    code: ClassVar[str] = "storage_busy"
    sentence: ClassVar[str] = "Too many changes at once: try again in a moment."


class HostTransactionLost(StorageFailed):
    """The host's own transaction, which the use case was a part of, cannot go on.

    Nothing is tried again: roll it back, and begin a new one. ``reason`` is for the log.
    """

    code: ClassVar[str] = "host_transaction_lost"
    sentence: ClassVar[str] = "Too many changes at once: try again in a moment."


class OutcomeUnknown(StorageFailed):
    """The connection was lost during the commit: it may or may not have happened.

    It must not be tried again before it is known; placing an order finds out by itself.
    """

    code: ClassVar[str] = "outcome_unknown"
    sentence: ClassVar[str] = (
        "The connection was lost while saving: look whether the change is there before you "
        "repeat it."
    )


# What may have an id; a host's own things are called as it names them.
THINGS = {
    "address": Sentence("thing.address", "address"),
    "cart": Sentence("thing.cart", "cart"),
    "cart rule": Sentence("thing.cart_rule", "cart rule"),
    "cart taken in": Sentence("thing.cart_taken_in", "cart taken in"),
    "customer": Sentence("thing.customer", "customer"),
    "e-mail": Sentence("thing.email", "e-mail"),
    "link": Sentence("thing.link", "link"),
    "message": Sentence("thing.message", "message"),
    "order": Sentence("thing.order", "order"),
    "order number": Sentence("thing.order_number", "order number"),
    "order reference": Sentence("thing.order_reference", "order reference"),
    "webhook": Sentence("thing.webhook", "webhook"),
}


class IdTaken(Conflict):
    """Something new has the id of what is there already; nothing was stored.

    ``kind`` names what has it: "customer", "cart", "order reference".
    """

    kind: str
    id: str

    code: ClassVar[str] = "id_taken"
    sentence: ClassVar[str] = "The id '{id}' is taken already ({kind}): give the new one another."

    def values(self) -> dict[str, Any]:
        """What has the id, as readers call it."""
        thing = THINGS.get(self.kind)
        return {"kind": self.kind if thing is None else thing(), "id": self.id}


class TransactionMisused(BackOfficeError):
    """A program's mistake with a store's transaction; ``reason`` tells which."""

    reason: str

    code: ClassVar[str] = "transaction_misused"
    sentence: ClassVar[str] = "The program uses the shop's storage wrongly: {reason}."


class DatabaseUnusable(BackOfficeError):
    """The database cannot be opened. ``database`` is its URL or path, without a password."""

    database: str
    reason: str
    advice: str

    code: ClassVar[str] = "database_unusable"
    sentence: ClassVar[str] = "The database {database} cannot be opened ({reason}): {advice}."


class DatabaseNewer(BackOfficeError):
    """A newer version of this package has changed the database's tables since."""

    database: str
    revision: str

    code: ClassVar[str] = "database_newer"
    sentence: ClassVar[str] = (
        "The database {database} was last opened by a newer version of backoffice-orders "
        "(tables of revision {revision}): install that version."
    )


class RowUnreadable(BackOfficeError):
    """What is stored under this id cannot be read: damaged, or written by something else.

    ``kind`` is the table. Lists and searches go on without it, and the log names it.
    """

    kind: str
    id: str

    code: ClassVar[str] = "row_unreadable"
    sentence: ClassVar[str] = (
        "What is stored as '{id}' ({kind}) cannot be read: ask your administrator to mend it."
    )


class ShopNotSetUp(BackOfficeError):
    """The store has no settings for this shop."""

    shop_id: str

    code: ClassVar[str] = "shop_not_set_up"
    sentence: ClassVar[str] = "The shop '{shop_id}' has no settings yet: load or save them first."


class PartMissing(BackOfficeError):
    """The host has not plugged in what this use case needs."""

    part: Reason
    hint: Reason

    code: ClassVar[str] = "part_missing"
    sentence: ClassVar[str] = "This needs {part}: {hint}."


class ExtraMissing(BackOfficeError, ModuleNotFoundError):
    """A package is not installed that an optional part needs; ``extra`` brings it."""

    module: str
    extra: str

    code: ClassVar[str] = "extra_missing"
    sentence: ClassVar[str] = (
        "'{module}' is not installed: pip install 'backoffice-orders[{extra}]'."
    )


class MailFailed(BackOfficeError):
    """The message was not accepted.

    ``permanent`` tells that its recipient or its content was refused, so that a retry is useless.
    """

    recipient: str
    reason: str
    permanent: bool

    code: ClassVar[str] = "mail_failed"
    sentence: ClassVar[str] = "The mail to {recipient} was not accepted: {reason}"


class ConsumerUnknown(NotFound):
    """No consumer of events has this name."""

    consumer: str

    code: ClassVar[str] = "consumer_unknown"
    sentence: ClassVar[str] = (
        "There is no consumer of events '{consumer}': see which there are, and choose from these."
    )


class MessageNotDead(NotFound):
    """The message is not among those that were given up on."""

    message_id: str

    code: ClassVar[str] = "message_not_dead"
    sentence: ClassVar[str] = (
        "The message '{message_id}' was not given up on: see which were, and choose from these."
    )


class NotSupported(BackOfficeError):
    """A part of the host's does not do this. ``part`` names the port, ``what`` its method."""

    part: str
    what: str

    code: ClassVar[str] = "not_supported"
    sentence: ClassVar[str] = (
        "The shop's own {part} cannot do this ({what}): do it in the system that keeps it."
    )


class RefusedByHost(Conflict):
    """A guard of the host's refuses the change; nothing was changed. ``reason`` is its sentence."""

    reason: Reason

    code: ClassVar[str] = "refused_by_host"
    sentence: ClassVar[str] = "{reason}"
