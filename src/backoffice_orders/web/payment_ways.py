"""Which payment methods a customer is offered, and where each is paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backoffice_orders.model.payment import PaymentField, PaymentKind
from backoffice_orders.model.settings import PaymentMethod
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.payments import OnPages, PaymentProvider


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
    """Those that can be paid: what needs a provider is left out where there is none."""
    by_method = {each.payment_method: each for each in providers}
    ways = (_way(each, by_method.get(each.code)) for each in methods)
    return tuple(each for each in ways if each.charged or not each.method.kind.charged)


def _way(method: PaymentMethod, provider: PaymentProvider | None) -> PaymentWay:
    if provider is None:
        return PaymentWay(method)
    if not isinstance(provider, OnPages):
        return PaymentWay(method, charged=True)
    field = provider.field if method.kind is PaymentKind.FIELD else None
    return PaymentWay(method, True, field, tuple(provider.sites))
