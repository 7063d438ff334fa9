"""All names, for type checkers; see ``__init__.py``."""

from backoffice_orders.adapters.contacts.rules import WorldContactRules as WorldContactRules
