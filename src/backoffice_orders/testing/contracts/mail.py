"""The contract of ``Mail``."""

from __future__ import annotations

from email.message import EmailMessage

from backoffice_orders.ports.mail import Mail


class MailContract:
    """Subclass with a fixture ``mail``."""

    def test_a_message_is_taken_and_may_be_repeated(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"] = "shop@example.com"
        message["To"] = "john@example.com"
        message["Subject"] = "Your order"
        message["Message-ID"] = "<1@example.com>"
        message.set_content("Grüße")
        mail.send(message)
        mail.send(message)
