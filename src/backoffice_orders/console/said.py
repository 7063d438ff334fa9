"""What the page tells after a button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field

from backoffice_orders.console.form import Form
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.customers import EmailTaken
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.values import frozen
from backoffice_orders.services.many_lines import LinesAdded
from backoffice_orders.web.answers import status_of, wrong_fields
from backoffice_orders.web.page_fields import (
    Key,
    wrong_keys,
)

NOT_ADDED = Sentence("lines_not_added", "{added} added; {left} not, and still to be mended below.")
# Sections with a form of their own: what was typed there is not about the order's fields.
OWN_FORMS = frozenset(
    {
        "add",
        "add-custom",
        "add-lines",
        "allow-discount",
        "allow-rule",
        "ask",
        "assign",
        "close",
        "create-voucher",
        "customer",
        "email-again",
        "customers",
        "default-address",
        "give-discount",
        "grant",
        "manual-delivery",
        "name",
        "note",
        "order",
        "quote",
        "refuse-rule",
        "remove",
        "remove-discount",
        "reserve",
        "take-away",
        "undo",
        "voucher",
        "webhook",
        "withdraw",
    }
)

# What a use case calls otherwise than the form does whose button it is of.
_IN_FORM = {
    "amount": "value",
    "assigned_to": "to",
    "percent": "value",
    "text": "note",
    "unit_price": "price",
    "until": "days",
}


@frozen
class Said:
    """What the page tells after a button: of which section, and with what was typed there.

    ``fields`` are those of the order, ``typed`` those of the section's own form. ``customers`` are
    those whom it is about, and who may be chosen instead.
    """

    code: str
    sentence: str
    section: str
    typed: Mapping[str, str] = field(factory=dict)
    fields: Mapping[Key, str] = field(factory=dict)
    wrong: Mapping[str, str] = field(factory=dict)
    wrong_keys: Mapping[Key, str] = field(factory=dict)
    status: int = 200
    changes: tuple[str, ...] = ()
    amounts: tuple[Message, ...] = ()
    customers: tuple[CustomerId, ...] = ()

    @classmethod
    def notice(
        cls,
        code: str,
        messages: Iterable[Message],
        section: str,
        language: Language,
        fields: Mapping[Key, str] | None = None,
        amounts: tuple[Message, ...] = (),
    ) -> Said:
        """What has changed by itself, or was left out."""
        sentence = " ".join(map(language.say, messages))
        return cls(code, sentence, section, fields=fields or {}, amounts=amounts)

    @classmethod
    def lines(cls, done: LinesAdded, language: Language) -> Said:
        """What has become of many lines: those that could not be added stay, to be mended."""
        told = [f"{each.text}: {language.say(each.message)}" for each in done.not_added]
        sentence = language.say(NOT_ADDED(added=done.added, left=len(done.not_added)))
        return cls(
            "lines_not_added",
            sentence,
            "add-lines",
            typed={"lines": done.left_over},
            changes=tuple(told),
        )

    @classmethod
    def refusal(cls, error: BackOfficeError, section: str, form: Form) -> Said:
        """What was refused; nothing that was typed is lost."""
        own = section in OWN_FORMS or section.startswith("customer-")
        return cls(
            error.code,
            form.language.say(error.message),
            section,
            {name: value for name, value in form.data.items() if isinstance(value, str)}
            if own
            else {},
            {} if own else form.sent.typed,
            {
                _in_form(name, form): beside
                for name, beside in wrong_fields(error, form.language.say).items()
            },
            {} if own else wrong_keys(error, form.language.say),
            status_of(error),
            tuple(map(form.language.say, error.told)) if isinstance(error, StaleCart) else (),
            customers=(CustomerId(error.customer_id),) if isinstance(error, EmailTaken) else (),
        )


def _in_form(name: str, form: Form) -> str:
    """The form's field for what a use case, or a part of the cart (``discounts.title``), names."""
    last = name.rpartition(".")[2]
    called = (name, last, _IN_FORM.get(last, ""))
    return next((each for each in called if each in form.data), name)
