"""The shop's own app."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Products, buyers and orders."""

    name = "examples.django_shop"
    label = "shop"
