"""The shop's bank account: wrong digits are seen, and a transfer says which order it is for."""

from __future__ import annotations

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.bank import BankAccount
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid

# The examples of the banks' own registry of IBANs.
REGISTERED = (
    "DE89 3704 0044 0532 0130 00",
    "FR14 2004 1010 0505 0001 3M02 606",
    "GB29 NWBK 6016 1331 9268 19",
    "NO93 8601 1117 947",
    "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
)
ACCOUNT = BankAccount("Sample shop", REGISTERED[0], "COBADEFFXXX", "Order {reference}")


@pytest.mark.parametrize("iban", REGISTERED)
def test_an_iban_is_taken_as_it_is_written(iban: str) -> None:
    account = BankAccount("Shop", iban.lower())
    require_entered(account)
    assert account.iban == iban.replace(" ", "")
    assert account.spaced_iban == iban


@pytest.mark.parametrize(
    "iban",
    [
        "DE88 3704 0044 0532 0130 00",  # a check digit
        "DE89 3704 0044 0532 0310 00",  # two digits exchanged
        "DE89 3704 0044",
        "3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130 0?",
    ],
)
def test_a_wrong_iban_is_refused(iban: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        require_entered(BankAccount("Shop", iban))
    assert refused.value.field == "iban"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("holder", "", "field_missing"),
        ("holder", "x" * 71, "field_too_long"),
        ("iban", "", "field_missing"),
        ("bic", "COBA", "field_invalid"),
        ("bic", "COBADEFFXX", "field_invalid"),
        ("text", "", "field_missing"),
        ("text", "x" * 141, "field_too_long"),
    ],
)
def test_what_else_may_be_wrong(field: str, value: str, code: str) -> None:
    with pytest.raises(BackOfficeError) as refused:
        require_entered(evolve(ACCOUNT, **{field: value}))
    assert refused.value.code == code


def test_a_transfer_says_which_order_it_is_for() -> None:
    transfer = ACCOUNT.transfer(Money("30.00", "EUR"), "CGHJKLMPQ")
    assert transfer.text == "Order CGHJKLMPQ"
    assert BankAccount("Shop", REGISTERED[0]).transfer(transfer.amount, "X1").text == "X1"


def test_a_text_that_is_too_long_with_the_reference_is_the_reference_alone() -> None:
    """Banks take 140 letters: cut at the end, it would be a part of the reference that is lost."""
    account = evolve(ACCOUNT, text="x" * 120 + " {reference}")
    assert account.transfer(Money("30.00", "EUR"), "R" * 19).text == "x" * 120 + " " + "R" * 19
    assert account.transfer(Money("30.00", "EUR"), "R" * 20).text == "R" * 20
