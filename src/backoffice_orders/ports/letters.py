"""How letters to customers look."""

from typing import Protocol

from backoffice_orders.model.letter import Letter, RenderedLetter


class Letters(Protocol):
    """Writes what a letter says in its language, as plain text and as HTML."""

    def render(self, letter: Letter) -> RenderedLetter:
        """The letter, in its language or, where there is no translation, in English."""
        ...
