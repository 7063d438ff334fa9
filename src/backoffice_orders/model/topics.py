"""How the topics are written that somebody wants to be told of."""

from __future__ import annotations

import re
from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import Each, Text
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import NEEDS_ONE
from backoffice_orders.model.values import frozen

TOPICS_ARE = Sentence("reason.topics", "topics are small letters, digits, '.', '_' and '*'")

_TOPIC = re.compile(r"[a-z0-9_.*-]{1,64}")


def is_topic(text: object) -> bool:
    """Whether it is a topic, or several with a ``*`` for any letters."""
    return isinstance(text, str) and bool(_TOPIC.fullmatch(text))


@frozen
class _Topic(Text):
    """A topic; ``FieldInvalid`` for what is none."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is not written as topics are."""
        self.made(name, value)
        if not is_topic(value):
            raise FieldInvalid(name, TOPICS_ARE())


@frozen
class _Topics(Each):
    """Some topics, at least one."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for none, for too many, and for what is no topic."""
        self.made(name, value)
        if not value:
            raise FieldInvalid(name, NEEDS_ONE())
        Each.entered(self, name, value)


TOPICS = _Topics(_Topic(64), 50)
