"""The contract of ``WebhookSender``."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.webhook import Sent
from backoffice_orders.ports.webhook_sender import WebhookSender

# Nobody outside may be led there: this machine, private networks, and what clouds tell their
# machines, in all the ways in which the system's resolver reads an address.
PRIVATE = (
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://[fd00:ec2::254]/",
    "https://[64:ff9b::a00:1]/",
)


class WebhookSenderContract:
    """Subclass with a fixture ``sender``, set up as your shop has it. It needs no network."""

    @pytest.mark.parametrize("url", PRIVATE)
    def test_an_address_in_a_private_network_is_refused(
        self, sender: WebhookSender, url: str
    ) -> None:
        with pytest.raises(FieldInvalid) as refused:
            sender.require_address(url)
        assert refused.value.field == "url", "the field of the form is marked"

    @pytest.mark.parametrize("url", PRIVATE)
    def test_nothing_is_sent_there_either(self, sender: WebhookSender, url: str) -> None:
        """An address may have been fit when it was entered."""
        sent = self._sent(sender, url)
        assert sent.status is None, "somebody there has answered"

    def test_what_nobody_knows_is_a_failed_attempt_and_no_error(
        self, sender: WebhookSender
    ) -> None:
        # RFC 6761: there is never such a name.
        self._sent(sender, "https://nobody.invalid/orders")

    def _sent(self, sender: WebhookSender, url: str) -> Sent:
        sent = sender.post(url, {"content-type": "application/json"}, b"{}")
        assert isinstance(sent, Sent)
        assert sent.trouble is not None, "it counts as delivered"
        return sent
