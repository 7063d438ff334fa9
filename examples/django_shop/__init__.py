"""A shop on Django, whose models stand in the same database as our tables."""
