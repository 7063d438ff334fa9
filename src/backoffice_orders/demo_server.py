"""A shop as a website on this machine: the employee's page, the customers' checkout beside it."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from sqlalchemy import URL
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.mail import FileMail
from backoffice_orders.adapters.memory import TestPaymentPage, TestSuggestions
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import NO_LOGIN, console_app
from backoffice_orders.demo import ANN, PICTURES, load_demo
from backoffice_orders.demo_addresses import SUGGESTED
from backoffice_orders.demo_large import write_files
from backoffice_orders.demo_payments import demo_payments
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.services.events import Delivered
from backoffice_orders.services.importing import KINDS

LARGE_CUSTOMERS, LARGE_PRODUCTS = 100_000, 20_000
Say = Callable[[Message | str], None]
LOADING = Sentence(
    "demo.loading", "Loading {customers} customers and {products} products, once ..."
)
DEMO_AT = Sentence(
    "demo.demo_at", "The page is at {page} and e-mails to customers are written to {mail}"
)
SHOP_AT = Sentence("demo.shop_at", "{shop}: the page is at {page}")
WAITING = Sentence("demo.waiting", "E-mails wait for `{command}`.")
SENT = Sentence("demo.sent", "An e-mail was sent: {file}")


def demo_site(office: BackOffice, links: SignedLinks) -> Starlette:
    """The employee's page at ``/``, the checkout at ``/checkout``, pictures at ``/pictures``."""
    site = Starlette(
        routes=[
            Mount("/pictures", StaticFiles(directory=PICTURES)),
            Mount("/checkout", checkout_app(office, links)),
            *(
                Mount("/pay", demo_payments(each))
                for each in office.desk.payment_providers
                if isinstance(each, TestPaymentPage)
            ),
            Mount("/", console_app(office, NO_LOGIN)),
        ]
    )
    site.router.redirect_slashes = False
    return site


def open_demo(database: str | URL, base: str, mail: Path) -> tuple[BackOffice, SignedLinks]:
    """The demo shop in a database, its links to ``base``, its e-mails as files in ``mail``.

    No card is ever charged.
    """
    links = SignedLinks(f"{base}/checkout", [secrets.token_urlsafe(32)])
    office = BackOffice.owning(
        SqlStore.open(database),
        checkout=links,
        mail=FileMail(mail),
        payments=[TestPaymentPage(f"{base}/pay")],
        address_suggestions=TestSuggestions(SUGGESTED),
    )
    return office, links


def fill(office: BackOffice, *, large: bool, say: Say) -> None:
    """Load the demo shop, unless it is there."""
    if office.customers.search(ANN, "john doe"):
        return
    load_demo(office)
    if large:
        say(LOADING(customers=LARGE_CUSTOMERS, products=LARGE_PRODUCTS))
        with tempfile.TemporaryDirectory() as directory:
            write_files(Path(directory), LARGE_CUSTOMERS, LARGE_PRODUCTS)
            office.setup.load(ANN, read_directory(Path(directory), KINDS))


def serve_demo(database: str | URL, port: int, mail: Path, *, large: bool, say: Say) -> None:
    """Serve the demo shop until it is stopped; e-mails leave every second.

    Args:
        database: A SQLAlchemy URL; the demo shop is loaded into it unless it is there.
        port: Where the pages answer, on this machine only.
        mail: The directory that e-mails are written to.
        large: Load many customers and products more.
        say: Prints a line.
    """
    base = f"http://127.0.0.1:{port}"
    office, links = open_demo(database, base, mail)
    with office:
        fill(office, large=large, say=say)
        with _delivering(office, mail, say):
            say(DEMO_AT(page=f"{base}/", mail=f"{mail}/"))
            _run(demo_site(office, links), port)


def serve_shop(database: str | URL, shop: str, port: int, *, say: Say) -> None:
    """Serve the employee's page on a shop of one's own until it is stopped.

    Nothing leaves it: no e-mail is sent, no card is charged, and no customer gets a link to this
    machine.

    Raises:
        ShopNotSetUp: There is no such shop.
    """
    with BackOffice.owning(SqlStore.open(database), shop=shop) as office:
        name = office.setup.settings(ANN).name
        say(SHOP_AT(shop=name, page=f"http://127.0.0.1:{port}/"))
        say(WAITING(command="backoffice-orders deliver"))
        _run(console_app(office, NO_LOGIN), port)


def _run(app: Starlette, port: int) -> None:
    # Streams of open pages end no later than a second after it is stopped.
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)


@contextmanager
def _delivering(office: BackOffice, mail: Path, say: Say) -> Iterator[None]:
    """Deliver once a second beside the block."""
    over = threading.Event()
    thread = threading.Thread(target=_deliver, args=(office, mail, say, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _deliver(office: BackOffice, mail: Path, say: Say, over: threading.Event) -> None:
    written = set(mail.glob("*.eml"))

    def tell(outcome: Delivered | Exception) -> None:
        if isinstance(outcome, Exception):
            say(f"{type(outcome).__name__}: {outcome}")
        for message in sorted(set(mail.glob("*.eml")) - written):
            written.add(message)
            say(SENT(file=str(message)))

    office.events.follow(ANN, lambda _: None, stop=over, told=tell)
