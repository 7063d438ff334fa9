"""A host with tables of its own: its parts take part in the store's transactions."""
