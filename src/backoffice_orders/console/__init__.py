"""The page "Add new order", for a host to mount in its admin."""
