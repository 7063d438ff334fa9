"""``examples/script``: no database, and a worker that delivers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from examples.script.shop import ANN, MUG, Stall, main

from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.order import Order
from backoffice_orders.model.stock import StockItem
from tests.hosts.served import RACERS


def left(stall: Stall) -> int:
    item = StockItem(MUG.id)
    return stall.office.desk.read(ANN, lambda work: work.stock.levels([item])[item])


def test_an_order_is_placed_and_packed_by_the_worker(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    placed, packed = capsys.readouterr().out.splitlines()
    reference = placed.removeprefix("placed ")
    assert packed == f"packed {reference}: 2 x Blue mug"


def test_ten_racers_for_the_last_piece() -> None:
    stall, together = Stall(mugs=1), threading.Barrier(RACERS)

    def run(number: int) -> Order | OutOfStock:
        together.wait()
        try:
            return stall.order(f"racer-{number}@example.com", 1)
        except OutOfStock as error:
            return error

    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(run, range(RACERS)))
    (winner,) = [answer for answer in answers if isinstance(answer, Order)]
    assert stall.ledger == [winner.reference]
    assert left(stall) == 0


def test_a_failure_in_the_hosts_code_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stall = Stall(mugs=3)

    def broken(order: Order) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(stall, "enter", broken)
    with pytest.raises(RuntimeError):
        stall.order("john@example.com", 2)
    assert (stall.ledger, left(stall)) == ([], 3)
    assert not stall.office.orders.search(ANN).items
    stall.office.events.deliver(ANN)
    assert stall.packed == []
