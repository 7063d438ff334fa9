"""Every adapter keeps the contract of its port."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.contacts import WorldContactRules
from backoffice_orders.adapters.mail import FileMail, JinjaLetters
from backoffice_orders.adapters.memory import (
    CollectedMail,
    FixedClock,
    LinkedCheckout,
    SequentialIds,
    TestCards,
    TestPrices,
    TestRates,
    TestSuggestions,
    TestTaxes,
)
from backoffice_orders.adapters.system import SystemClock, TimeOrderedIds
from backoffice_orders.adapters.webhooks import HttpSender
from backoffice_orders.demo_addresses import SUGGESTED
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.ports.address_suggestions import AddressSuggestions
from backoffice_orders.ports.checkout import Checkout
from backoffice_orders.ports.clock import Clock
from backoffice_orders.ports.contacts import ContactRules
from backoffice_orders.ports.delivery_rates import DeliveryRates
from backoffice_orders.ports.ids import Ids
from backoffice_orders.ports.letters import Letters
from backoffice_orders.ports.mail import Mail
from backoffice_orders.ports.payments import PaymentProvider
from backoffice_orders.ports.price_service import PriceService
from backoffice_orders.ports.tax_service import TaxService
from backoffice_orders.ports.webhook_sender import WebhookSender
from backoffice_orders.testing import contracts
from backoffice_orders.testing.samples import MUG, euros
from tests.services.loopback import HttpTaxes, TaxBureau


class TestStore(contracts.StoreContract):
    pass


class TestTransactions(contracts.TransactionsContract):
    pass


class TestRoundTrips(contracts.RoundTripsContract):
    pass


class TestSharing(contracts.SharingContract):
    pass


class TestPages(contracts.PagesContract):
    pass


class TestShops(contracts.ShopsContract):
    pass


class TestCustomers(contracts.CustomersContract):
    pass


class TestAddresses(contracts.AddressesContract):
    pass


class TestCatalog(contracts.CatalogContract):
    pass


class TestStock(contracts.StockContract):
    pass


class TestCarts(contracts.CartsContract):
    pass


class TestAnswers(contracts.AnswersContract):
    pass


class TestCartRules(contracts.CartRulesContract):
    pass


class TestCarriers(contracts.CarriersContract):
    pass


class TestTaxRules(contracts.TaxRulesContract):
    pass


class TestExchangeRates(contracts.ExchangeRatesContract):
    pass


class TestOrders(contracts.OrdersContract):
    pass


class TestFiles(contracts.FilesContract):
    pass


class TestViewers(contracts.ViewersContract):
    pass


class TestRequests(contracts.RequestsContract):
    pass


class TestWebhooks(contracts.WebhooksContract):
    pass


class TestLinks(contracts.LinksContract):
    pass


class TestEmails(contracts.EmailsContract):
    pass


class TestAudit(contracts.AuditContract):
    pass


class TestOutbox(contracts.OutboxContract):
    pass


class TestSearchIndex(contracts.SearchIndexContract):
    pass


class TestDistribution(contracts.DistributionContract):
    pass


class TestIds(contracts.IdsContract):
    @pytest.fixture(params=[TimeOrderedIds, SequentialIds])
    def ids(self, request: pytest.FixtureRequest) -> Ids:
        made: Ids = request.param()
        return made


class TestClock(contracts.ClockContract):
    @pytest.fixture(params=[SystemClock, FixedClock])
    def clock(self, request: pytest.FixtureRequest) -> Clock:
        made: Clock = request.param()
        return made


class TestMail(contracts.MailContract):
    @pytest.fixture(params=["memory", "files"])
    def mail(self, request: pytest.FixtureRequest, tmp_path: Path) -> Mail:
        return CollectedMail() if request.param == "memory" else FileMail(tmp_path)


class TestContactRules(contracts.ContactRulesContract):
    @pytest.fixture
    def contacts(self) -> ContactRules:
        return WorldContactRules()


class TestCheckout(contracts.CheckoutContract):
    @pytest.fixture(params=["signed", "memory"])
    def checkout(self, request: pytest.FixtureRequest) -> Checkout:
        if request.param == "signed":
            return SignedLinks("https://shop.example", ["a-key-of-at-least-thirty-two-letters"])
        return LinkedCheckout()


class TestLetters(contracts.LettersContract):
    @pytest.fixture
    def letters(self) -> Letters:
        return JinjaLetters()


class TestPaymentProvider(contracts.PaymentProviderContract):
    @pytest.fixture
    def provider(self) -> PaymentProvider:
        return TestCards()


class TestWebhookSender(contracts.WebhookSenderContract):
    @pytest.fixture
    def sender(self) -> WebhookSender:
        return HttpSender()


class TestTaxService(contracts.TaxServiceContract):
    @pytest.fixture(params=["memory", "http"])
    def taxes(self, request: pytest.FixtureRequest) -> Iterator[TaxService]:
        if request.param == "memory":
            yield TestTaxes({"FR": TaxRate("TVA 20%", Decimal(20))})
        else:
            with TaxBureau().serving() as bureau:
                yield HttpTaxes(bureau)


class TestDeliveryRates(contracts.DeliveryRatesContract):
    @pytest.fixture
    def rates(self) -> DeliveryRates:
        return TestRates(Decimal("4.00"), Decimal("1.50"))


class TestAddressSuggestions(contracts.AddressSuggestionsContract):
    @pytest.fixture
    def suggestions(self) -> AddressSuggestions:
        return TestSuggestions(SUGGESTED)


class TestPriceService(contracts.PriceServiceContract):
    @pytest.fixture
    def prices(self) -> PriceService:
        return TestPrices({(CustomerId("cus_1"), MUG.id): euros("8.00")})
