"""The tables. What is searched, joined or guarded is a column; the rest is a JSON document.

``shop_id`` comes first in every key, so that several shops share one database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    column,
    event,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from backoffice_orders.model.fields import Text as Writing


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite, which has no moments, keeps it as text that sorts alike.

    It is text to SQLite itself, too: a host's connection may turn what is declared as a moment
    into one in a way of its own.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = DateTime(timezone=True)
    cache_ok: bool | None = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How this engine keeps it."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database: in UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return moment
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database: in UTC, and saying so."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


# Before and after every moment that the model takes.
_FIRST, _LAST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def starts_at(moment: datetime | None) -> datetime:
    """From when on something holds, as a column that is compared; None is always."""
    return _FIRST if moment is None else max(moment, _FIRST)


def ends_at(moment: datetime | None) -> datetime:
    """Until when something holds, as a column that is compared; None is for ever."""
    return _LAST if moment is None else moment


# Compared by code point on every engine, as Python does: prefixes are ranges, orders agree.
PLAIN = Text().with_variant(Text(collation="C"), "postgresql")


_NAME, _NAME_OR_NONE = Writing(1000), Writing(1000, none=True)
# A cart rule that may apply by itself: the index of those, and the question, both say it.
OFFERS_ITSELF = "automatic_for IS NOT NULL AND (quantity IS NULL OR used < quantity)"


class Schema:
    """The tables, under a prefix and in a database schema of the host's choice."""

    def __init__(self, prefix: str = "bo_", schema: str | None = None) -> None:
        """Name the tables.

        Raises:
            FieldInvalid, FieldTooLong: A name has what no text has. How long it can be is for the
                engine to say, when the tables are made.
        """
        _NAME.entered("prefix", prefix)
        _NAME_OR_NONE.entered("schema", schema)
        self.prefix = prefix
        self.schema = schema
        self.metadata: MetaData = MetaData(schema=schema)
        event.listen(self.metadata, "before_create", _partial_on_postgresql)
        self.reference_data: Table = self._table(
            "reference_data", _key("shop_id"), _key("kind"), _key("id"), _document()
        )
        self.carrier_zones: Table = self._table(
            "carrier_zones",
            _key("shop_id"),
            _key("zone_id"),
            _key("carrier_id"),
            _document(),
            Index(self._name("carrier_zones_carrier"), "shop_id", "carrier_id"),
        )
        self.tax_rules: Table = self._table(
            "tax_rules",
            _key("shop_id"),
            _key("group_id"),
            _key("country"),
            _key("state"),
            Column("position", Integer, primary_key=True, autoincrement=False),
            Column("postcode_from", PLAIN),
            Column("postcode_to", PLAIN),
            _document(),
        )
        self.categories: Table = self._table(
            "categories", _key("shop_id"), _key("id"), Column("parent_id", PLAIN), _document()
        )
        self.price_rules: Table = self._table(
            "price_rules", _key("shop_id"), _key("id"), _document()
        )
        self.price_rule_targets: Table = self._table(
            "price_rule_targets",
            _key("shop_id"),
            _key("target"),
            Column("ends_at", Moment, primary_key=True),
            _key("rule_id"),
            Index(self._name("price_rule_targets_rule"), "shop_id", "rule_id"),
            Index(self._name("price_rule_targets_end"), "shop_id", "ends_at"),
        )
        self.customers: Table = self._table(
            "customers",
            _key("shop_id"),
            _key("id"),
            Column("account_email", PLAIN),
            Column("guest", Boolean, nullable=False),
            # When they were created; of those who were merged with another one, nothing.
            Column("listed_at", Moment),
            _document(),
            UniqueConstraint("shop_id", "account_email", name=self._name("customers_account")),
            # Customers of one moment, as an import makes them, are few enough to be sorted.
            Index(self._name("customers_listed"), "shop_id", "guest", "listed_at"),
            sqlite_with_rowid=False,
        )
        self.group_members: Table = self._table(
            "group_members",
            _key("shop_id"),
            _key("group_id"),
            Column("listed_at", Moment, primary_key=True),
            _key("customer_id"),
            sqlite_with_rowid=False,
        )
        self.addresses: Table = self._table(
            "addresses",
            _key("shop_id"),
            _key("id"),
            Column("customer_id", PLAIN, nullable=False),
            Column("deleted", Boolean, nullable=False),
            _document(),
            Index(self._name("addresses_customer"), "shop_id", "customer_id"),
        )
        self.products: Table = self._table(
            "products",
            _key("shop_id"),
            _key("id"),
            Column("active", Boolean, nullable=False),
            _document(),
            sqlite_with_rowid=False,
        )
        self.specific_prices: Table = self._table(
            "specific_prices",
            _key("shop_id"),
            _key("product_id"),
            Column("position", Integer, primary_key=True, autoincrement=False),
            Column("customer_id", PLAIN),
            _document(),
            Index(
                self._name("specific_prices_customer"),
                "shop_id",
                "customer_id",
                sqlite_where=column("customer_id", PLAIN).is_not(None),
            ),
        )
        self.stock_levels: Table = self._table(
            "stock_levels",
            _key("shop_id"),
            _key("product_id"),
            _key("combination_id"),
            Column("level", BigInteger, nullable=False),
            sqlite_with_rowid=False,
        )
        self.stock_taken: Table = self._table("stock_taken", *_stock_movement())
        self.stock_held: Table = self._table(
            "stock_held",
            *_stock_movement(),
            Column("until", Moment),
            Index(self._name("stock_held_until"), "shop_id", "until"),
        )
        self.cart_rules: Table = self._table(
            "cart_rules",
            _key("shop_id"),
            _key("id"),
            Column("code_key", PLAIN),
            Column("automatic_for", PLAIN),
            Column("starts_at", Moment, nullable=False),
            Column("ends_at", Moment, nullable=False),
            Column("customer_id", PLAIN),
            Column("quantity", Integer),
            Column("used", Integer, nullable=False),
            _document(),
            UniqueConstraint("shop_id", "code_key", name=self._name("cart_rules_code")),
            # Of rules that apply by themselves and have uses left: whose, and until when.
            Index(
                self._name("cart_rules_automatic"),
                "shop_id",
                "automatic_for",
                "ends_at",
                "starts_at",
                sqlite_where=text(OFFERS_ITSELF),
            ),
            Index(self._name("cart_rules_customer"), "shop_id", "customer_id"),
        )
        self.rule_uses: Table = self._table(
            "rule_uses",
            _key("shop_id"),
            _key("order_id"),
            _key("rule_id"),
            Column("customer_id", PLAIN, nullable=False),
        )
        self.rule_customers: Table = self._table(
            "rule_customers",
            _key("shop_id"),
            _key("rule_id"),
            _key("customer_id"),
            Column("used", Integer, nullable=False),
        )
        self.carts: Table = self._table(
            "carts",
            _key("shop_id"),
            _key("id"),
            Column("version", Integer, nullable=False),
            Column("customer_id", PLAIN),
            Column("order_id", PLAIN),
            Column("channel", PLAIN, nullable=False),
            Column("assigned_to", PLAIN),
            Column("updated_at", Moment, nullable=False),
            Column("open", Boolean, nullable=False),
            Column("filled", Boolean, nullable=False),
            Column("named", Boolean, nullable=False),
            Column("offer", Boolean, nullable=False),
            Column("found_by", PLAIN, nullable=False),
            Column("idle_since", Moment),
            Column("taken_from", PLAIN),
            _summary(),
            _document(),
            UniqueConstraint("shop_id", "taken_from", name=self._name("carts_taken_from")),
            Index(self._name("carts_idle"), "shop_id", "idle_since", "id"),
            Index(self._name("carts_customer"), "shop_id", "customer_id", "open", "updated_at"),
            Index(self._name("carts_drafts"), "shop_id", "open", "channel", "updated_at"),
            Index(self._name("carts_assigned"), "shop_id", "open", "assigned_to", "updated_at"),
        )
        self.answers: Table = self._table("answers", _key("shop_id"), _key("id"), _document())
        self.files: Table = self._table(
            "files",
            _key("shop_id"),
            _key("id"),
            Column("content", LargeBinary, nullable=False),
        )
        self.orders: Table = self._table(
            "orders",
            _key("shop_id"),
            _key("id"),
            Column("version", Integer, nullable=False),
            Column("number", BigInteger, nullable=False),
            Column("reference", PLAIN, nullable=False),
            Column("cart_id", PLAIN, nullable=False),
            Column("idempotency_key", PLAIN),
            Column("customer_id", PLAIN, nullable=False),
            Column("placed_at", Moment, nullable=False),
            Column("placed_by", PLAIN, nullable=False),
            Column("status", PLAIN, nullable=False),
            Column("unpaid", Boolean, nullable=False),
            Column("currency", PLAIN, nullable=False),
            Column("total", BigInteger, nullable=False),
            Column("cancelled", Boolean, nullable=False),
            _summary(),
            _document(),
            UniqueConstraint("shop_id", "cart_id", name=self._name("orders_cart")),
            UniqueConstraint("shop_id", "idempotency_key", name=self._name("orders_key")),
            UniqueConstraint("shop_id", "reference", name=self._name("orders_reference")),
            UniqueConstraint("shop_id", "number", name=self._name("orders_number")),
            Index(self._name("orders_customer"), "shop_id", "customer_id", "number"),
            Index(self._name("orders_status"), "shop_id", "status", "number"),
            Index(self._name("orders_placed_by"), "shop_id", "placed_by", "number"),
            Index(self._name("orders_placed_at"), "shop_id", "placed_at", "number"),
            Index(
                self._name("orders_unpaid"),
                "shop_id",
                "number",
                sqlite_where=column("unpaid", Boolean) == true(),
            ),
            Index(
                self._name("orders_owing"),
                "shop_id",
                "customer_id",
                sqlite_where=column("unpaid", Boolean) == true(),
            ),
            # It has all that a customer's totals are made of.
            Index(
                self._name("orders_totals"),
                "shop_id",
                "customer_id",
                "cancelled",
                "currency",
                "total",
            ),
        )
        self.order_products: Table = self._table(
            "order_products",
            _key("shop_id"),
            _key("product_id"),
            Column("number", BigInteger, primary_key=True, autoincrement=False),
            _key("order_id"),
            sqlite_with_rowid=False,
        )
        self.links: Table = self._table(
            "links",
            _key("shop_id"),
            _key("id"),
            Column("cart_id", PLAIN, nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("ends_at", Moment, nullable=False),
            Column("used", Boolean, nullable=False),
            Column("purpose", PLAIN, nullable=False),
            _document(),
            Index(self._name("links_cart"), "shop_id", "cart_id"),
            Index(self._name("links_ended"), "shop_id", "ends_at", "id"),
        )
        self.emails: Table = self._table(
            "emails",
            _key("shop_id"),
            _key("id"),
            Column("cart_id", PLAIN, nullable=False),
            Column("written_at", Moment, nullable=False),
            Column("content", LargeBinary, nullable=False),
            _document(),
            Index(self._name("emails_cart"), "shop_id", "cart_id"),
            Index(self._name("emails_written"), "shop_id", "written_at", "id"),
        )
        self.viewers: Table = self._table(
            "viewers",
            _key("shop_id"),
            _key("id"),
            Column("cart_id", PLAIN, nullable=False),
            Column("actor_id", PLAIN, nullable=False),
            Column("name", PLAIN, nullable=False),
            Column("until", Moment, nullable=False),
            Index(self._name("viewers_cart"), "shop_id", "cart_id"),
            Index(self._name("viewers_ended"), "shop_id", "until", "id"),
        )
        self.requests: Table = self._table(
            "requests",
            _key("shop_id"),
            _key("id"),
            Column("fingerprint", PLAIN, nullable=False),
            Column("attempt", PLAIN, nullable=False),
            Column("begun_at", Moment, nullable=False),
            Column("runs_until", Moment, nullable=False),
            Column("done", Boolean, nullable=False),
            Column("answer", Text),
            Index(self._name("requests_begun"), "shop_id", "begun_at", "id"),
        )
        self.search_entries: Table = self._table(
            "search_entries",
            _key("shop_id"),
            _key("kind"),
            _key("step"),
            Column("block", Integer, primary_key=True, autoincrement=False),
            Column("slot", SmallInteger, primary_key=True, autoincrement=False),
            Column("entry_id", PLAIN, nullable=False),
            Column("rest", PLAIN, nullable=False),
            Column("words", PLAIN, nullable=False),
            Index(self._name("search_entries_id"), "shop_id", "kind", "entry_id", unique=True),
            sqlite_with_rowid=False,
        )
        self.search_terms: Table = self._table(
            "search_terms",
            _key("shop_id"),
            _key("kind"),
            _key("term"),
            _key("step"),
            Column("block", Integer, primary_key=True, autoincrement=False),
            Column("bits", BigInteger, nullable=False),
            sqlite_with_rowid=False,
        )
        # For shops whose numbers may have gaps; each connection takes some beforehand. Those
        # without gaps do not get that far.
        self.order_numbers: Sequence = Sequence(
            self._name("order_numbers"),
            start=1_000_000_000,
            cache=20,
            schema=schema,
            metadata=self.metadata,
        )
        self.counters: Table = self._table(
            "counters", _key("shop_id"), _key("name"), Column("value", BigInteger, nullable=False)
        )
        self.audit: Table = self._table(
            "audit",
            _key("shop_id"),
            _position(),
            Column("subject_type", PLAIN, nullable=False),
            Column("subject", PLAIN, nullable=False),
            Column("at", Moment, nullable=False),
            _document(),
            Index(self._name("audit_subject"), "shop_id", "subject_type", "subject", "position"),
            Index(self._name("audit_at"), "shop_id", "at", "position"),
        )
        self.outbox: Table = self._table(
            "outbox",
            _key("shop_id"),
            _position(),
            Column("consumer", PLAIN, nullable=False),
            Column("id", PLAIN, nullable=False),
            Column("key", PLAIN, nullable=False),
            Column("topic", PLAIN, nullable=False),
            Column("state", PLAIN, nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("free_from", Moment),
            _document(),
            UniqueConstraint("shop_id", "id", "consumer", name=self._name("outbox_id")),
            Index(self._name("outbox_queue"), "shop_id", "state", "consumer", "position"),
            Index(self._name("outbox_key"), "shop_id", "key", "consumer", "state", "position"),
        )
        self.consumers: Table = self._table("consumers", _key("shop_id"), _key("name"), _document())
        self.webhooks: Table = self._table(
            "webhooks",
            _key("shop_id"),
            _key("id"),
            Column("version", Integer, nullable=False),
            _document(),
        )
        self.webhook_attempts: Table = self._table(
            "webhook_attempts",
            _key("shop_id"),
            _position(),
            Column("webhook_id", PLAIN, nullable=False),
            Column("key", PLAIN, nullable=False),
            Column("at", Moment, nullable=False),
            Column("succeeded", Boolean, nullable=False),
            _document(),
            Index(self._name("webhook_attempts_of"), "shop_id", "webhook_id", "position"),
            Index(
                self._name("webhook_attempts_failed"),
                "shop_id",
                "webhook_id",
                "position",
                sqlite_where=column("succeeded", Boolean) == false(),
            ),
            Index(self._name("webhook_attempts_key"), "shop_id", "key", "position"),
            Index(self._name("webhook_attempts_at"), "shop_id", "at", "position"),
        )

    @property
    def version_table(self) -> str:
        """The table that tells of which revision the others are."""
        return self._name("alembic_version")

    @property
    def names(self) -> list[str]:
        """What the database is asked to call by name: schema, tables, indexes, constraints."""
        tables = self.metadata.tables.values()
        indexes = [each.name for table in tables for each in table.indexes]
        keys = [each.name for table in tables for each in table.constraints]
        named = (*[each.name for each in tables], *indexes, *keys, self.order_numbers.name)
        own = [str(each) for each in named if each]
        return [self.schema or "", *own, self.version_key]

    @property
    def version_key(self) -> str:
        """The primary key of ``version_table``."""
        return f"{self.version_table}_pkc"

    def _name(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def _table(self, name: str, *parts: Any, **options: Any) -> Table:
        return Table(self._name(name), self.metadata, *parts, **options)


def _partial_on_postgresql(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Say of the indexes that are partial on SQLite that they are so on PostgreSQL.

    An index with ``postgresql_where`` has all of SQLAlchemy's PostgreSQL imported, which takes as
    long as making the tables of an SQLite file.
    """
    if connection.dialect.name == "postgresql":
        for index in (each for table in metadata.tables.values() for each in table.indexes):
            where = index.dialect_options["sqlite"]["where"]
            index.dialect_options["postgresql"]["where"] = where


def _key(name: str) -> Column[str]:
    return Column(name, PLAIN, primary_key=True)


def _position() -> Column[int]:
    """A running number of the database's; on SQLite see ``journal``."""
    return Column("position", BigInteger, Identity(), primary_key=True)


def _document() -> Column[str]:
    return Column("document", Text, nullable=False)


def _summary() -> Column[str]:
    """What lists show of a document: before it, so that no list has to read past it."""
    return Column("summary", Text, nullable=False)


def _stock_movement() -> tuple[Column[Any], ...]:
    return (
        _key("shop_id"),
        _key("reference"),
        _key("product_id"),
        _key("combination_id"),
        Column("quantity", BigInteger, nullable=False),
    )
