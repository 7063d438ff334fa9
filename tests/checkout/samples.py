"""A shop with everything that finishing by the customer needs."""

from __future__ import annotations

import re

from attrs import evolve, field, frozen
from starlette.testclient import TestClient

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.memory import (
    CollectedMail,
    CollectedWebhooks,
    FixedClock,
    MemoryStore,
    SequentialIds,
    TestCards,
    TestSuggestions,
)
from backoffice_orders.back_office import BackOffice
from backoffice_orders.checkout import checkout_app
from backoffice_orders.demo_addresses import SUGGESTED
from backoffice_orders.model.customer import Customer, PriceDisplay
from backoffice_orders.model.link import Link
from backoffice_orders.ports.address_suggestions import AddressSuggestions
from backoffice_orders.ports.ids import Ids
from backoffice_orders.ports.mail import Mail
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import CUSTOMERS, EMPLOYEE, MUG, set_up_shop

BASE = "http://shop.example"
KEYS = ["an-older-key-of-at-least-thirty-two-letters", "the-newest-key-with-as-many-letters-too"]
HOME = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")


@frozen
class Shop:
    """The sample shop with all that a host plugs in; and John's cart of two mugs (30.00)."""

    store: Store = field(factory=MemoryStore)
    clock: FixedClock = field(factory=FixedClock)
    mail: CollectedMail = field(factory=CollectedMail)
    webhooks: CollectedWebhooks = field(factory=CollectedWebhooks)
    cards: TestCards = field(factory=TestCards)
    suggestions: AddressSuggestions | None = field(factory=lambda: TestSuggestions(SUGGESTED))
    sender: Mail | None = None
    ids: Ids = field(factory=SequentialIds)
    links: SignedLinks = field(factory=lambda: SignedLinks(BASE, KEYS))
    office: BackOffice = field(init=False)

    def __attrs_post_init__(self) -> None:
        office = BackOffice(
            self.store,
            clock=self.clock,
            ids=self.ids,
            checkout=self.links,
            mail=self.sender or self.mail,
            webhook_sender=self.webhooks,
            payments=[self.cards],
            address_suggestions=self.suggestions,
        )
        object.__setattr__(self, "office", office)
        set_up_shop(office)
        settings = office.desk.read(EMPLOYEE, lambda work: work.settings)
        office.setup.save(EMPLOYEE, evolve(settings, email="orders@shop.example"))

    def customer(self, name: str = "John", email: str = "john@example.com") -> Customer:
        customer = self.office.customers.create(
            EMPLOYEE, first_name=name, last_name="Doe", email=email
        )
        self.office.addresses.add(EMPLOYEE, customer.id, HOME)
        return customer

    def cart(self, customer: Customer | None = None) -> CartView:
        started = self.office.carts.start(EMPLOYEE, (customer or self.customer()).id)
        return self.office.products.add(EMPLOYEE, started.cart.id, MUG.id, 2)

    def show_net_prices(self) -> None:
        """Let the customers' group be shown prices without tax."""
        net = evolve(CUSTOMERS, shows_prices=PriceDisplay.TAX_EXCLUDED)
        self.office.setup.save(EMPLOYEE, net)

    def sent(self, cart: CartView) -> Link:
        return self.office.finishing.send(EMPLOYEE, cart.cart.id)

    def deliver(self) -> None:
        while not self.office.events.deliver(EMPLOYEE, lambda _: None).idle:
            pass

    def browser(self) -> TestClient:
        """A customer's browser at the checkout."""
        return TestClient(checkout_app(self.office, self.links), base_url=BASE)

    def path(self, link: Link) -> str:
        return self.links.address(link).removeprefix(BASE)


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the last form of a page: what its button sends along."""
    form = page.rpartition("<form")[2]
    found = {}
    for tag in form.split("<input")[1:]:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag.partition(">")[0]))
        if attributes.get("type") == "hidden":
            found[attributes["name"]] = attributes["value"]
    return found
