"""Whose cart it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, TypedDict

from attrs import evolve, field

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer, TaxExemption
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.errors.customers import EmailTaken, VatNumberInvalid
from backoffice_orders.model.events import CustomerCreated
from backoffice_orders.model.fields import NOTE
from backoffice_orders.model.ids import CustomerId, GroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.outbox import MAIL
from backoffice_orders.model.reasons import BETWEEN
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.contacts import ContactRules
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.command import Command
from backoffice_orders.services.commands.offers import quoted_until
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.kept_customers import kept_customer
from backoffice_orders.services.links import withdraw_all
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.telling import tell
from backoffice_orders.services.usual_addresses import usual_addresses

OFFER_MADE_ANEW = Sentence("offer_made_anew", "The offer now holds today's prices of {customer}.")
TAX_EXEMPTION_ENDED = Sentence(
    "tax_exemption_ended", "The tax exemption was the previous customer's: this order is taxed."
)
PAYMENT_TERMS_ENDED = Sentence(
    "payment_terms_ended",
    "The order number and payment term of the previous customer were taken out.",
)


# Nobody has lived for so many years.
OLDEST = 150


class CustomerChanges(TypedDict, total=False):
    """What can be corrected of a customer; what is left out stays as it is."""

    first_name: str
    last_name: str
    email: str
    company: str
    phone: str
    vat_number: str
    birthday: date | None
    language: str
    group_ids: Sequence[GroupId]
    tags: Sequence[str]
    attributes: Mapping[str, str]


@frozen
class ChooseCustomer(Command):
    """Say whose cart it is; see ``Carts.choose_customer``."""

    action: ClassVar[str] = "cart.choose_customer"

    customer_id: CustomerId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """For this customer."""
        return for_customer(work, cart, self.customer_id, None)


@frozen
class NewCustomer(Command):
    """Create a customer, whose cart it is then; see ``Customers.create``."""

    action: ClassVar[str] = "cart.choose_customer"
    permissions: ClassVar[tuple[Permission, ...]] = (
        Permission.CREATE_CUSTOMER,
        Permission.EDIT_CART,
    )

    first_name: str
    last_name: str
    email: str
    company: str = ""
    phone: str = ""
    vat_number: str = ""
    birthday: date | None = None
    language: str | None = None
    group_ids: Sequence[GroupId] = field(default=(), hash=False)
    guest: bool = False
    note: str = ""
    tags: Sequence[str] = field(default=(), hash=False)
    attributes: Mapping[str, str] = field(factory=dict, hash=False)

    def apply(self, work: Work, cart: Cart) -> Cart:
        """For the new customer."""
        return for_customer(work, cart, self.create(work).id, None)

    def create(self, work: Work) -> Customer:
        """The customer alone; raises as ``Customers.create``."""
        settings = work.settings
        default = (settings.default_group_id,) if settings.default_group_id else ()
        entered = Customer(
            id=CustomerId(work.ids.new("cus")),
            first_name=self.first_name,
            last_name=self.last_name,
            email=self.email,
            created_at=work.now,
            company=self.company,
            phone=self.phone,
            vat_number=self.vat_number,
            birthday=self.birthday,
            language=self.language or settings.language,
            group_ids=tuple(self.group_ids) or default,
            guest=self.guest,
            notes=(NOTE.taken("note", self.note),) if self.note.strip() else (),
            tags=tuple(self.tags),
            attributes=self.attributes,
        )
        customer = checked_customer(work.contacts, entered, settings.country)
        require_birthday(work, customer.birthday)
        existing = None if self.guest else work.customers.account(customer.email)
        if existing is not None:
            raise EmailTaken(customer.email, existing.id)
        customer = work.customers.add(customer)
        work.record("customer.create", SubjectType.CUSTOMER, customer.id, {}, to_plain(customer))
        tell(work, CustomerCreated(customer.id, work.actor.id, customer.guest))
        return customer


def for_customer(work: Work, cart: Cart, customer_id: CustomerId, language: str | None) -> Cart:
    """The cart for a customer, without what belongs to another one."""
    customer = kept_customer(work, customer_id)
    customer_id = customer.id
    customer.require_active()
    if cart.customer_id == customer_id:
        return cart
    if cart.customer_id is not None:
        cart = _without_what_was_theirs(work, cart)
    delivery, invoice = usual_addresses(work, customer)
    cart = evolve(
        cart,
        customer_id=customer_id,
        language=language or customer.language,
        delivery_address_id=delivery,
        invoice_address_id=invoice,
    )
    if cart.quoted is None or cart.expires_at is None:
        return cart
    work.actor.require(Permission.HOLD_PRICES)
    work.notices.append(Notice(OFFER_MADE_ANEW(customer=customer.name)))
    return quoted_until(work, cart, cart.expires_at)


def _without_what_was_theirs(work: Work, cart: Cart) -> Cart:
    """The cart without what belongs to the customer that it was for.

    Their links end, and so do their tax exemption and terms of payment; what they were written is
    theirs, and what waits is not sent. Their own vouchers leave when the cart is saved.
    """
    withdraw_all(work, cart.id)
    work.emails.remove_of_cart(cart.id)
    for message in work.outbox.of_keys([key_of(SubjectType.CART, cart.id)]):
        if message.topic == MAIL:
            work.outbox.remove(message)
    if cart.tax_exemption is not None:
        work.notices.append(Notice(TAX_EXEMPTION_ENDED()))
    if cart.purchase_order_number or cart.payment_due_days is not None:
        work.notices.append(Notice(PAYMENT_TERMS_ENDED()))
    return evolve(cart, tax_exemption=None, purchase_order_number="", payment_due_days=None)


def checked_customer(contacts: ContactRules, customer: Customer, country: str) -> Customer:
    """A customer as they are stored, once all that was entered is checked.

    ``country`` is where a phone number without a prefix is from. Raises as ``Customers.create``.
    """
    require_entered(customer)
    return evolve(
        customer,
        email=contacts.email(customer.email),
        phone=contacts.phone(customer.phone, country),
        vat_number=contacts.vat_number(customer.vat_number),
    )


def require_birthday(work: Work, birthday: date | None) -> None:
    """Raise ``FieldInvalid`` for a day on which nobody was born who may be a customer today."""
    if birthday is None:
        return
    today = work.settings.day(work.now)
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    first = today.replace(year=today.year - OLDEST, day=day)
    if not first <= birthday <= today:
        raise FieldInvalid("birthday", BETWEEN(low=first, high=today))


def checked_exemption(work: Work | Desk, reason: str, reference: str, vat_id: bool) -> TaxExemption:
    """A tax exemption, with its reference as it is written, or as a VAT id.

    What has exactly the form of a country's VAT id says that it is one, and its check digits are
    looked at: ``FR00123456789`` is a slip of the finger, ``TX 1-23-4567890-1`` another paper.
    """
    exemption = TaxExemption(reason, reference)
    require_entered(exemption)
    written = exemption.reference
    if vat_id:
        if not written:
            raise FieldMissing("reference")
        return evolve(exemption, reference=work.contacts.vat_number(written))
    if written.isalnum() and written[:2].isalpha():
        try:
            work.contacts.vat_number(written)
        except VatNumberInvalid as error:
            if error.mistyped:
                raise
    return exemption
