"""The contract of ``Customers``."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.errors.customers import CustomerNotFound, EmailTaken
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import CustomerId, GroupId
from backoffice_orders.model.page import PageRequest
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import (
    FIRST_PAGE,
    FROM_THE_START,
    Contract,
    pages,
    race,
    unit,
)
from backoffice_orders.testing.samples import MOMENT, address, customer


def named(id: str, first: str, last: str, **changes: object) -> Customer:
    """A customer with this name."""
    return customer(id, first_name=first, last_name=last, **changes)


class CustomersContract(Contract):
    """Finding and keeping customers."""

    port = "customers"

    def _found(self, store: Store, text: str, page: PageRequest = FIRST_PAGE) -> list[str]:
        with unit(store) as work:
            return [each.id for each in work.customers.search(text, page)]

    def _fill(self, store: Store, *customers: Customer) -> None:
        with unit(store) as work:
            for each in customers:
                work.customers.add(each)

    def test_a_stored_customer_reads_back_equal(self, store: Store) -> None:
        john = customer(company="Doe & Söhne", tags=("vip",), attributes={"crm": "17"})
        self._fill(store, john)
        with unit(store) as work:
            assert work.customers.get(john.id) == john

    def test_adding_returns_what_is_stored(self, store: Store) -> None:
        with unit(store) as work:
            stored = work.customers.add(customer())
        with unit(store) as work:
            assert work.customers.get(stored.id) == stored

    def test_an_unknown_id_is_refused(self, store: Store) -> None:
        with unit(store) as work, pytest.raises(CustomerNotFound):
            work.customers.get(CustomerId("nobody"))

    def test_first_letters_of_any_word_in_any_order(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "John", "Doe", email="j@x.org"),
            named("c2", "Joan", "Dover", email="k@x.org"),
            named("c3", "Mary", "Major", email="m@x.org", company="Jones Dough Ltd"),
            named("c4", "Bob", "Brown", email="bob@donut.example"),
        )
        assert self._found(store, "do jo") == ["c1", "c2", "c3"]
        assert self._found(store, "jo do") == ["c1", "c2", "c3"]
        assert self._found(store, "mary") == ["c3"]
        assert self._found(store, "donut") == ["c4"]
        assert self._found(store, "zz") == []

    def test_case_and_accents_do_not_matter(self, store: Store) -> None:
        self._fill(store, named("c1", "Zoë", "Müller", email="z@x.org"))
        self._fill(store, named("c2", "Øyvind", "Łukasz", email="o@x.org"))
        assert self._found(store, "ZOE mull") == ["c1"]
        assert self._found(store, "oyv luk") == ["c2"]
        assert self._found(store, "zoë MÜL") == ["c1"]

    def test_the_middle_of_a_word_is_not_found(self, store: Store) -> None:
        self._fill(store, named("c1", "Marianne", "Smith", email="a@x.org"))
        assert self._found(store, "anne") == []

    def test_whole_words_come_first_then_names(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Ann", "Zimmer", email="1@x.org"),
            named("c2", "Anna", "Abel", email="2@x.org"),
            named("c3", "Annabel", "Baker", email="3@x.org"),
            named("c4", "Ann", "Cole", email="4@x.org"),
        )
        assert self._found(store, "ann") == ["c4", "c1", "c2", "c3"]

    def test_twenty_a_page_and_whether_more_follow(self, store: Store) -> None:
        self._fill(
            store,
            *(named(f"c{n:02}", "Pat", f"Smith{n:02}", email=f"{n}@x.org") for n in range(25)),
        )
        with unit(store) as work:
            first = work.customers.search("pat", PageRequest(1))
            second = work.customers.search("pat", PageRequest(2))
        assert [len(first), first.more, len(second), second.more] == [20, True, 5, False]
        ids = [each.id for each in (*first, *second)]
        assert ids == sorted(ids)
        assert len(set(ids)) == 25

    def test_an_empty_text_finds_everybody(self, store: Store) -> None:
        self._fill(store, named("c1", "A", "Z", email="1@x.org"))
        self._fill(store, named("c2", "B", "Y", email="2@x.org"))
        assert self._found(store, " ") == ["c2", "c1"]

    def test_wildcards_and_quotes_are_only_letters(self, store: Store) -> None:
        self._fill(store, named("c1", "Ann", "O'Hara", email="1@x.org"))
        assert self._found(store, "o'hara") == ["c1"]
        assert self._found(store, "%") == ["c1"]  # no letter in it: everybody
        assert self._found(store, "a_n") == []

    def test_a_changed_name_is_found_and_the_old_one_is_not(self, store: Store) -> None:
        self._fill(store, named("c1", "Ann", "Miller", email="1@x.org"))
        with unit(store) as work:
            work.customers.save(named("c1", "Ann", "Baker", email="1@x.org"))
        assert self._found(store, "baker") == ["c1"]
        assert self._found(store, "miller") == []

    def test_one_account_per_email(self, store: Store) -> None:
        with self.another_shop(store) as work:
            work.customers.add(customer("c0", email="ann@x.org"))
        self._fill(store, customer("c1", email="Ann@x.org"))
        with pytest.raises(EmailTaken) as refused, unit(store) as work:
            work.customers.add(customer("c2", email="ann@X.org"))
        assert refused.value.customer_id == "c1", "this shop's"
        with unit(store) as work:
            found = work.customers.account("ANN@x.org")
            assert found is not None
            assert found.id == "c1"

    def test_one_account_however_its_domain_is_spelled(self, store: Store) -> None:
        self._fill(store, customer("c1", email="jo@m\u00fcller.de"))
        with pytest.raises(EmailTaken), unit(store) as work:
            work.customers.add(customer("c2", email="jo@xn--mller-kva.de"))
        with unit(store) as work:
            for spelled in ("jo@xn--mller-kva.de", "JO@M\u00dcLLER.de", "jo@mu\u0308ller.de"):
                found = work.customers.account(spelled)
                assert found is not None
                assert found.id == "c1"

    def test_found_by_either_spelling_of_the_domain(self, store: Store) -> None:
        self._fill(store, customer("c1", email="jo@xn--mller-kva.de"))
        with unit(store) as work:
            for typed in ("jo@m\u00fcller.de", "jo@xn--mller", "muller.de"):
                assert [each.id for each in work.customers.search(typed, FIRST_PAGE)] == ["c1"]

    def test_names_are_found_however_they_are_spaced(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Anne-Marie", "O'Brien", email="1@x.org"),
            named("c2", "Jean", "Le Goff", email="2@x.org"),
            named("c3", "Rosemary", "Vandenberg", email="3@x.org"),
            named("c4", "\u5c0f\u660e", "\u738b", email="4@x.org"),
        )
        for typed in ("obrien", "annemarie", "o'brien annem", "anne obri"):
            assert self._found(store, typed) == ["c1"], typed
        for typed in ("legoff", "le goff jean", "jean legof"):
            assert self._found(store, typed) == ["c2"], typed
        for typed in ("rose mary", "van denberg", "vanden berg rosemary"):
            assert self._found(store, typed) == ["c3"], typed
        for typed in ("\u738b\u5c0f\u660e", "\u738b\u5c0f", "\u738b \u5c0f\u660e"):
            assert self._found(store, typed) == ["c4"], typed

    def test_an_apostrophe_is_one_however_it_is_typed(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Pat", "O\u02bcBrien", email="1@x.org"),
            named("c2", "Pia", "O\u2019Neill", email="2@x.org"),
        )
        for mark in ("'", "\u2019", "\u02bc", "\u2018", ""):
            assert self._found(store, f"o{mark}brien") == ["c1"], mark
            assert self._found(store, f"O{mark}NEILL") == ["c2"], mark

    def test_letters_that_are_not_on_a_keyboard_are_spelled_out(self, store: Store) -> None:
        self._fill(store, named("c1", "J\u00f6rg", "M\u00fcller", email="1@x.org"))
        self._fill(store, named("c2", "Joerg", "Mueller", email="2@x.org"))
        assert self._found(store, "mueller joer") == ["c2", "c1"]  # by name: mueller, muller
        assert self._found(store, "M\u00dcLLER") == ["c2", "c1"]
        assert self._found(store, "muller") == ["c1"]

    def test_a_phone_number_in_any_spelling(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Ann", "Abel", email="1@x.org", phone="+33 1 42 68 53 00"),
            named("c2", "Bob", "Brown", email="2@x.org", phone="+33 1 42 68 53 99"),
        )
        whole = "0142685300", "01 42 68 53 00", "01.42.68.53.00", "+33142685300", "33142685300"
        abroad = "0033 1 42 68 53 00", "+33 (0)1 42 68 53 00", "(01) 42-68-53-00", "685300"
        for typed in (*whole, *abroad):
            assert self._found(store, typed) == ["c1"], typed
        for typed in ("+33 1 42 68", "01 42 68 53", "3314268"):
            assert self._found(store, typed) == ["c1", "c2"], typed
        for typed in ("0142685301", "42 68 53", "123"):
            assert self._found(store, typed) == [], typed

    def test_a_phone_number_with_an_extension(self, store: Store) -> None:
        self._fill(
            store, named("c1", "Ann", "Abel", email="1@x.org", phone="+1 212-555-0123 ext. 5")
        )
        for typed in ("2125550123", "212 555", "+1 212-555-0123 ext. 5", "0123"):
            assert self._found(store, typed) == ["c1"], typed

    def test_a_vat_number_with_or_without_its_country(self, store: Store) -> None:
        self._fill(store, named("c1", "Ann", "Abel", email="1@x.org", vat_number="FR40303265045"))
        for typed in ("FR40303265045", "fr 40 303 265 045", "40303265045", "FR4030"):
            assert self._found(store, typed) == ["c1"], typed
        assert self._found(store, "303265045") == []

    def test_what_stands_in_the_addresses(self, store: Store) -> None:
        self._fill(store, named("c1", "Ann", "Abel", email="1@x.org"))
        self._fill(store, named("c2", "Ann", "Brown", email="2@x.org"))
        lyon = address("a1", "c1", postcode="69002", phone="+33 4 72 00 00 01")
        nice = address("a3", "c1", postcode="06000")
        london = address("a2", "c2", country="GB", postcode="SW1A 1AA", vat_number="GB999999973")
        with unit(store) as work:
            for each in (lyon, london, nice):
                work.addresses.add(each)
        assert self._found(store, "ann 69002") == self._found(store, "ann 06000") == ["c1"]
        assert self._found(store, "0472000001") == ["c1"]
        for typed in ("sw1a1aa", "ann sw1a", "999999973"):
            assert self._found(store, typed) == ["c2"], typed
        with unit(store) as work:
            work.addresses.save(evolve(lyon, postcode="13001", phone=""))
            work.addresses.save(evolve(london, deleted=True))
        assert self._found(store, "ann 13001") == ["c1"]
        for typed in ("ann 69002", "0472000001", "sw1a1aa", "999999973"):
            assert self._found(store, typed) == [], typed

    def test_a_changed_phone_number_is_found_and_the_old_one_is_not(self, store: Store) -> None:
        self._fill(store, named("c1", "Ann", "Abel", email="1@x.org", phone="+33 1 42 68 53 00"))
        with unit(store) as work:
            work.customers.save(named("c1", "Ann", "Abel", email="1@x.org", phone="+44 20 1234567"))
        assert self._found(store, "201234567") == ["c1"]
        assert self._found(store, "0142685300") == []
        with unit(store) as work:
            work.customers.save(named("c1", "Ann", "Abel", email="1@x.org"))
        assert self._found(store, "201234567") == []

    def test_a_number_typed_whole_comes_first(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Ann", "Abel", email="1@x.org", phone="+1 4268530012"),
            named("c2", "Zoe", "Zimmer", email="2@x.org", phone="+1 42685300"),
        )
        assert self._found(store, "142685300") == ["c2", "c1"]

    def test_guests_share_an_email(self, store: Store) -> None:
        self._fill(store, customer("c1", email="ann@x.org"))
        self._fill(store, customer("c2", email="ann@x.org", guest=True))
        self._fill(store, customer("c3", email="ann@x.org", guest=True))
        with unit(store) as work:
            found = work.customers.account("ann@x.org")
            assert found is not None
            assert found.id == "c1"

    def test_an_email_can_be_changed_but_not_to_anothers(self, store: Store) -> None:
        self._fill(store, customer("c1", email="a@x.org"), customer("c2", email="b@x.org"))
        with pytest.raises(EmailTaken), unit(store) as work:
            work.customers.save(customer("c1", email="b@x.org"))
        with unit(store) as work:
            work.customers.save(customer("c1", email="c@x.org"))
        with unit(store) as work:
            assert work.customers.account("a@x.org") is None
            work.customers.add(customer("c3", email="a@x.org"))

    def test_saving_nobody_is_refused(self, store: Store) -> None:
        with pytest.raises(CustomerNotFound), unit(store) as work:
            work.customers.save(customer("nobody"))

    def test_of_two_who_race_for_an_email_one_wins(self, store: Store) -> None:
        answers = race(
            store,
            8,
            lambda work, n: work.customers.add(customer(f"c{n}", email="same@x.org")),
        )
        assert sum(isinstance(answer, Customer) for answer in answers) == 1
        assert sum(isinstance(answer, EmailTaken) for answer in answers) == 7

    def test_groups_by_id(self, store: Store) -> None:
        pros = CustomerGroup(GroupId("pros"), "Professionals", Decimal("2.5"))
        with unit(store) as work:
            work.customers.save_group(pros)
            work.customers.save_group(CustomerGroup(GroupId("all"), "All"))
            work.customers.save_group(CustomerGroup(GroupId("all"), "Everybody"))
        with unit(store) as work:
            everybody = CustomerGroup(GroupId("all"), "Everybody")
            assert work.customers.all_groups() == (everybody, pros)
            asked = [pros.id, GroupId("none"), everybody.id, pros.id]
            for ids in (asked, set(asked)):
                assert work.customers.groups(ids) == (everybody, pros)
            assert work.customers.groups([pros.id]) == (pros,)
            assert work.customers.groups([]) == ()

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        self._fill(store, customer("c1", guest=True), customer("c2"))
        for other in (
            customer("c1", email="new@example.com"),
            customer("c1", email="new@example.com", guest=True),
            customer("c1", email="c2@example.com"),  # which is another's besides
        ):
            with unit(store) as work:
                with pytest.raises(IdTaken) as refused:
                    work.customers.add(other)
                assert (refused.value.kind, refused.value.id) == ("customer", "c1")
                assert work.customers.account("new@example.com") is None
        with unit(store) as work:
            assert work.customers.get(CustomerId("c1")) == customer("c1", guest=True)

    def test_a_refused_change_changes_nothing(self, store: Store) -> None:
        self._fill(store, customer("c1"), customer("c2"))
        with unit(store) as work:
            with pytest.raises(EmailTaken):
                work.customers.save(customer("c1", email="C2@example.com"))
            with pytest.raises(CustomerNotFound):
                work.customers.save(customer("c9", email="c2@example.com"))
            assert work.customers.account("c1@example.com") == customer("c1")
            assert work.customers.account("c2@example.com") == customer("c2")

    def test_a_group_is_taken_away(self, store: Store) -> None:
        everybody = CustomerGroup(GroupId("all"), "Everybody")
        with unit(store) as work:
            work.customers.save_group(everybody)
            work.customers.save_group(CustomerGroup(GroupId("pros"), "Pros"))
        with unit(store) as work:
            work.customers.remove_group(GroupId("pros"))
            work.customers.remove_group(GroupId("none"))
        with unit(store) as work:
            assert work.customers.all_groups() == (everybody,)
            assert work.customers.groups([GroupId("pros"), everybody.id]) == (everybody,)

    def test_a_guest_is_nobodys_account(self, store: Store) -> None:
        with unit(store) as work:
            work.customers.add(named("c1", "John", "Doe", email="j@x.org", guest=True))
            assert work.customers.account("j@x.org") is None
            work.customers.add(named("c2", "Jane", "Doe", email="j@x.org"))
        with unit(store) as work:
            account = work.customers.account("j@x.org")
            assert account is not None
            assert account.id == "c2"

    def test_guests_and_who_is_switched_off_are_found(self, store: Store) -> None:
        self._fill(
            store,
            named("c1", "Pat", "A", email="1@x.org", active=False),
            named("c2", "Pat", "B", email="2@x.org", guest=True),
            named("c3", "Pat", "C", email="3@x.org"),
        )
        assert self._found(store, "pat") == ["c1", "c2", "c3"]
        assert self._found(store, "") == ["c1", "c2", "c3"]

    def test_a_list_is_filtered(self, store: Store) -> None:
        later, pros, all_ = MOMENT + timedelta(hours=1), GroupId("pros"), GroupId("all")
        self._fill(
            store,
            customer("c1", group_ids=(all_,)),
            customer("c2", group_ids=(all_, pros), created_at=later),
            customer("c3", guest=True),
            customer("c4", guest=True, created_at=later, group_ids=(pros,), active=False),
        )

        def found(**wanted: Any) -> list[str]:
            with unit(store) as work:
                asked = CustomerFilter(**wanted)
                listed = work.customers.listed(asked, FROM_THE_START)
                assert work.customers.count(asked, 100) == len(listed), "as many as are listed"
                assert work.customers.count(asked, 1) == min(len(listed), 1), "and no more"
                return [each.id for each in listed]

        assert found() == ["c2", "c4", "c1", "c3"], "newest first, then by id; whoever it is"
        assert found(guest=True) == ["c4", "c3"]
        assert found(guest=False) == ["c2", "c1"]
        assert found(group_id=pros) == ["c2", "c4"]
        assert found(group_id=pros, guest=True) == ["c4"]
        assert found(group_id=all_, created_from=later) == ["c2"], "the first moment is included"
        assert found(created_until=later) == ["c1", "c3"], "the last one is not"
        assert found(group_id=GroupId("none")) == found(group_id=GroupId("pro")) == []

    def test_any_two_that_are_asked_of_a_customer_hold_together(self, store: Store) -> None:
        people = [
            customer(
                f"c{number:02}",
                email=f"c{number}@example.com",
                guest=bool(number & 1),
                group_ids=[GroupId("gold" if number & 2 else "plain"), GroupId("all")],
                created_at=MOMENT + timedelta(hours=number * 5 % 16),
            )
            for number in range(16)
        ]
        self._fill(store, *people)
        newest_first = sorted(people, key=lambda each: each.created_at, reverse=True)
        asked: list[dict[str, Any]] = [
            {"guest": True},
            {"guest": False},
            {"group_id": GroupId("gold")},
            {"created_from": MOMENT + timedelta(hours=5)},
            {"created_until": MOMENT + timedelta(hours=11)},
        ]
        for one, two in combinations_with_replacement(asked, 2):
            wanted = CustomerFilter(**{**one, **two})
            ids = [each.id for each in newest_first if wanted.fits(each)]
            with unit(store) as work:
                found = pages(partial(work.customers.listed, wanted), 3)
                assert [each.id for page in found for each in page] == ids, wanted
                for at_most in (1, max(len(ids), 1), 100):
                    assert work.customers.count(wanted, at_most) == min(len(ids), at_most)

    def test_any_number_of_customers_may_be_written_at_once(self, store: Store) -> None:
        """An import; what a store leaves for later, in order to write it together, is written."""
        everybody, count = GroupId("all"), 1010
        with unit(store) as work:
            for number in range(count):
                work.customers.add(customer(f"c{number}", group_ids=(everybody,)))
        with unit(store) as work:
            assert work.customers.count(CustomerFilter(group_id=everybody), 2 * count) == count

    def test_a_list_follows_who_is_changed(self, store: Store) -> None:
        pros, john = GroupId("pros"), customer("c1", group_ids=(GroupId("all"),))
        self._fill(store, john, customer("c2"))
        with unit(store) as work:
            work.customers.save(evolve(john, group_ids=(pros,)))
            work.customers.save(evolve(john, group_ids=(pros,), guest=True))
            work.customers.save(customer("c2", merged_into=john.id, group_ids=(pros,)))
            listed = work.customers.listed(CustomerFilter(group_id=pros), FROM_THE_START)
            assert [each.id for each in listed] == ["c1"], "who was merged is in no list"
            assert listed[0].guest, "as they are now"
            for wanted in (CustomerFilter(), CustomerFilter(guest=True)):
                there = work.customers.listed(wanted, FROM_THE_START)
                assert [each.id for each in there] == ["c1"]
            old = CustomerFilter(group_id=GroupId("all"))
            assert not work.customers.listed(old, FROM_THE_START), "not in that group any more"
            assert work.customers.count(CustomerFilter(), 100) == 1, (
                "what is not written yet counts"
            )

    def test_an_account_is_found_after_every_change(self, store: Store) -> None:
        def whose(email: str) -> str | None:
            with unit(store) as work:
                found = work.customers.account(email)
                return None if found is None else found.id

        john = customer("c1", email="j@x.org")
        self._fill(store, john)
        with unit(store) as work:
            work.customers.save(evolve(john, first_name="Jack"))
        assert whose("j@x.org") == whose(" J@X.org ") == "c1"
        with unit(store) as work:
            work.customers.save(evolve(john, email="new@x.org"))
        assert (whose("j@x.org"), whose("new@x.org")) == (None, "c1")
        with unit(store) as work:
            work.customers.save(evolve(john, email="new@x.org", guest=True))
        assert whose("new@x.org") is None, "a guest has no account"
        self._fill(store, customer("c2", email="new@x.org"))
        with unit(store) as work:
            work.customers.save(evolve(john, email="new@x.org", guest=True, first_name="Jim"))
        assert whose("new@x.org") == "c2", "a guest takes nobody's account away"
        with unit(store) as work:
            work.customers.save(john)
        assert whose("j@x.org") == "c1", "a guest gets an account"
        with unit(store) as work, pytest.raises(EmailTaken):
            work.customers.add(customer("c3", email="j@x.org"))

    def test_an_email_is_free_again_in_the_same_transaction(self, store: Store) -> None:
        self._fill(store, customer("c1", email="one@x.org"), customer("c2", email="two@x.org"))
        with unit(store) as work:
            work.customers.save(customer("c1", email="three@x.org"))
            work.customers.save(customer("c2", email="one@x.org"))
            work.customers.save(customer("c1", email="two@x.org"))
        with unit(store) as work:
            for email, id_ in (("one@x.org", "c2"), ("two@x.org", "c1")):
                account = work.customers.account(email)
                assert account is not None
                assert account.id == id_
            assert work.customers.account("three@x.org") is None

    def test_one_account_has_no_email(self, store: Store) -> None:
        nobodys = customer("c1", email="")
        self._fill(store, nobodys, customer("c2", email="", guest=True))
        with unit(store) as work:
            assert work.customers.account("") == nobodys
            with pytest.raises(EmailTaken):
                work.customers.add(customer("c3", email=""))

    def test_who_was_merged_is_read_and_found_still(self, store: Store) -> None:
        merged = customer("c1", merged_into=CustomerId("c2"))
        self._fill(store, merged, customer("c2"))
        with unit(store) as work:
            assert work.customers.get(merged.id) == merged
            assert work.customers.account(merged.email) == merged
        assert self._found(store, "john") == ["c1", "c2"]
        with unit(store) as work, pytest.raises(EmailTaken) as refused:
            work.customers.add(customer("c3", email=merged.email))
        assert refused.value.customer_id == merged.id, "its address is not free"

    def test_customers_stay_as_they_are_where_their_group_is_taken_away(self, store: Store) -> None:
        pros = CustomerGroup(GroupId("pros"), "Pros")
        john = customer("c1", group_ids=(pros.id,))
        self._fill(store, john)
        with unit(store) as work:
            work.customers.save_group(pros)
            work.customers.remove_group(pros.id)
        with unit(store) as work:
            assert work.customers.get(john.id) == john

    def test_who_is_switched_off_keeps_the_account(self, store: Store) -> None:
        off = customer("c1", active=False)
        self._fill(store, off)
        with unit(store) as work:
            assert work.customers.account(off.email) == off
            with pytest.raises(EmailTaken):
                work.customers.add(customer("c2", email=off.email))
