"""What the page's script says."""

from __future__ import annotations

from typing import Any

from backoffice_orders.i18n import Language
from backoffice_orders.web.refusals import SEND_LESS


def script_words(language: Language) -> dict[str, Any]:
    """What the page's script says: texts, and forms by the plural categories of ``Intl``."""
    _ = language.text
    return {
        "found": language.plural_forms("{count} found", "{count} found"),
        "left": language.plural_forms("{count} left", "{count} left"),
        "short": language.plural_forms("only {count} there", "only {count} there"),
        "total": _("Total: {amount}", amount="{amount}"),
        "missed": _("Not added: {written}. Search it again.", written="{written}"),
        "silent": _("The search does not answer: try again."),
        "offline": _(
            "The connection is lost: nothing you entered is. It goes on by itself once it is back."
        ),
        "less": language.say(SEND_LESS()),
        "lost": _("The connection is lost: nothing you entered is. Try again."),
    }
