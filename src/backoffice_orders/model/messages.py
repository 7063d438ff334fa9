"""Messages: what is to be said, as a code and its values, in no language yet.

A sentence is declared once, in English, where it is said: ``LEFT = Sentence("rule_left", "'{name}'
does not apply any more.")``. ``LEFT(name="Spring")`` makes the message. Messages are compared,
stored and sent; only where one is shown does it become a sentence, in the reader's language
(``i18n.Language.say``). ``str(message)`` is the English one.

Values with some names are codes, and readers see what people call it: ``field`` is a field's name
(``label_of``), ``country`` a country's ISO code, ``permission`` one of ``Permission``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import field
from moneyed import Money

from backoffice_orders.model.frozen import FrozenMapping, frozen_mapping
from backoffice_orders.model.values import frozen

_NOTHING: FrozenMapping[str, Any] = FrozenMapping()


@frozen
class Message:
    """Something to say.

    Attributes:
        code: What is said, for programs; stable.
        values: What the sentence is filled in with, by name: ``str`` (a name, as somebody has
            typed it), ``int``, ``Decimal``, ``Money``, ``date``, ``datetime`` (UTC), another
            ``Message``, or a tuple of these. A tuple of messages is written line by line, any
            other as "a, b and c".
    """

    code: str
    values: Mapping[str, Any] = field(default=_NOTHING, converter=frozen_mapping, hash=False)

    def __str__(self) -> str:
        """The sentence in English; the code and the values where nobody knows the code."""
        return told(self, lambda form: form.english(self.values), in_english)


@frozen
class Sentence:
    """How a message with this code is said in English. To declare one is to register it.

    Attributes:
        code: The message's code.
        text: The sentence, with the values' names in braces.
        singular: The sentence where the value called ``counts`` is one, if it differs.
        counts: The name of the value that is counted.
        to_customer: What the shop's customer reads instead, where an employee is told something
            that is none of their business.
    """

    code: str
    text: str
    singular: str = ""
    counts: str = ""
    to_customer: str = ""

    def __attrs_post_init__(self) -> None:
        declared = _SENTENCES.setdefault(self.code, self)
        if declared != self:
            raise ValueError(f"two sentences have the code {self.code!r}")

    def __call__(self, **values: Any) -> Message:
        """The message with these values."""
        return Message(self.code, FrozenMapping(values))

    def english(self, values: Mapping[str, Any]) -> str:
        """The English form for these values, not filled in yet."""
        return self.singular if self.singular and values.get(self.counts) == 1 else self.text


Reason = Message | str
"""Why something is refused: a message of ours, or a host's own sentence."""

Name = str | Message
"""What something is called: as somebody has typed it, or a message of ours."""

_SENTENCES: dict[str, Sentence] = {}
_LABELS: dict[str, Sentence] = {}


def sentence_of(code: str) -> Sentence | None:
    """The sentence of a code; None where this process knows none."""
    return _SENTENCES.get(code)


def sentences() -> Iterator[Sentence]:
    """All sentences that were declared so far, in the order of their codes."""
    for _, each in sorted(_SENTENCES.items()):
        yield each


def declared_by_class(
    code: str, text: str, singular: str = "", counts: str = "", to_customer: str = ""
) -> None:
    """Declare what an error says: a host's class may say something else under the same code."""
    _SENTENCES.pop(code, None)
    Sentence(code, text, singular, counts, to_customer)


def label(field_name: str, text: str) -> Sentence:
    """Declare what people call a field: its message has the code ``field.<name>``."""
    made = Sentence(f"field.{field_name}", text)
    _LABELS[field_name] = made
    return made


def label_of(field_name: str) -> Sentence | None:
    """The label of a field, or of the last part of a path such as ``codes.sku``, if it has one."""
    return _LABELS.get(field_name) or _LABELS.get(field_name.rpartition(".")[2])


def told(
    message: Message, form_of: Callable[[Sentence], str], say: Callable[[str, Any], str]
) -> str:
    """A message's sentence: its form is chosen by one function, its values are said by another.

    What nobody can say, as another process or a host has made it, is shown as it is: never an
    error.
    """
    values = {name: say(name, value) for name, value in message.values.items()}
    sentence = _SENTENCES.get(message.code)
    if sentence is not None:
        try:
            return form_of(sentence).format(**values)
        except (KeyError, IndexError, ValueError):  # written by another version
            pass
    shown = ", ".join(f"{name}: {value}" for name, value in values.items())
    return f"{message.code} ({shown})" if shown else message.code


def filled(text: str, values: Mapping[str, Any]) -> str:
    """An English sentence with its values."""
    return text.format(**{name: in_english(name, value) for name, value in values.items()})


def in_english(_name: str, value: Any) -> str:
    """A value as an English sentence of ours has it."""
    match value:
        case Money():
            return money_text(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            texts = [in_english(_name, each) for each in value]
            if all(isinstance(each, Message) for each in value):
                return "\n".join(texts)
            return " and ".join((", ".join(texts[:-1]), texts[-1])) if texts[1:] else "".join(texts)
        case _:
            return str(value)


def money_text(money: Money) -> str:
    """An amount in an English sentence of ours: ``8.20 EUR``, and further digits if it has any."""
    amount, currency = money.amount, money.currency
    unit = Decimal(1).scaleb(-(len(str(currency.sub_unit)) - 1))
    if amount.is_finite() and amount == (whole := amount.quantize(unit)):
        amount = whole
    return f"{amount} {currency.code}"
