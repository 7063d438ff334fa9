"""The demo's phone order, from first letters to placed order, as the employee sees it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN, JOHN
from backoffice_orders.i18n import Language
from backoffice_orders.model.address import Address
from backoffice_orders.model.ids import AddressId, CarrierId, CombinationId, FieldId, ProductId
from backoffice_orders.model.messages import money_text
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.services.product_search import ProductHit


def play(office: BackOffice, console: Console) -> Order:
    """Play one phone order on the demo shop, telling every step.

    The console should print without markup: names may have brackets.
    """
    console.rule("1. Customer: the caller says 'Doe, John'")
    hits = office.customers.search(ANN, "do jo")
    for customer in hits:
        company = f", {customer.company}" if customer.company else ""
        console.print(f"  {customer.name}{company} <{customer.email}>")
    details = office.customers.details(ANN, JOHN)
    spent = ", ".join(money_text(amount) for amount in details.spent)
    console.print(f"  chosen: {details.customer.name}, phone {details.customer.phone}")
    console.print(f"  groups: {', '.join(group.name for group in details.groups)}; spent: {spent}")
    for address in details.addresses:
        console.print(f"  {address.alias}: {_line(address)}")

    console.rule("2. Basis: abandoned carts and previous orders")
    basis = office.carts.basis(ANN, JOHN)
    for cart in basis.carts:
        held = ", ".join(f"{each.quantity} x {each.name}" for each in cart.contents)
        total = money_text(cart.total) if cart.total is not None else "no price any more"
        console.print(f"  cart of {cart.updated_at:%Y-%m-%d}: {held}; {total}")
    for earlier in basis.orders:
        held = ", ".join(f"{each.quantity} x {each.name}" for each in earlier.contents)
        console.print(
            f"  order {earlier.reference} of {earlier.placed_at:%Y-%m-%d}: {held}; "
            f"{money_text(earlier.total)}, {earlier.status}"
        )
    view = office.carts.use_cart(ANN, basis.carts[0].cart_id).view
    console.print("  the abandoned cart is used")

    cart_id = view.cart.id
    console.rule("3. Products: 'hum' and 'mug'")
    for text in ("hum", "mug"):
        for hit in office.products.search(ANN, text, cart_id=cart_id):
            _show(console, hit)
    view = office.products.add(
        ANN,
        cart_id,
        ProductId("hummingbird-shirt"),
        2,
        combination_id=CombinationId("shirt-m-white"),
        version=view.version,
    )
    console.print("  added: 2 x Hummingbird printed t-shirt, size M, white")
    console.print(f"  remaining of the t-shirt: {view.remaining[view.cart.lines[-1].id]}")
    _tell(console, view.notices)
    view = office.products.add(
        ANN,
        cart_id,
        ProductId("mug-own"),
        1,
        customization={FieldId("words"): "For Jane"},
        version=view.version,
    )
    console.print("  added: 1 x Mug with your own words, 'For Jane'")

    console.rule("4. Vouchers: 'wel'")
    voucher = office.vouchers.search(ANN, "wel", cart_id=cart_id).items[0]
    view = office.vouchers.grant(ANN, cart_id, voucher.rule.id, version=view.version)
    console.print(f"  granted: {voucher.rule.name} ({voucher.rule.code})")

    console.rule("5. Addresses: to the office, invoice to the home")
    view = office.addresses.choose(
        ANN,
        cart_id,
        delivery=AddressId("john-office"),
        invoice=AddressId("john-home"),
        version=view.version,
    )
    for chosen in (view.delivery_address, view.invoice_address):
        if chosen is not None:
            console.print(f"  {chosen.alias}: {_line(chosen)}")

    console.rule("6. Shipping")
    weekday = Language("en").weekday
    for option in office.shipping.options(ANN, cart_id):
        arrives = f", arrives {weekday(option.arrives)}" if option.arrives else ""
        console.print(f"  {option.name}, {option.delay}{arrives}: {option.price}")
    view = office.shipping.choose(ANN, cart_id, CarrierId("express"), version=view.version)
    wished = view.delivery_days[2]
    view = office.shipping.choose_day(ANN, cart_id, wished, version=view.version)
    console.print(f"  chosen: Express, to arrive on {weekday(wished)}")

    console.rule("7. Finishing")
    show_summary(console, view.summary)
    _tell(console, view.missing or (), nothing="nothing is missing")
    order = office.finishing.place(
        ANN,
        cart_id,
        payment_method="bank_transfer",
        idempotency_key=f"demo-{cart_id}",
        expected_total=view.summary.total.gross,
        version=view.version,
    )
    console.print(
        f"Order {order.reference} placed: total {money_text(order.total)}, "
        f"{order.status}, to be paid by {order.payment_due}",
        style="bold",
    )
    return order


def show_summary(console: Console, summary: Summary) -> None:
    """A summary as a table: every line, discount, shipping, tax per rate, total."""
    table = Table("Line", "Quantity", "Unit", "Net", "Gross", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"

    def row(name: str, net: object, gross: object, *between: str) -> None:
        table.add_row(name, *(between or ("", "")), str(net), str(gross))

    for line in summary.lines:
        name = f"{line.name} ({line.options})" if line.options else line.name
        texts = "".join(f", {label}: {text}" for label, text in line.customization)
        gift = " (gift)" if line.kind == "gift" else ""
        row(
            f"{name}{texts}{gift}",
            money_text(line.total.net),
            money_text(line.total.gross),
            str(line.quantity),
            money_text(line.unit_price.gross),
        )
    for rule in summary.rules:
        row(f"- {rule.name}", money_text(-rule.amount.net), money_text(-rule.amount.gross))
    if summary.shipping is not None:
        price = summary.shipping.price
        row(f"+ {summary.shipping.name}", money_text(price.net), money_text(price.gross))
    for tax in summary.taxes:
        base = money_text(tax.base)
        row(f"  tax {tax.name} on {base}", "", money_text(tax.amount))
    row("Total", money_text(summary.total.net), money_text(summary.total.gross))
    console.print(table)


def _show(console: Console, hit: ProductHit) -> None:
    for choice in hit.choices:
        label = f" ({choice.label})" if choice.label else ""
        console.print(
            f"  {hit.product.name}{label}: {money_text(choice.unit_price.gross)}, "
            f"{choice.remaining} left"
        )


def _tell(console: Console, said: tuple[object, ...], nothing: str = "") -> None:
    for each in said:
        console.print(f"  ! {getattr(each, 'sentence', each)}")
    if not said and nothing:
        console.print(f"  {nothing}")


def _line(address: Address) -> str:
    return ", ".join(Language("en").address(address))
