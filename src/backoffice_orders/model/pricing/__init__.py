"""Prices: one pure function from a cart and a price book to a summary.

``price()`` runs the steps in ``price.py`` in the order they stand there; each step is a module.
"""
