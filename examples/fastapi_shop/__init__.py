"""A shop on FastAPI and SQLAlchemy, whose tables stand in the same database as ours."""
