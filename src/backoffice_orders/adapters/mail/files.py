"""Mail that goes nowhere: each message becomes a file to look at."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from backoffice_orders.model.values import frozen


@frozen
class FileMail:
    """The ``Mail`` port for trying things out: messages are written as ``.eml`` files."""

    directory: Path

    def send(self, message: EmailMessage) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        # A repeated message is the same file.
        name = sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
        content = message.as_bytes(policy=policy.SMTP.clone(cte_type="7bit"))
        (self.directory / f"{name}.eml").write_bytes(content)
