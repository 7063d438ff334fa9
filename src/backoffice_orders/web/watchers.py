"""What employees and customers are told while they have the same cart open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor, is_customer
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.told_changes import told_entry
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.web.live import Watcher

HERE = Sentence("live.here", "{name} has this page open")
CUSTOMER_HERE = Sentence("live.customer_here", "The customer has the link open")
SHOP_HERE = Sentence("live.shop_here", "The shop is looking at your order with you")
SHOP_CHANGED = Sentence("live.shop_changed", "The shop has changed your order.")
YOU_CHANGED = Sentence("live.you_changed", "You have changed your order elsewhere.")


def employee(actor: Actor, language: Language, require: Callable[[], object]) -> Watcher:
    """An employee with the page of a cart open: told who has changed what, and who is there."""

    def here(others: Sequence[Viewer]) -> Sequence[Message]:
        names = sorted({each.name for each in others if each.name and each.actor_id != actor.id})
        said = [HERE(name=name) for name in names]
        customers = any(is_customer(each.actor_id) for each in others)
        return [*said, *([CUSTOMER_HERE()] if customers else [])]

    def told(entries: Sequence[AuditEntry]) -> Sequence[Message]:
        return list(dict.fromkeys(told_entry(each) for each in entries))

    return Watcher(actor, actor.name, language, told, here, require, f"employee:{actor.id}")


def customer(actor: Actor, language: Language, link: str, require: Callable[[], object]) -> Watcher:
    """A link's holder: told that the shop is there and has changed something, and no names."""

    def here(others: Sequence[Viewer]) -> Sequence[Message]:
        shop = any(not is_customer(each.actor_id) for each in others)
        return [SHOP_HERE()] if shop else []

    def told(entries: Sequence[AuditEntry]) -> Sequence[Message]:
        shop = any(not is_customer(each.actor_id) for each in entries)
        return [SHOP_CHANGED() if shop else YOU_CHANGED()]

    # An employee who goes on by a hand-over is a name to colleagues, as everywhere.
    name = "" if is_customer(actor.id) else actor.name
    return Watcher(actor, name, language, told, here, require, f"link:{link}")
