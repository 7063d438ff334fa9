"""Answers of other systems in memory."""

from __future__ import annotations

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.ids import CartId, ShopId


class MemoryAnswers(MemoryPort):
    """The ``Answers`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._answers: Table[Answers] = Table(tables, "answers", shop_id)

    def of_cart(self, cart_id: CartId) -> Answers:
        found = self._answers.get(cart_id)
        return NO_ANSWERS if found is None else found

    @writes
    def keep(self, cart_id: CartId, answers: Answers) -> None:
        if answers:
            self._answers.put(cart_id, answers)
        else:
            self._answers.remove(cart_id)
