"""Typed identifiers. All are plain strings at run time; mypy keeps them apart."""

from __future__ import annotations

import re
from typing import NewType

ShopId = NewType("ShopId", str)
ActorId = NewType("ActorId", str)
CustomerId = NewType("CustomerId", str)
GroupId = NewType("GroupId", str)
AddressId = NewType("AddressId", str)
CategoryId = NewType("CategoryId", str)
BrandId = NewType("BrandId", str)
SupplierId = NewType("SupplierId", str)
ProductId = NewType("ProductId", str)
CombinationId = NewType("CombinationId", str)
FieldId = NewType("FieldId", str)
FileId = NewType("FileId", str)
CartId = NewType("CartId", str)
LineId = NewType("LineId", str)
DiscountId = NewType("DiscountId", str)
CartRuleId = NewType("CartRuleId", str)
PriceRuleId = NewType("PriceRuleId", str)
CarrierId = NewType("CarrierId", str)
ZoneId = NewType("ZoneId", str)
TaxGroupId = NewType("TaxGroupId", str)
OrderId = NewType("OrderId", str)
PaymentId = NewType("PaymentId", str)
MessageId = NewType("MessageId", str)
AuditId = NewType("AuditId", str)
LinkId = NewType("LinkId", str)
EmailId = NewType("EmailId", str)
ViewerId = NewType("ViewerId", str)
RequestId = NewType("RequestId", str)
AttemptId = NewType("AttemptId", str)
WebhookId = NewType("WebhookId", str)

# The shop that is meant where none is named.
MAIN_SHOP = ShopId("main")

# Compiled with their first use: every program imports this module.
_NOT_PLAIN = r"[^A-Za-z0-9_.-]"
_WRITTEN = r"(?:~[0-9A-F]{2})+"


def in_path(id_: str) -> str:
    """An id as a part of an address's path: ``2019/42`` is ``2019~2F42``.

    A percent would not do: servers and proxies undo it before anybody looks for a slash, and
    browsers go up a folder at ``%2E%2E``. Nobody touches a tilde.
    """
    if id_ in {".", ".."}:
        return id_.replace(".", "~2E")
    return re.sub(_NOT_PLAIN, _written, id_)


def from_path(part: str) -> str:
    """The id that a part of a path stands for; one that ``in_path`` has not written is itself."""
    return re.sub(_WRITTEN, _read, part)


def _written(letter: re.Match[str]) -> str:
    return "".join(f"~{byte:02X}" for byte in letter[0].encode("utf-8", "replace"))


def _read(written: re.Match[str]) -> str:
    try:
        return bytes.fromhex(written[0].replace("~", "")).decode("utf-8")
    except UnicodeDecodeError:
        return written[0]
