"""What a back office is opened with: each part must be what its port asks for."""

from __future__ import annotations

from collections.abc import Collection
from inspect import isfunction

from backoffice_orders import ports
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.reasons import A_LIST, must_be

# The ports by the parameter of ``BackOffice``; lists are of such parts.
_PORTS = {
    "store": "Store",
    "replica": "Store",
    "stock_elsewhere": "Stock",
    "clock": "Clock",
    "ids": "Ids",
    "contacts": "ContactRules",
    "checkout": "Checkout",
    "letters": "Letters",
    "mail": "Mail",
    "webhook_sender": "WebhookSender",
    "payments": "PaymentProvider",
    "taxes": "TaxService",
    "delivery_rates": "DeliveryRates",
    "prices": "PriceService",
    "address_suggestions": "AddressSuggestions",
}


def require_parts(**parts: object) -> None:
    """Raise ``FieldInvalid`` for a part that is no object with the methods of its port.

    Those of ``payments`` are checked each, and whatever has no port must be callable. None is no
    part, but for the store.
    """
    for name, given in parts.items():
        if name in {"payments", "guards"}:
            if isinstance(given, str) or not isinstance(given, Collection):
                raise FieldInvalid(name, must_be(A_LIST(), given))
            for each in given:
                _require_part(name, each)
        elif given is not None or name == "store":
            _require_part(name, given)


def _require_part(name: str, part: object) -> None:
    if name not in _PORTS:
        if not callable(part):
            raise FieldInvalid(name, must_be("Callable", part))
        return
    port = getattr(ports, _PORTS[name])
    methods = [each for each in dir(port) if each[0] != "_" and isfunction(getattr(port, each))]
    if isinstance(part, type) or not all(callable(getattr(part, each, None)) for each in methods):
        raise FieldInvalid(name, must_be(port.__name__, part))
