"""Answers of other systems in SQL."""

from __future__ import annotations

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.ids import CartId


class SqlAnswers(ShopRows):
    """The ``Answers`` port. A row has its cart's id; one that cannot be read is no answer."""

    def of_cart(self, cart_id: CartId) -> Answers:
        found = self._documents(self._schema.answers, Answers, [cart_id])
        return found.get(cart_id, NO_ANSWERS)

    @writes
    def keep(self, cart_id: CartId, answers: Answers) -> None:
        if answers:
            self._upsert(self._schema.answers, {"id": cart_id, "document": written(answers)})
        else:
            self._changed(self._schema.answers)
            self._remove(self._schema.answers, id=cart_id)
