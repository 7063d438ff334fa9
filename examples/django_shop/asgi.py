"""The shop: ``uvicorn examples.django_shop.asgi:application``."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.django_shop.settings")

from django.core.asgi import get_asgi_application

django = get_asgi_application()

from django.conf import settings

from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.contrib.django.asgi import mounted
from backoffice_orders.contrib.django.login import signed_in
from examples.django_shop.office import links, office

application = mounted(
    django,
    {
        "/admin/orders": console_app(office(), signed_in, secret=settings.SECRET_KEY),
        "/checkout": checkout_app(office(), links()),
    },
)
