"""Requests that are to be done once, in memory."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.ids import AttemptId, RequestId, ShopId
from backoffice_orders.model.keyed_request import KeyedRequest


class MemoryRequests(MemoryPort):
    """The ``Requests`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._requests: Table[KeyedRequest] = Table(tables, "requests", shop_id)

    def get(self, request_id: RequestId) -> KeyedRequest | None:
        return self._requests.get(request_id)

    @writes
    def put(self, request: KeyedRequest, after: AttemptId | None) -> bool:
        stored = self._requests.get(request.id)
        if (None if stored is None else stored.attempt) != after:
            return False
        self._requests.put(request.id, request)
        return True

    @writes
    def forget_answers(self) -> None:
        for each in self._requests.values():
            if each.answer is not None:
                self._requests.put(each.id, evolve(each, answer=None))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        begun = sorted((each.begun_at, each.id) for each in self._requests.values())
        old = [id_ for begun_at, id_ in begun if begun_at < before][: max(limit, 0)]
        for id_ in old:
            self._requests.remove(id_)
        return len(old)
