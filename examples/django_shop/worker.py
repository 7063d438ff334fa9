"""For the worker: ``backoffice-orders deliver --office examples.django_shop.worker:office``."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.django_shop.settings")
django.setup()

from examples.django_shop.office import office

__all__ = ["office"]
