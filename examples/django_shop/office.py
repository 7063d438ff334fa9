"""The back office in Django's database; ``backoffice-orders deliver --office`` uses it too."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from moneyed import Money

from backoffice_orders import Actor, BackOffice, Permission, ShopSettings
from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.contrib.django.store import DjangoStore
from examples.django_shop import models
from examples.django_shop.parts import own

SET_UP = Actor.employee("set-up", "Set-up")


@cache
def links() -> SignedLinks:
    """What signs the addresses of the checkout."""
    return SignedLinks(f"{settings.BASE_URL}/checkout", [settings.SECRET_KEY])


@cache
def office() -> BackOffice:
    """The one back office of this process."""
    return BackOffice(DjangoStore(), own=own, checkout=links())


def set_up() -> None:
    """A shop to try it out: one product, and Ann (``ann``), whose group may take orders."""
    from django.contrib.auth.models import Group, Permission as Granted, User

    shop = ShopSettings(
        name="The shop",
        currency="EUR",
        country="FR",
        email="shop@example.com",
        standard_shipping=Money("5.00", "EUR"),
    )
    office().setup.save(SET_UP, shop)
    models.Product.objects.create(pk=7, name="Blue mug", cents=1000, left=3)
    group = Group.objects.create(name="Orders by phone")
    all_but_set_up = [each.value for each in Permission if each is not Permission.MANAGE_SHOP]
    group.permissions.set(Granted.objects.filter(codename__in=all_but_set_up))
    ann = User.objects.create_user("ann", password="ann-s-password", first_name="Ann")
    ann.groups.add(group)
    User.objects.create_user("trainee", password="trainee-s-password")
