"""What is done within the Django shop's own process; see ``test_django.py``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, OperationalError, transaction
from examples.django_shop import models
from examples.django_shop.office import office
from starlette.testclient import TestClient

from backoffice_orders import Actor, AddressEntry, CustomerId, ProductId
from backoffice_orders.console import console_app
from backoffice_orders.contrib.django.login import signed_in
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import HostTransactionLost
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.desk import Work

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


def _caught() -> None:
    for _ in range(2):
        with suppress(IntegrityError):
            models.Buyer.objects.create(first_name="J", last_name="D", email="twice@example.com")


def _refused_by_the_commit() -> None:
    models.Taken.objects.create(reference="r", product_id=999, quantity=1)


def _busy() -> None:
    raise OperationalError("database is locked")


PARTS: dict[str, Callable[[], object]] = {
    "caught": _caught,
    "refused": _refused_by_the_commit,
    "on_commit": lambda: transaction.on_commit(_busy),
}


def beside(part: str) -> None:
    """Print how a change ends beside which a part of the host's does this, and what is there."""

    def change(work: Work) -> None:
        work.record("cart.tag", SubjectType.CART, part)
        PARTS[part]()

    told = "done"
    try:
        office().desk.write(ANN, change)
    except BackOfficeError as error:
        told = error.code
    history = office().desk.read(ANN, lambda work: work.history(SubjectType.CART, part))
    print(told, len(history.items), models.Buyer.objects.filter(email="twice@example.com").count())


def go_on_in_a_block_that_is_lost() -> None:
    """Print what a use case says within a block that Django will roll back."""
    with suppress(HostTransactionLost), transaction.atomic():
        with suppress(IntegrityError):
            models.Product.objects.create(pk=7, name="Another with this key")
        office().customers.create(ANN, first_name="J", last_name="D", email="late@example.com")
        print("done")
    print(models.Buyer.objects.filter(email="late@example.com").count())


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
