"""Which payment methods a customer is offered, and where each is paid."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence

from backoffice_orders.model.payment import PaymentField
from backoffice_orders.model.payment_kind import PaymentKind
from backoffice_orders.model.settings import PaymentMethod
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.payments import OnPages, PaymentProvider

logger: logging.Logger = logging.getLogger("backoffice_orders.payments")
# A source of a Content Security Policy (CSP Level 3, 2.3.1): no blanks, commas or semicolons.
_SITE = re.compile(r"[!-+\-.-:<-~]+")


@frozen
class PaymentWay:
    """A payment method on the page.

    Attributes:
        method: The shop's.
        charged: Whether a provider takes the money at once.
        field: The provider's field, where it has one.
        sites: Sites of the provider's that the page has to let in: see ``web.protection.policy``.
    """

    method: PaymentMethod
    charged: bool = False
    field: PaymentField | None = None
    sites: Sequence[str] = ()


def offered(
    methods: Iterable[PaymentMethod], providers: Sequence[PaymentProvider]
) -> tuple[PaymentWay, ...]:
    """Those that can be paid: what needs a provider is left out where there is none.

    Likewise where its provider does not say what the page has to show and let in: that is logged,
    and all others can be paid.
    """
    by_method = {each.payment_method: each for each in providers}
    ways = [_way(each, by_method.get(each.code)) for each in methods]
    return tuple(each for each in ways if each and (each.charged or not each.method.kind.charged))


def _way(method: PaymentMethod, provider: PaymentProvider | None) -> PaymentWay | None:
    if provider is None:
        return PaymentWay(method)
    try:
        if not isinstance(provider, OnPages):  # asks for all that it has to have
            return PaymentWay(method, charged=True)
        field = provider.field if method.kind is PaymentKind.FIELD else None
        if not (field is None or isinstance(field, PaymentField)):
            raise TypeError(f"its field is a {type(field).__name__}")
        return PaymentWay(method, True, field, _sites(provider.sites))
    except Exception as error:
        # Without what it says: it could hold a key.
        logger.warning("payment method %s is left out: %s", method.code, type(error).__name__)
        return None


def _sites(said: object) -> tuple[str, ...]:
    """Sites as a page's policy takes them; ``ValueError`` for what would change its meaning."""
    if isinstance(said, str) or not isinstance(said, Iterable):
        raise TypeError("sites are a list of texts")
    sites = tuple(said)
    for each in sites:
        if not (isinstance(each, str) and _SITE.fullmatch(each)):
            raise ValueError("a site is written https://pay.example")
    return sites
