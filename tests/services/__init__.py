"""Taxes, delivery rates and prices from services of other systems."""
