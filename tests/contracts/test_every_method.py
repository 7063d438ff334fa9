"""The generic suites leave no method of a port out, and no field of what is stored."""

from __future__ import annotations

import attrs
import pytest

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.page import Page
from backoffice_orders.ports.own_parts import OWN_PORTS
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.contracts.observed import answer, observe, plain
from backoffice_orders.testing.contracts.questions import READS
from backoffice_orders.testing.contracts.round_trips import KEPT
from backoffice_orders.testing.contracts.shelf import CONCERNS
from backoffice_orders.testing.contracts.transactions import filled_store
from backoffice_orders.testing.contracts.writes import WRITES, Write
from backoffice_orders.testing.filled import at_default, filled
from backoffice_orders.testing.port_types import port_types

PORTS = {name: kind for name, kind in port_types().items() if name in OWN_PORTS}


def test_every_method_is_asked_or_written_with() -> None:
    methods = {
        f"{port}.{name}"
        for port, protocol in PORTS.items()
        for name in vars(protocol)
        if not name.startswith("_")
    }
    assert methods == READS.keys() | {write.method for write in WRITES}


def test_every_question_finds_something() -> None:
    """Else a filter that finds nothing, and one that finds too much, look alike."""
    store, found = MemoryStore(), set()
    filled_store(store)
    for write in (Write("", lambda _: None), *WRITES):
        with unit(store) as work:
            answer(work, write.act)
            answers = observe(work)
        found |= {name for name, each in answers.items() if each and each != plain(Page(()))}
    assert answers.keys() - found == {"outbox.event (3)"}, "a message that is no event is none"


def test_every_port_belongs_to_a_concern() -> None:
    assert PORTS.keys() == CONCERNS.keys()


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_filled_sample_leaves_no_field_at_its_default(name: str) -> None:
    assert at_default(filled(KEPT[name].kind), name) == []


def test_what_is_at_its_default_is_named() -> None:
    kind = KEPT["Customer"].kind
    half = filled(
        kind,
        phone="",
        tags=(),
        tax_exemption=attrs.evolve(filled(kind).tax_exemption, reference=""),
    )
    assert at_default(half, "c") == ["c.phone", "c.tax_exemption.reference", "c.tags"]
