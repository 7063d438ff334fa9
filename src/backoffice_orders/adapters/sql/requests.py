"""Requests that are to be done once, in SQL."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select, update

from backoffice_orders.adapters.sql.documents import read, written
from backoffice_orders.adapters.sql.readable import readable_row
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.ids import AttemptId, RequestId
from backoffice_orders.model.keyed_request import KeptAnswer, KeyedRequest


class SqlRequests(ShopRows):
    """The ``Requests`` port."""

    def get(self, request_id: RequestId) -> KeyedRequest | None:
        table = self._schema.requests
        columns = [table.c[name] for name in (*_PLAIN, "answer")]
        query = select(*columns).where(self._mine(table, id=request_id))
        for fingerprint, attempt, begun_at, runs_until, done, answer in self._session.all(query):
            reading = partial(read, self._session.cache, answer, KeptAnswer)
            return KeyedRequest(
                request_id,
                fingerprint,
                AttemptId(attempt),
                begun_at,
                runs_until,
                done,
                None if answer is None else readable_row(table, request_id, reading),
            )
        return None

    @writes
    def put(self, request: KeyedRequest, after: AttemptId | None) -> bool:
        table, answer = self._schema.requests, request.answer
        columns = {name: getattr(request, name) for name in _PLAIN}
        columns["answer"] = None if answer is None else written(answer)
        if after is None:
            return self._insert_new(table, {"id": request.id, **columns})
        return bool(self._rewrite(table, columns, id=request.id, attempt=after))

    @writes
    def forget_answers(self) -> None:
        table = self._schema.requests
        self._session.execute(update(table).where(self._mine(table)).values(answer=None))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.requests
        return self._remove_old(table, table.c.id, table.c.begun_at, before, limit)


_PLAIN = ("fingerprint", "attempt", "begun_at", "runs_until", "done")
