"""Letters as HTML and plain text, and their way out by SMTP."""

from backoffice_orders.adapters.mail.files import FileMail
from backoffice_orders.adapters.mail.letters import JinjaLetters
from backoffice_orders.adapters.mail.smtp import Security, SmtpMail

__all__ = ["FileMail", "JinjaLetters", "Security", "SmtpMail"]
