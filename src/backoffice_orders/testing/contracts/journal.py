"""The contract of ``Audit``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import ActorId, AuditId
from backoffice_orders.model.page import PageAfter, walked
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import Contract, pages, unit
from backoffice_orders.testing.filled import filled
from backoffice_orders.testing.samples import MOMENT

MICROSECOND = timedelta(microseconds=1)


class AuditContract(Contract):
    """The audit trail."""

    port = "audit"

    def test_entries_of_one_subject_oldest_first(self, store: Store) -> None:
        def entry(number: int, subject: str) -> AuditEntry:
            return AuditEntry(
                AuditId(f"a{number}"),
                MOMENT,
                ActorId("ann"),
                "cart.add",
                SubjectType.CART,
                subject,
                {},
                {"n": [number, "é"]},
            )

        with unit(store) as work:
            for number, subject in ((1, "c1"), (2, "c2"), (3, "c1"), (4, "C1")):
                work.audit.record(entry(number, subject))
        with unit(store) as work:
            assert of("c1", work) == [entry(1, "c1"), entry(3, "c1")]
            assert of("none", work) == []
            work.audit.erase(SubjectType.CART, "c1")
            work.audit.erase(SubjectType.CART, "none")
            assert of("c1", work) == [
                evolve(entry(1, "c1"), after={}),
                evolve(entry(3, "c1"), after={}),
            ]
            assert of("c2", work) == [entry(2, "c2")]
            assert of("C1", work) == [entry(4, "C1")]

    def test_one_id_of_two_kinds_are_two_subjects(self, store: Store) -> None:
        """A shop that numbers all it has may call a cart and its customer alike."""

        def entry(number: int, kind: SubjectType) -> AuditEntry:
            id_ = AuditId(f"a{number}")
            return AuditEntry(
                id_, MOMENT, ActorId("ann"), "cart.add", kind, "1000", {}, {"n": number}
            )

        cart, customer = entry(1, SubjectType.CART), entry(2, SubjectType.CUSTOMER)
        with unit(store) as work:
            work.audit.record(cart, customer)
            work.audit.erase(SubjectType.CUSTOMER, "1000")
            work.audit.erase(SubjectType.ORDER, "1000")
        with unit(store) as work:

            def about(kind: SubjectType) -> list[AuditEntry]:
                return [*walked(lambda page: work.audit.of_subject(kind, "1000", page))]

            assert about(SubjectType.CART) == [cart]
            assert about(SubjectType.CUSTOMER) == [evolve(customer, after={})]
            assert about(SubjectType.ORDER) == []
            assert work.audit.forget(MOMENT + MICROSECOND, 10) == 2, "of every kind"

    def test_the_order_of_recording_is_the_order(self, store: Store) -> None:
        def entry(id: str, minutes: int) -> AuditEntry:
            moment = MOMENT + timedelta(minutes=minutes)
            return AuditEntry(
                AuditId(id), moment, ActorId("ann"), "cart.add", SubjectType.CART, "c1"
            )

        entries = [entry("a3", 0), entry("a1", 5), entry("a2", 1), entry("a1", 5)]
        with unit(store) as work:
            work.audit.record(*entries[:2])
        with unit(store) as work:
            work.audit.record(*entries[2:])
        with unit(store) as work:
            assert of("c1", work) == entries
            latest = work.audit.of_subject(SubjectType.CART, "c1", PageAfter(), newest_first=True)
            assert list(latest) == entries[::-1]

    def test_an_entry_is_stored_as_it_was_when_it_was_recorded(self, store: Store) -> None:
        tags = ["phone"]
        entry = AuditEntry(
            AuditId("a1"),
            MOMENT,
            ActorId("ann"),
            "cart.tag",
            SubjectType.CART,
            "c1",
            {},
            {"tags": tags},
        )
        with unit(store) as work:
            work.audit.record(entry)
            tags.append("late")
            (found,) = of("c1", work)
            assert found.after == {"tags": ["phone"]}
            found.after["tags"].append("later")
            assert of("c1", work)[0].after == {"tags": ["phone"]}

    def test_pages_follow_each_other_either_way(self, store: Store) -> None:
        entries = [
            AuditEntry(
                AuditId(f"a{n}"), MOMENT, ActorId("ann"), "cart.add", SubjectType.CART, f"c{n % 2}"
            )
            for n in range(14)
        ]
        with unit(store) as work:
            work.audit.record(*entries)
        mine = [entry for entry in entries if entry.subject == "c1"]
        with unit(store) as work:
            for size in (1, 2, 3, 7, 8):
                found = pages(
                    lambda page: work.audit.of_subject(SubjectType.CART, "c1", page), size
                )
                assert [entry for page in found for entry in page] == mine, size
                found = pages(
                    lambda page: work.audit.of_subject(
                        SubjectType.CART, "c1", page, newest_first=True
                    ),
                    size,
                )
                assert [entry for page in found for entry in page] == mine[::-1], size
            with pytest.raises(FieldInvalid, match="after"):
                work.audit.of_subject(SubjectType.CART, "c1", PageAfter("a3"))

    def test_what_is_old_is_forgotten_the_earliest_first(self, store: Store) -> None:
        later = {"a1": 5, "a2": 1, "a3": 3, "a4": 2, "a5": 4}
        entries = [
            AuditEntry(
                AuditId(id_),
                MOMENT + count * MICROSECOND,
                ActorId("ann"),
                "cart.add",
                SubjectType.CART,
                "c1",
            )
            for id_, count in later.items()
        ]
        with unit(store) as work:
            work.audit.record(*entries)
        with self.another_shop(store) as work:
            work.audit.record(*entries)
        until = MOMENT + 4 * MICROSECOND
        with unit(store) as work:
            assert work.audit.forget(MOMENT + MICROSECOND, 10) == 0
            assert work.audit.forget(until, 0) == work.audit.forget(until, -1) == 0
            assert work.audit.forget(until, 2) == 2
            assert [entry.id for entry in of("c1", work)] == ["a1", "a3", "a5"]
            assert work.audit.forget(until, 2) == 1
            assert work.audit.forget(until, 2) == 0
            assert [entry.id for entry in of("c1", work)] == ["a1", "a5"]
            late = evolve(entries[0], id=AuditId("a6"))
            work.audit.record(late)
            assert [entry.id for entry in of("c1", work)] == ["a1", "a5", "a6"]
            work.audit.record(evolve(late, id=AuditId("a7"), at=MOMENT))
            assert work.audit.forget(until, 2) == 1, "in the transaction that has recorded it"
            assert [entry.id for entry in of("c1", work)] == ["a1", "a5", "a6"]
        with self.another_shop(store) as work:
            assert len(of("c1", work)) == 5

    def test_what_was_before_is_erased_with_what_is_after(self, store: Store) -> None:
        entry = filled(AuditEntry, subject_type=SubjectType.CART, subject="c1")
        assert entry.before
        with unit(store) as work:
            work.audit.record(entry)
            work.audit.erase(SubjectType.CART, "c1")
        with unit(store) as work:
            assert of("c1", work) == [evolve(entry, before={}, after={})]


def of(subject: str, work: UnitOfWork) -> list[AuditEntry]:
    """All entries about a subject, oldest first."""
    return [*walked(lambda page: work.audit.of_subject(SubjectType.CART, subject, page))]
