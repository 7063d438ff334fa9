"""The shop's own models."""

from django.db import models


class Product(models.Model):
    """What is sold, and how much of it is left."""

    name = models.CharField(max_length=200)
    cents = models.IntegerField()
    left = models.PositiveIntegerField(default=0)


class Taken(models.Model):
    """What an order has taken from stock."""

    reference = models.CharField(max_length=64)
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.PositiveIntegerField()


class Buyer(models.Model):
    """A customer."""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField(unique=True)
    since = models.DateTimeField(auto_now_add=True)


class PlacedOrder(models.Model):
    """The row of an order, for the shop's accounting."""

    number = models.BigIntegerField(primary_key=True)
    reference = models.CharField(max_length=64, unique=True)
    buyer = models.ForeignKey(Buyer, models.PROTECT)
    total_cents = models.IntegerField()
