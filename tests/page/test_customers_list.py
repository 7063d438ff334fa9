"""All customers: found by what they say, filtered, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.errors.base import FieldInvalid, PermissionDenied
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.ids import ActorId, CustomerId, GroupId
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG

PROS = GroupId("pros")


def person(office: BackOffice, name: str, **more: Any) -> Customer:
    """Somebody called Pat."""
    email = f"{name.lower()}@example.com"
    return office.customers.create(EMPLOYEE, first_name="Pat", last_name=name, email=email, **more)


def owes(office: BackOffice, customer: Customer) -> None:
    """They have ordered two mugs, and not paid yet."""
    entry = AddressEntry("Pat", "X", "1 rue de Rivoli", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, customer.id, entry)
    cart = begins(office, customer)
    office.finishing.place(EMPLOYEE, cart, payment_method="invoice")


def begins(office: BackOffice, customer: Customer) -> Any:
    """An order in the making."""
    cart = office.carts.start(EMPLOYEE, customer.id).cart
    return office.products.add(EMPLOYEE, cart.id, MUG.id, 2).cart.id


@pytest.fixture
def people(office: BackOffice) -> dict[str, Customer]:
    office.setup.save(EMPLOYEE, CustomerGroup(PROS, "Professionals"))
    found = {
        "Abel": person(office, "Abel", group_ids=[PROS]),
        "Baker": person(office, "Baker", guest=True),
        "Cole": person(office, "Cole", group_ids=[PROS], guest=True),
        "Dover": person(office, "Dover"),
    }
    owes(office, found["Abel"])
    owes(office, found["Dover"])
    begins(office, found["Dover"])
    begins(office, found["Baker"])
    return found


def listed(office: BackOffice, text: str = "", **wanted: Any) -> list[str]:
    """The last names of a whole list, asked for two by two."""
    found: list[str] = []
    after = ""
    while True:
        page = office.customers.list(EMPLOYEE, text, after=after, size=2, **wanted)
        assert len(page) <= 2
        found += [each.last_name for each in page]
        after = page.next
        if not after:
            return found


def test_each_filter_and_all_at_once(office: BackOffice, people: dict[str, Customer]) -> None:
    """They were created at one moment: then they come by id, and their ids count up."""
    assert listed(office) == ["Abel", "Baker", "Cole", "Dover"]
    assert listed(office, guest=True) == ["Baker", "Cole"]
    assert listed(office, guest=False) == ["Abel", "Dover"]
    assert listed(office, group_id=PROS) == ["Abel", "Cole"]
    assert listed(office, unpaid=True) == ["Abel", "Dover"]
    assert listed(office, drafts=True) == ["Baker", "Dover"]
    assert listed(office, unpaid=True, drafts=True) == ["Dover"]
    assert listed(office, drafts=True, guest=True) == ["Baker"]
    assert listed(office, unpaid=True, group_id=PROS, guest=False) == ["Abel"]
    later = people["Abel"].created_at + timedelta(seconds=1)
    assert listed(office, created_until=later) == ["Abel", "Baker", "Cole", "Dover"]
    assert listed(office, created_from=later) == []
    assert listed(office, created_from=later, unpaid=True) == []


@pytest.mark.usefixtures("people")
def test_a_text_finds_the_best_first_and_keeps_to_the_filter(office: BackOffice) -> None:
    assert listed(office, "pat") == ["Abel", "Baker", "Cole", "Dover"]
    assert listed(office, "pat", guest=True) == ["Baker", "Cole"]
    assert listed(office, "pat", unpaid=True) == ["Abel", "Dover"]
    assert listed(office, "pat", unpaid=True, drafts=True) == ["Dover"]
    assert listed(office, "baker@example.com", drafts=True) == ["Baker"]
    assert listed(office, "baker", unpaid=True) == []
    assert listed(office, "75001 pat") == ["Abel", "Dover"], "by postcode and name"


def test_who_was_merged_is_not_listed_and_still_found(
    office: BackOffice, people: dict[str, Customer]
) -> None:
    office.customers.merge(EMPLOYEE, people["Abel"].id, people["Dover"].id)
    assert listed(office) == ["Abel", "Baker", "Cole"]
    assert listed(office, "dover") == ["Abel"], "the kept one answers to the other's name"
    assert listed(office, drafts=True) == ["Abel", "Baker"], "whose draft it is now"
    assert listed(office, "pat") == ["Abel", "Baker", "Cole"], "once"


def test_a_filter_shows_nothing_that_one_may_not_see(office: BackOffice) -> None:
    looks = Actor(ActorId("l"), "L", frozenset({Permission.READ_CUSTOMER}))
    assert not office.customers.list(looks)
    for wanted in ("unpaid", "drafts"):
        with pytest.raises(PermissionDenied):
            office.customers.list(looks, **{wanted: True})  # type: ignore[arg-type]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("wanted", [{}, {"text": "pat"}, {"unpaid": True}, {"drafts": True}])
def test_where_a_page_has_ended_cannot_be_made_up(
    office: BackOffice, wanted: dict[str, Any]
) -> None:
    with pytest.raises(FieldInvalid):
        office.customers.list(EMPLOYEE, after="made up", **wanted)


def test_what_tells_two_of_one_name_apart(office: BackOffice, people: dict[str, Customer]) -> None:
    ids = [people["Baker"].id, people["Abel"].id]
    baker, abel = office.customers.glance(EMPLOYEE, ids)
    assert (baker.customer_id, baker.places, baker.last_order_at) == (ids[0], (), None)
    assert abel.places == ("75001 Paris",)
    assert abel.last_order_at is not None
    looks = Actor(ActorId("l"), "L", frozenset({Permission.READ_CUSTOMER}))
    assert office.customers.glance(looks, ids[1:])[0].last_order_at is None


@pytest.mark.parametrize("no_id", ["", "x" * 256, "a\0b"])
def test_what_can_be_no_id_is_no_customers(office: BackOffice, no_id: str) -> None:
    with pytest.raises(CustomerNotFound):
        office.customers.glance(EMPLOYEE, [CustomerId(no_id)])


def test_doubles_by_phone_name_and_postcode_or_e_mail(
    office: BackOffice, people: dict[str, Customer]
) -> None:
    def doubles(**said: Any) -> list[str]:
        return [each.last_name for each in office.customers.doubles(EMPLOYEE, **said)]

    office.customers.edit(EMPLOYEE, people["Cole"].id, phone="+33 1 42 68 53 00")
    assert doubles(phone="01 42 68 53 00") == ["Cole"], "in any spelling"
    assert doubles(phone="01 42 68 53") == [], "the whole number"
    assert doubles(name="Pat Abel", postcode="75001") == ["Abel"]
    assert doubles(name="pat ábel", postcode="750 01") == ["Abel"], "however it is typed"
    assert doubles(name="Pat Abel", postcode="69001") == []
    assert doubles(name="Pat Abel") == [], "a name alone is many people's"
    assert doubles(email="BAKER@example.com") == ["Baker"]
    assert doubles() == []
    twin = person(office, "Abe", phone="+33142685300")
    assert doubles(customer_id=twin.id) == ["Cole"], "by all that is kept of them"
    assert doubles(customer_id=people["Cole"].id) == ["Abe"], "not themselves"


def test_the_history_of_a_customer(office: BackOffice, people: dict[str, Customer]) -> None:
    office.customers.edit(EMPLOYEE, people["Cole"].id, first_name="Patricia")
    actions = [each.action for each in office.customers.history(EMPLOYEE, people["Cole"].id)]
    assert actions == ["customer.create", "customer.edit"]


def test_a_note_is_taken_at_once(office: BackOffice) -> None:
    assert person(office, "Zed", note=" deaf in one ear ").notes == ("deaf in one ear",)
    assert evolve(person(office, "Yen"), notes=()).notes == ()


def test_doubles_beside_many_who_were_merged(office: BackOffice) -> None:
    """Six guests of one number are one customer; the seventh with it is the double."""
    number = {"phone": "+33142685300", "guest": True}
    kept = person(office, "Abel", **number)
    for each in range(6):
        office.customers.merge(EMPLOYEE, kept.id, person(office, f"Abel{each}", **number).id)
    other = person(office, "Zorn", **number)
    assert office.customers.doubles(EMPLOYEE, customer_id=kept.id) == (other,)
    assert len(office.customers.doubles(EMPLOYEE, phone="0142685300")) == 2
