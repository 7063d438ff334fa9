"""Errors about cart rules. A refusal names the condition that failed, and by how much."""

from datetime import datetime
from typing import ClassVar

from moneyed import Money

from backoffice_orders.model.errors.base import Conflict, InvalidInput, NotFound
from backoffice_orders.model.messages import Message, Reason


class RuleNotFound(NotFound):
    """The shop has no such cart rule."""

    rule: str

    code: ClassVar[str] = "rule_not_found"
    sentence: ClassVar[str] = "There is no voucher '{rule}'; check the code."


class RuleNotGranted(NotFound):
    """The voucher to take away is not in the cart."""

    rule: str

    code: ClassVar[str] = "rule_not_granted"
    sentence: ClassVar[str] = "The voucher '{rule}' is not in this cart."


class RuleNotRefused(NotFound):
    """The rule that shall apply again was not refused for this cart."""

    rule: str

    code: ClassVar[str] = "rule_not_refused"
    sentence: ClassVar[str] = "'{rule}' was not refused for this order: nothing is to be undone."


class RuleInvalid(InvalidInput):
    """A cart rule that could never work."""

    field: str
    reason: Reason

    code: ClassVar[str] = "rule_invalid"
    sentence: ClassVar[str] = "Correct the voucher's {field}: {reason}."


class RuleChanged(Conflict):
    """Somebody else has changed the cart rule since it was read."""

    rule: str

    code: ClassVar[str] = "rule_changed"
    sentence: ClassVar[str] = (
        "Somebody has changed the voucher '{rule}' meanwhile: look at it again, then repeat your"
        " change."
    )


class CodeTaken(Conflict):
    """Another cart rule has this code."""

    voucher_code: str

    code: ClassVar[str] = "rule_code_taken"
    sentence: ClassVar[str] = "The code '{voucher_code}' exists already: choose another."


class RuleRefused(Conflict):
    """The cart rule does not hold for this cart. ``rule`` is its name."""

    rule: str

    code: ClassVar[str] = "rule_refused"
    sentence: ClassVar[str] = "The voucher '{rule}' does not apply to this cart."


class RulesSwitchedOff(RuleRefused):
    """The shop does not use cart rules."""

    code: ClassVar[str] = "rules_switched_off"
    sentence: ClassVar[str] = "The shop has vouchers switched off; '{rule}' cannot be used."


class RuleDisabled(RuleRefused):
    """The cart rule is switched off."""

    code: ClassVar[str] = "rule_disabled"
    sentence: ClassVar[str] = "The voucher '{rule}' is switched off."


class RuleNotStarted(RuleRefused):
    """The cart rule is not valid yet. ``valid_from`` is in UTC."""

    valid_from: datetime

    code: ClassVar[str] = "rule_not_started"
    sentence: ClassVar[str] = "The voucher '{rule}' is valid from {valid_from} on."


class RuleExpired(RuleRefused):
    """The cart rule is not valid any more. ``valid_until`` is in UTC."""

    valid_until: datetime

    code: ClassVar[str] = "rule_expired"
    sentence: ClassVar[str] = "The voucher '{rule}' was valid until {valid_until}."


class RuleUsedUp(RuleRefused):
    """All its uses are gone."""

    limit: int

    code: ClassVar[str] = "rule_used_up"
    sentence: ClassVar[str] = "The voucher '{rule}' has been used {limit} times, which is all."
    singular: ClassVar[str] = "The voucher '{rule}' has been used {limit} time, which is all."
    counts: ClassVar[str] = "limit"


class RuleUsedUpByCustomer(RuleRefused):
    """This customer has used it as often as they may."""

    limit: int

    code: ClassVar[str] = "rule_used_up_by_customer"
    sentence: ClassVar[str] = "This customer has used '{rule}' {limit} times, as often as allowed."
    singular: ClassVar[str] = "This customer has used '{rule}' {limit} time, as often as allowed."
    counts: ClassVar[str] = "limit"


class RuleOtherCustomer(RuleRefused):
    """It was made for another customer."""

    code: ClassVar[str] = "rule_other_customer"
    sentence: ClassVar[str] = "The voucher '{rule}' belongs to another customer."


class RuleMinimumAmount(RuleRefused):
    """The cart is worth too little."""

    minimum: Money
    missing: Money

    code: ClassVar[str] = "rule_minimum_amount"
    sentence: ClassVar[str] = (
        "The voucher '{rule}' asks for {minimum} in the cart: {missing} more are needed."
    )


class RuleCountry(RuleRefused):
    """The delivery country is not one of the rule's."""

    country: str

    code: ClassVar[str] = "rule_country"
    sentence: ClassVar[str] = "The voucher '{rule}' is not valid for deliveries to {country}."


class RuleCarrier(RuleRefused):
    """The chosen carrier is not one of the rule's."""

    carriers: tuple[str, ...] | Message

    code: ClassVar[str] = "rule_carrier"
    sentence: ClassVar[str] = "The voucher '{rule}' is only valid with: {carriers}."


class RuleCustomerGroup(RuleRefused):
    """The customer is in none of the rule's groups."""

    code: ClassVar[str] = "rule_customer_group"
    sentence: ClassVar[str] = "The voucher '{rule}' is for other customer groups."


class RuleProducts(RuleRefused):
    """Too few of the products that the rule asks for. Quantities count pieces."""

    needed: int
    found: int

    code: ClassVar[str] = "rule_products"
    sentence: ClassVar[str] = (
        "The voucher '{rule}' asks for {needed} of its products; the cart has {found}."
    )


class RuleNotCombinable(RuleRefused):
    """It cannot be used together with another rule of the cart."""

    other: str

    code: ClassVar[str] = "rule_not_combinable"
    sentence: ClassVar[str] = "The voucher '{rule}' cannot be combined with '{other}'."


class RuleAlreadyApplied(RuleRefused):
    """One voucher is granted once."""

    code: ClassVar[str] = "rule_already_applied"
    sentence: ClassVar[str] = "The voucher '{rule}' is in this cart already."


class RuleOnlyOneCode(RuleRefused):
    """The shop allows one voucher with a code per cart."""

    other: str

    code: ClassVar[str] = "rule_only_one_code"
    sentence: ClassVar[str] = "Only one voucher per order: take '{other}' away to use '{rule}'."


class RuleEmptyCart(RuleRefused):
    """There is nothing in the cart to discount."""

    code: ClassVar[str] = "rule_empty_cart"
    sentence: ClassVar[str] = "Add products before the voucher '{rule}'."


class RuleGiftUnavailable(RuleRefused):
    """The gift is not for sale or out of stock."""

    gift: str

    code: ClassVar[str] = "rule_gift_unavailable"
    sentence: ClassVar[str] = "The gift of '{rule}', {gift}, is not available."


class RuleGiftMinimum(RuleGiftUnavailable):
    """The gift is only sold in larger quantities than the one piece that is given."""

    minimum: int

    code: ClassVar[str] = "rule_gift_minimum"
    sentence: ClassVar[str] = (
        "The gift of '{rule}', {gift}, is sold from {minimum} pieces on and cannot be given singly."
    )


class RuleGiftCustomization(RuleGiftUnavailable):
    """The gift cannot be ordered without the customer's text or file, which a gift has not."""

    label: str

    code: ClassVar[str] = "rule_gift_customization"
    sentence: ClassVar[str] = (
        "The gift of '{rule}', {gift}, cannot be given without its '{label}': add it as a line."
    )


class RuleOnlyReduced(RuleRefused):
    """It spares products whose price is lowered already, and there are no others."""

    code: ClassVar[str] = "rule_only_reduced"
    sentence: ClassVar[str] = "The voucher '{rule}' does not apply to products on sale."


class RuleTakesNothing(RuleRefused):
    """There is nothing left that it could take off: it is not used up either."""

    code: ClassVar[str] = "rule_takes_nothing"
    sentence: ClassVar[str] = (
        "The voucher '{rule}' would take nothing off this cart: keep it for another order."
    )


class RuleCurrencyUnavailable(RuleRefused):
    """It names an amount in a currency, or the cart is in one, that has no exchange rate."""

    currency: str

    code: ClassVar[str] = "rule_currency_unavailable"
    sentence: ClassVar[str] = (
        "The voucher '{rule}' does not apply: the shop has no exchange rate for {currency}."
    )


class RuleRefusedByHand(RuleRefused):
    """It would apply by itself, and an employee has refused it for this cart."""

    by: str

    code: ClassVar[str] = "rule_refused_by_hand"
    sentence: ClassVar[str] = "'{rule}' was refused for this order by {by}."


class RuleNotAutomatic(Conflict):
    """A voucher with a code does not apply by itself: it is removed, not refused."""

    rule: str

    code: ClassVar[str] = "rule_not_automatic"
    sentence: ClassVar[str] = "'{rule}' does not apply by itself: remove it from the order."


class RuleGone(RuleRefused):
    """A rule that the cart was granted does not exist any more; ``rule`` is its id."""

    code: ClassVar[str] = "rule_gone"
    sentence: ClassVar[str] = "A voucher of this order does not exist any more."


class RuleKindUnknown(RuleRefused):
    """A part of the rule is of a kind that this back office does not know, or has other fields."""

    kind: str

    code: ClassVar[str] = "rule_kind_unknown"
    sentence: ClassVar[str] = (
        "The voucher '{rule}' cannot be used here: its part '{kind}' is not installed."
    )


class RuleUsed(Conflict):
    """A rule that was used cannot be taken away: orders were made with it."""

    rule: str

    code: ClassVar[str] = "rule_used"
    sentence: ClassVar[str] = "'{rule}' was used already: switch it off instead."
