"""Words, money and dates in the reader's language: for mails and pages."""

from backoffice_orders.i18n.language import LANGUAGES, Language
from backoffice_orders.i18n.numbers import NotRead

__all__ = ["LANGUAGES", "Language", "NotRead"]
