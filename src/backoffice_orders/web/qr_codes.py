"""QR codes, for a telephone's camera."""

from __future__ import annotations

from typing import Any

from backoffice_orders.model.bank import Transfer


def qr_code(address: str) -> str:
    """An inline SVG that stands for an address (URL)."""
    import segno  # few pages show one

    return _drawn(segno.make(address, error="m", micro=False))


def transfer_code(transfer: Transfer) -> str:
    """An inline SVG that fills in a transfer in a bank's app (EPC069-12).

    Empty but for euros, and where such a code has no place for it: for a thousand million and more,
    or for a long text in Greek or Cyrillic, of which each letter takes two of its 331 bytes.
    """
    if str(transfer.amount.currency) != "EUR":
        return ""
    from segno.helpers import make_epc_qr

    account = transfer.account
    try:
        code = make_epc_qr(
            account.holder,
            account.iban,
            transfer.amount.amount,
            text=transfer.text,
            bic=account.bic or None,
            encoding="utf-8",
        )
    except ValueError:
        return ""
    return _drawn(code)


def _drawn(code: Any) -> str:
    drawn: str = code.svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return drawn
