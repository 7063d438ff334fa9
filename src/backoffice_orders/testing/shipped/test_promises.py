"""Every suite against the store, or with the part, that the command line names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing import contracts
from backoffice_orders.testing.by_product import ByProduct
from backoffice_orders.testing.opening import store_of_parts
from backoffice_orders.testing.own_ids import with_own_ids
from backoffice_orders.testing.places import Place


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where the store of this test is."""
    made_by = request.config.getoption("backoffice_store")
    if not made_by:
        pytest.skip("a part alone is opened by the store that it is plugged into")
    return Place(made_by, tmp_path)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    config = request.config
    made_by, parts = config.getoption("backoffice_store"), config.getoption("backoffice_part")
    opened = Place(made_by, tmp_path).open() if made_by else None
    store = store_of_parts(opened, parts) if parts else opened
    assert store is not None
    if "combinations" in config.getoption("backoffice_without"):
        store = ByProduct(store)
    ids = config.getoption("backoffice_ids")
    try:
        yield with_own_ids(store, ids) if ids else store
    finally:
        store.close()


class TestStore(contracts.StoreContract):
    """Transactions."""


class TestTransactions(contracts.TransactionsContract):
    """What holds for every method."""


class TestSharing(contracts.SharingContract):
    """Several shops."""


class TestRoundTrips(contracts.RoundTripsContract):
    """Every field."""


class TestDurable(contracts.DurableContract):
    """Closing, kills, several processes."""


class TestPages(contracts.PagesContract):
    """Pages."""


class TestShops(contracts.ShopsContract):
    """Settings."""


class TestCustomers(contracts.CustomersContract):
    """Customers."""


class TestAddresses(contracts.AddressesContract):
    """Addresses."""


class TestCatalog(contracts.CatalogContract):
    """The catalog."""


class TestStock(contracts.StockContract):
    """Stock."""


class TestCarts(contracts.CartsContract):
    """Carts."""


class TestAnswers(contracts.AnswersContract):
    """Answers of other systems."""


class TestCartRules(contracts.CartRulesContract):
    """Cart rules."""


class TestCarriers(contracts.CarriersContract):
    """Carriers."""


class TestTaxRules(contracts.TaxRulesContract):
    """Taxes."""


class TestExchangeRates(contracts.ExchangeRatesContract):
    """Exchange rates."""


class TestOrders(contracts.OrdersContract):
    """Orders."""


class TestSearchIndex(contracts.SearchIndexContract):
    """Search indexes that a host feeds."""


class TestFiles(contracts.FilesContract):
    """Files."""


class TestLinks(contracts.LinksContract):
    """Links."""


class TestEmails(contracts.EmailsContract):
    """E-mails to customers."""


class TestViewers(contracts.ViewersContract):
    """Open pages of carts."""


class TestRequests(contracts.RequestsContract):
    """Requests that are done once."""


class TestAudit(contracts.AuditContract):
    """The audit trail."""


class TestOutbox(contracts.OutboxContract):
    """The outbox."""


class TestDistribution(contracts.DistributionContract):
    """Events, given to their consumers."""


class TestWebhooks(contracts.WebhooksContract):
    """Webhooks, and what was sent to them."""
