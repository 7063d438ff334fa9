"""The contract of ``Addresses``."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.customers import AddressNotFound, AddressOtherCustomer
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import AddressId, CustomerId
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, needs, unit
from backoffice_orders.testing.samples import address


class AddressesContract(Contract):
    """Keeping addresses."""

    port = "addresses"

    def test_a_stored_address_reads_back_equal(self, store: Store) -> None:
        paris = address(company="Söhne", note="ring twice", street="1 rue X\nBâtiment B")
        with unit(store) as work:
            work.addresses.add(paris)
        with unit(store) as work:
            assert work.addresses.get(paris.id) == paris

    def test_adding_returns_what_is_stored(self, store: Store) -> None:
        with unit(store) as work:
            stored = work.addresses.add(address())
        with unit(store) as work:
            assert work.addresses.get(stored.id) == stored

    def test_an_unknown_id_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            with pytest.raises(AddressNotFound):
                work.addresses.get(AddressId("nowhere"))
            with pytest.raises(AddressNotFound):
                work.addresses.save(address("nowhere"))

    def test_several_at_once_without_the_unknown(self, store: Store) -> None:
        first, second = address("a1"), address("a2", city="Lyon")
        with unit(store) as work:
            work.addresses.add(first)
            work.addresses.add(second)
            wanted = [AddressId("a2"), AddressId("a1"), AddressId("a9")]
            for ids in (wanted, set(wanted)):
                assert work.addresses.many(ids) == {"a1": first, "a2": second}
            assert work.addresses.many([]) == {}

    def test_a_customers_addresses_without_the_deleted(self, store: Store) -> None:
        with unit(store) as work:
            work.addresses.add(address("a2"))
            work.addresses.add(address("a1", deleted=True))
            work.addresses.add(address("a0"))
            work.addresses.add(address("a3", customer_id="cus_2"))
            work.addresses.add(address("a4", customer_id="cus_2", deleted=True))
        with unit(store) as work:
            found = work.addresses.of_customer(CustomerId("cus_1"))
            assert [each.id for each in found] == ["a0", "a2"]
            assert work.addresses.get(AddressId("a1")).deleted
            all_of_them = work.addresses.of_customer(CustomerId("cus_1"), with_deleted=True)
            assert [each.id for each in all_of_them] == ["a0", "a1", "a2"]

    def test_an_address_stays_its_customers(self, store: Store) -> None:
        with unit(store) as work:
            work.addresses.add(address("a1"))
        with unit(store) as work, pytest.raises(AddressOtherCustomer):
            work.addresses.save(address("a1", customer_id="cus_2", city="Lyon"))
        with unit(store) as work:
            assert work.addresses.get(AddressId("a1")) == address("a1")

    @needs("shops")
    def test_one_id_in_two_shops_is_two_customers_addresses(self, store: Store) -> None:
        theirs = address("a1", customer_id="cus_9")
        with self.another_shop(store) as work:
            work.addresses.add(theirs)
        with unit(store) as work:
            work.addresses.add(address("a1"))
            work.addresses.save(address("a1", city="Lyon"))
            with pytest.raises(AddressOtherCustomer):
                work.addresses.save(theirs)
        with self.another_shop(store) as work:
            assert work.addresses.get(theirs.id) == theirs

    def test_a_saved_address_replaces_the_old(self, store: Store) -> None:
        with unit(store) as work:
            work.addresses.add(address("a1"))
        with unit(store) as work:
            work.addresses.save(address("a1", city="Lyon"))
        with unit(store) as work:
            assert work.addresses.get(AddressId("a1")).city == "Lyon"

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            work.addresses.add(address("a1", deleted=True))
        with unit(store) as work:
            with pytest.raises(IdTaken) as refused:
                work.addresses.add(address("a1", city="Lyon"))
            assert (refused.value.kind, refused.value.id) == ("address", "a1")
        with unit(store) as work:
            assert work.addresses.get(AddressId("a1")) == address("a1", deleted=True)

    def test_an_address_that_is_deleted_later_leaves_the_list(self, store: Store) -> None:
        whose = CustomerId("cus_1")
        with unit(store) as work:
            for id_ in ("a1", "a2"):
                work.addresses.add(address(id_))
        with unit(store) as work:
            assert len(work.addresses.of_customer(whose)) == 2
            work.addresses.save(address("a1", deleted=True))
        with unit(store) as work:
            assert work.addresses.of_customer(whose) == (address("a2"),)
            assert len(work.addresses.of_customer(whose, with_deleted=True)) == 2
            work.addresses.save(address("a1"))
            assert work.addresses.of_customer(whose) == (address("a1"), address("a2"))
