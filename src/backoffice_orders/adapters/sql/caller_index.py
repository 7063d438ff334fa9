"""What customers are found by: written once per transaction, of accounts and their addresses."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from sqlalchemy import Table, select

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.search_index import FoundBy, SearchIndex
from backoffice_orders.adapters.sql.search_plan import CUSTOMERS, Wanted, numbered
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.model.address import Address
from backoffice_orders.model.caller import CallerQuery, caller_numbers, caller_words
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import CustomerId, ShopId
from backoffice_orders.model.text import WHOLE_CODE_RANK

# So many customers are read and written together.
_TOGETHER = 1000


class CallerIndex(ShopRows):
    """The search entries of customers. Those whom the shop keeps elsewhere have none."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        self._due: dict[CustomerId, None] = {}

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self._session, self._shop_id, CUSTOMERS)

    def changed(self, customer_id: CustomerId) -> None:
        """A customer, or one of their addresses, is another now."""
        if not self._due:
            self._session.write_later(self._write)
        self._due[customer_id] = None
        if len(self._due) >= _TOGETHER:
            self._write()

    def wanted(self, text: str) -> list[Wanted]:
        """What a text looks for among the entries of customers."""
        query = CallerQuery.of(text)
        numbers = (Wanted(CUSTOMERS, (n,), WHOLE_CODE_RANK) for n in numbered(query.numbers))
        return [*(Wanted(CUSTOMERS, words) for words in query.words), *numbers]

    def _write(self) -> None:
        ids, self._due = sorted(self._due), {}
        customers = self._documents(self._schema.customers, Customer, ids)
        addresses: dict[str, list[Address]] = defaultdict(list)
        table = self._schema.addresses
        rows = self._session.rows(_of_customers(table, self._dialect), self._of(ids=ids))
        for address in self._values(table, Address, rows):
            addresses[address.customer_id].append(address)
        for id_, customer in customers.items():
            held = customer, addresses[id_]
            entry = FoundBy(id_, customer.sort_key, caller_words(*held), caller_numbers(*held))
            self._index.put(entry)


@prepared
def _of_customers(addresses: Table, dialect: Dialect) -> Any:
    query = select(addresses.c.id, addresses.c.document)
    of_customers = one_of(addresses.c.customer_id, "of_ids", dialect)
    return query.where(mine(addresses), of_customers, addresses.c.deleted.is_(False))
