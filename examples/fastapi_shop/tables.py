"""The shop's own tables."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()
staff = Table(
    "staff",
    metadata,
    Column("token", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
products = Table(
    "products",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("cents", Integer, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("left", Integer, CheckConstraint('"left" >= 0'), nullable=False, default=0),
)
taken = Table(
    "taken",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("product_id", ForeignKey("products.id"), primary_key=True),
    Column("quantity", Integer, nullable=False),
)
customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
)
orders = Table(
    "orders",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("total_cents", Integer, nullable=False),
)
