"""Typed identifiers. All are plain strings at run time; mypy keeps them apart."""

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
ViewerId = NewType("ViewerId", str)

# The shop that is meant where none is named.
MAIN_SHOP = ShopId("main")
