"""What the page's script says, in the reader's language."""

from __future__ import annotations

from backoffice_orders.i18n import Language
from backoffice_orders.model.messages import Sentence

LOST = Sentence(
    "checkout.lost", "That did not arrive: check the connection, then press it once more."
)


def words_of(language: Language) -> dict[str, str]:
    """The sentences by the names that the script has for them."""
    return {"lost": language.say(LOST())}
