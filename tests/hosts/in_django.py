"""What is done within the Django shop's own process; see ``test_django.py``."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from examples.django_shop import models
from examples.django_shop.office import office
from starlette.testclient import TestClient

from backoffice_orders import Actor, AddressEntry, CustomerId, ProductId
from backoffice_orders.console import console_app
from backoffice_orders.contrib.django.login import signed_in

ANN = Actor.employee("ann", "Ann")
HOME = AddressEntry("J", "D", "16 rue de Rivoli", "Paris", "FR", "75004")


class Undone(Exception):
    """The host thinks better of it."""


def order_in_a_block_of_the_hosts(email: str, *, undone: bool) -> None:
    """A cart is filled and placed, and a product renamed, in one ``atomic`` block."""
    opened = office()
    with suppress(Undone), transaction.atomic():
        buyer = models.Buyer.objects.create(first_name="J", last_name="D", email=email)
        customer_id = CustomerId(str(buyer.pk))
        opened.addresses.add(ANN, customer_id, HOME)
        view = opened.carts.start(ANN, customer_id)
        view = opened.products.add(ANN, view.cart.id, ProductId("7"), 1, version=view.version)
        opened.finishing.place(ANN, view.cart.id, payment_method="invoice", version=view.version)
        models.Product.objects.filter(pk=7).update(name="Sold mug")
        if undone:
            raise Undone


def while_the_database_is_away() -> None:
    """Print what the store says, and what the page and its API answer by the login of ours."""
    page = TestClient(
        console_app(office(), signed_in, secret="s" * 32),
        raise_server_exceptions=False,
        cookies={"sessionid": "s" * 32},
    )
    asked = [page.get(path) for path in ("/", "/api/carts", "/api/carts/cart_1")]
    statuses = [f"{each.status_code} {each.headers.get('retry-after')}" for each in asked]
    print(office().health().code, *statuses, sep=", ")
