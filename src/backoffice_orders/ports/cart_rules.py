"""Cart rules and their uses."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.cart_rule import CartRule, RuleUses
from backoffice_orders.model.ids import CartRuleId, CustomerId, OrderId
from backoffice_orders.model.page import Page, PageRequest


class CartRules(Protocol):
    """The shop's cart rules."""

    def get(self, rule_id: CartRuleId) -> CartRule:
        """The rule, enabled or not.

        Raises:
            RuleNotFound: There is none with this id.
        """
        ...

    def by_code(self, code: str) -> CartRule:
        """The rule with this code, as ``model.cart_rule.code_key`` compares codes; "" is none.

        Raises:
            RuleNotFound: There is none with this code.
        """
        ...

    def for_cart(
        self, granted: Collection[CartRuleId], customer_id: CustomerId | None, at: datetime
    ) -> tuple[CartRule, ...]:
        """The granted rules, and those that may apply by themselves; by id.

        Granted ones whatever has become of them. The others are enabled, have no code, are within
        their dates, are for everybody or for this customer (``CartRule.offers_itself``), and have
        uses left in all (whether this customer has some left is asked of ``uses``).

        Args:
            granted: The rules that the cart has; those that do not exist are left out.
            customer_id: Whose cart it is; None is nobody's yet.
            at: The moment, in UTC.
        """
        ...

    def of_customer(self, customer_id: CustomerId) -> tuple[CartRule, ...]:
        """The rules that are for this customer alone, enabled or not, by id."""
        ...

    def search(self, text: str, page: PageRequest) -> Page[CartRule]:
        """Rules by the first letters of the words of their name, or of their code (``code_key``).

        That is ``query_words`` of the text among ``CartRule.search_words``, or its ``code_words``
        at the beginning of the code's. Best matches first: those with the most words matched as a
        whole, then by name without accents and id. Disabled and expired ones are found too. A text
        without any letter or digit finds everything. Only the first words count: see
        ``model.text.query_words``.
        """
        ...

    def add(self, rule: CartRule) -> CartRule:
        """Store a new rule; returns what was stored, which may have another id.

        Raises:
            IdTaken: There is a rule with this id.
            CodeTaken: Another rule has this code, or one that looks the same (``code_key``).
        """
        ...

    def save(self, rule: CartRule) -> None:
        """Replace a stored rule.

        Raises:
            RuleNotFound: There is none with this id.
            CodeTaken: As ``add``.
        """
        ...

    def remove(self, rule_id: CartRuleId) -> bool:
        """Remove a rule unless it was used; whether it was removed.

        Guarded by the store: of two that race, one to use it and one to remove it, one wins.
        False too where there is none with this id.
        """
        ...

    def uses(
        self, rule_ids: Collection[CartRuleId], customer_id: CustomerId | None
    ) -> Mapping[CartRuleId, RuleUses]:
        """How often each rule was used, in all and by this customer; unused ones are left out.

        ``customer_id`` is whom uses are counted for: one for all customers of an e-mail address
        (``Customer.guest_key``).
        """
        ...

    def use(self, rule: CartRule, customer_id: CustomerId, order_id: OrderId) -> None:
        """Count one use, for this order. Counting the same order again changes nothing.

        Guarded by the store: of two that race for the last use, one wins. The limits are those of
        ``rule`` as it is given. What was counted stays counted for whom it was.

        Raises:
            RuleNotFound: There is no rule with its id.
            RuleUsedUp: All uses are gone.
            RuleUsedUpByCustomer: This customer has had all of theirs.
        """
        ...

    def count_for(self, order_ids: Collection[OrderId], customer_id: CustomerId) -> None:
        """Count the uses of some orders for another customer; how many there are stays.

        What each customer may have is not looked at: all of it was used already.
        """
        ...

    def give_back(self, order_id: OrderId, keep: Collection[CartRuleId] = ()) -> None:
        """Take back the uses that were counted for this order, but for those of some rules."""
        ...
