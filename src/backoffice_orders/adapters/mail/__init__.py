"""Ways out for e-mails, of the standard library alone; and how they look (extra ``mail``)."""

from typing import TYPE_CHECKING, Any

from backoffice_orders.adapters.mail.files import FileMail
from backoffice_orders.adapters.mail.smtp import Security, SmtpMail
from backoffice_orders.extras import needs

if TYPE_CHECKING:
    from backoffice_orders.adapters.mail.letters import JinjaLetters

__all__ = ["FileMail", "JinjaLetters", "Security", "SmtpMail"]


def __getattr__(name: str) -> Any:
    if name != "JinjaLetters":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with needs("mail"):
        from backoffice_orders.adapters.mail.letters import JinjaLetters
    return JinjaLetters
