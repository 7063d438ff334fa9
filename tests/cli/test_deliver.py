"""``backoffice-orders deliver``: what it says, and what it never does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli import app, delivery
from backoffice_orders.cli.delivery import Report, Tidying, own_offices
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.services.desk import Work
from backoffice_orders.services.events import Delivered
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests.checkout.samples import Shop
from tests.mail.test_smtp import Inbox, free_port, server


def deliver(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["deliver", *arguments])


@pytest.fixture(autouse=True)
def hosts_offices(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a host's module has opened is closed with the test, as with a command's process."""
    opened: list[BackOffice] = []

    def noted(name: str) -> tuple[BackOffice, ...]:
        offices = own_offices(name)
        opened.extend(offices)
        return offices

    monkeypatch.setattr(delivery, "own_offices", noted)
    yield
    for office in opened:
        office.close()


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A shop with one e-mail, and the event that it was sent."""
    path = str(tmp_path / "shop.db")
    shop = Shop(SqlStore.open(f"sqlite:///{path}"))
    shop.sent(shop.cart())
    shop.office.close()
    return path


def waiting(database: str) -> list[tuple[str, int]]:
    with BackOffice.sqlite(database) as office:
        return [(each.topic, each.attempts) for each in office.events.pending(EMPLOYEE)]


def test_with_the_mail_server_down(database: str) -> None:
    result = deliver("--database", database, "--smtp", f"smtp+plain://127.0.0.1:{free_port()}")
    assert result.exit_code == 1
    assert "1 failed and tried again later, 0 given up on" in result.stderr
    assert "1 waiting" in result.stderr or "2 waiting" in result.stderr
    assert ("mail.send", 1) in waiting(database)


def test_what_was_sent_is_told(database: str) -> None:
    inbox = Inbox()
    with server(inbox) as controller:
        smtp = f"smtp+plain://127.0.0.1:{controller.port}"
        result = deliver("--database", database, "--smtp", smtp)
    assert result.exit_code == 0, result.output
    assert len(inbox.envelopes) == 1
    assert "6 delivered, 0 failed" in result.stderr
    told = [json.loads(line)["topic"] for line in result.stdout.splitlines()]
    assert (len(told), told[-1]) == (5, "cart.sent")
    assert waiting(database) == []


def test_what_was_given_up_on_is_listed_and_delivered_after_all(database: str) -> None:
    with server(Inbox(at_rcpt="550 no such user")) as controller:
        smtp = f"smtp+plain://127.0.0.1:{controller.port}"
        refused = deliver("--database", database, "--smtp", smtp)
    assert refused.exit_code == 1
    assert "1 given up on" in refused.stderr
    listed = deliver("--database", database, "--dead")
    assert listed.exit_code == 0
    (dead,) = [json.loads(line) for line in listed.stdout.splitlines()]
    assert "550 no such user" in dead["last_error"]
    unknown = deliver("--database", database, "--revive", "nothing")
    assert unknown.exit_code == 1
    assert "message_not_dead" in unknown.output
    inbox = Inbox()
    with server(inbox) as controller:
        smtp = f"smtp+plain://127.0.0.1:{controller.port}"
        back = deliver("--database", database, "--smtp", smtp, "--revive", dead["id"])
    assert back.exit_code == 0, back.output
    assert len(inbox.envelopes) == 1
    assert deliver("--database", database, "--dead").output == ""


def test_what_waits_is_listed_and_stays(database: str) -> None:
    listed = deliver("--database", database, "--waiting")
    topics = [json.loads(line)["topic"] for line in listed.stdout.splitlines()]
    assert sorted(topics) == [
        *("cart.changed", "cart.sent", "cart.started"),
        *("customer.changed", "customer.created", "mail.send"),
    ]
    assert {attempts for _, attempts in waiting(database)} == {0}


def test_events_are_utf8_whatever_the_locale_is(database: str) -> None:
    """They leave by a pipe, and one that cannot be written would be given up on."""
    with BackOffice.sqlite(database) as office:
        customer = office.customers.create(
            EMPLOYEE, first_name="Łucja", last_name="Dvořák", email="l@example.com"
        )
        note = {"name": customer.name}
        office.desk.write(EMPLOYEE, lambda work: work.emit("host.note", "customer:l", note))
    run = subprocess.run(
        [sys.executable, "-m", "backoffice_orders", "deliver", "--database", database],
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    notes = [
        event for event in map(json.loads, run.stdout.splitlines()) if "host" in event["topic"]
    ]
    assert [event["payload"]["name"] for event in notes] == ["Łucja Dvořák"]


SLOW = """
import time
from backoffice_orders import BackOffice

def tell(message):
    print("began", flush=True)
    time.sleep(0.3)

office = BackOffice.sqlite({database!r}, consumers={{"slow": tell}})
"""


def test_a_worker_that_is_ended_notes_what_it_has_begun(database: str, tmp_path: Path) -> None:
    """Whatever has left and is not noted would leave again."""
    (tmp_path / "slow_shop.py").write_text(SLOW.format(database=database))
    command = [sys.executable, "-m", "backoffice_orders", "deliver", "--follow"]
    with subprocess.Popen(
        [*command, "--office", "slow_shop:office"], cwd=tmp_path, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"began\n"
        worker.terminate()
        assert worker.wait(30) == 0
    with BackOffice.sqlite(database) as office:
        (slow,) = [each for each in office.events.consumers(EMPLOYEE) if each.name == "slow"]
        assert (slow.waiting, slow.dead) == (0, 0)


def _nowhere(tmp_path: Path) -> str:
    return str(tmp_path / "shpo.db")


def _url_of_nowhere(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shpo.db'}"


def _notes(tmp_path: Path) -> str:
    path = tmp_path / "notes.txt"
    path.write_text("no database")
    return str(path)


@pytest.mark.parametrize("mistyped", [_nowhere, _url_of_nowhere, _notes])
def test_a_mistyped_database_makes_nothing(tmp_path: Path, mistyped: Callable[[Path], str]) -> None:
    name = mistyped(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    result = deliver("--database", name)
    assert result.exit_code == 1
    assert "there is no shop in" in result.stderr
    assert result.stdout == "", "whoever reads events line by line reads this as one"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_mistyped_shop(database: str) -> None:
    result = deliver("--database", database, "--shop", "mian")
    assert result.exit_code == 1
    assert "shop_not_set_up" in result.output
    assert len(waiting(database)) == 6


def test_messages_of_a_stock_elsewhere_are_left_and_told(database: str) -> None:
    def leave(work: Work) -> None:
        work.emit("stock.confirm", "order-1", {"order_id": "order-1"})

    with BackOffice.sqlite(database) as office:
        office.desk.write(EMPLOYEE, leave)
    result = deliver("--database", database)
    assert result.exit_code == 1
    assert "1 left (stock.confirm)" in result.stderr
    assert "--office" in result.stderr
    assert waiting(database) == [("stock.confirm", 0)]


HOST = """
from backoffice_orders import BackOffice
from backoffice_orders.adapters.memory import TestCards

def make():
    return BackOffice.sqlite({database!r}, payments=[TestCards("gold")])

office = make() if __name__ == "host_office" else None
nothing = 5
"""


@pytest.mark.parametrize("name", ["office", "make"])
def test_a_hosts_own_office_settles_what_is_its_own(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def leave(work: Work) -> None:
        payload = {"order_id": "o", "key": "o:0", "payment_method": "gold"}
        work.emit("payment.settle", "o", payload)

    with BackOffice.sqlite(database) as office:
        office.desk.write(EMPLOYEE, leave)
    module = f"host_{name}"
    (tmp_path / f"{module}.py").write_text(HOST.format(database=database))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    result = deliver("--office", f"{module}:{name}")
    # The provider does not know the charge (yet): it was asked, and is asked again.
    assert "1 failed" in result.stderr
    assert ("payment.settle", 1) in waiting(database)


SHOPS = """
from backoffice_orders import BackOffice
from backoffice_orders.adapters.sql import SqlStore

store = SqlStore.open_file({database!r})
offices = {{name: BackOffice(store, shop=name) for name in ("north", "south")}}
none = []
"""


def with_shops(database: str) -> None:
    """Two shops in a new database, with an event in each."""
    store = SqlStore.open_file(database)
    for name in ("north", "south"):
        office = BackOffice(store, shop=name)
        set_up_shop(office)
        office.carts.start(EMPLOYEE)
    store.close()


def test_one_command_delivers_for_all_shops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = str(tmp_path / "shops.db")
    with_shops(database)
    (tmp_path / "host_shops.py").write_text(SHOPS.format(database=database))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    listed = deliver("--office", "host_shops:offices", "--waiting")
    assert len(listed.stdout.splitlines()) == 2
    result = deliver("--office", "host_shops:offices")
    assert result.exit_code == 0
    assert [json.loads(line)["topic"] for line in result.stdout.splitlines()] == 2 * [
        "cart.started"
    ]
    assert deliver("--office", "host_shops:offices").stdout == ""
    assert "no office in" in " ".join(deliver("--office", "host_shops:none").output.split())


DOWN = """
from contextlib import contextmanager
from backoffice_orders import BackOffice, SqlStore

class Down:
    @contextmanager
    def transaction(self, scope, *, read_only=False):
        raise {error}
        yield

    def close(self):
        pass

store = SqlStore.open_file({database!r})
north, south = (BackOffice(store, shop=name) for name in ("north", "south"))
offices = [north, BackOffice(Down(), shop="away"), south]
"""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("__import__('backoffice_orders').StorageFailed('gone')", "storage_failed: "),
        ("ConnectionError('gone')", "ConnectionError: gone"),
    ],
)
def test_a_shop_that_cannot_be_reached_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str, told: str
) -> None:
    database = str(tmp_path / "shops.db")
    with_shops(database)
    (tmp_path / "host_down.py").write_text(DOWN.format(database=database, error=error))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "host_down", raising=False)
    result = deliver("--office", "host_down:offices")
    assert result.exit_code == 1
    assert told in result.stderr
    assert [json.loads(line)["topic"] for line in result.stdout.splitlines()] == 2 * [
        "cart.started"
    ]


def test_a_consumer_of_one_shop_is_unsubscribed_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = str(tmp_path / "shops.db")
    with_shops(database)
    with BackOffice(SqlStore.open_file(database), shop="south") as south:
        south.events.deliver(EMPLOYEE, consumers={"crm": lambda _: None})
    (tmp_path / "host_two_shops.py").write_text(SHOPS.format(database=database))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    offices = ("--office", "host_two_shops:offices")
    assert '"crm"' in deliver(*offices, "--consumers").stdout
    assert deliver(*offices, "--unsubscribe", "crm").exit_code == 0
    assert '"crm"' not in deliver(*offices, "--consumers").stdout
    assert "consumer_unknown" in deliver(*offices, "--unsubscribe", "crm").output


CONSUMERS = """
from backoffice_orders import BackOffice

def crm(message):
    print("crm has", message.topic)

def warehouse(message):
    raise ConnectionError("nobody is there")

office = BackOffice.sqlite({database!r}, consumers={{"crm": crm, "warehouse": warehouse}})
"""


def test_a_hosts_own_consumers_are_given_the_events(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "host_consumers.py").write_text(CONSUMERS.format(database=database))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    result = deliver("--office", "host_consumers:office")
    assert result.stdout.splitlines().count("crm has cart.sent") == 1
    listed = deliver("--database", database, "--consumers")
    states = {each["name"]: each for each in map(json.loads, listed.stdout.splitlines())}
    assert states["crm"]["waiting"] == 0
    assert states["warehouse"]["waiting"] > 0
    waits = deliver("--database", database, "--waiting", "--consumer", "warehouse")
    assert {json.loads(line)["consumer"] for line in waits.stdout.splitlines()} == {"warehouse"}
    assert deliver("--database", database, "--unsubscribe", "warehouse").exit_code == 0
    for listing in ("--waiting", "--dead", "--revive=all"):
        gone = deliver("--database", database, listing, "--consumer", "warehouse")
        assert (gone.exit_code, gone.output.partition(":")[0]) == (1, "consumer_unknown")
    for known in ("main", "crm", "office"):
        listed = deliver("--database", database, "--waiting", "--consumer", known)
        assert listed.exit_code == 0
    assert "consumer_unknown" in deliver("--database", database, "--unsubscribe", "x").output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "like module:name"),
        ("no_such_module:office", "no module 'no_such_module'"),
        ("json:office", "no 'office' in the module 'json'"),
        ("smtplib:SMTP_PORT", "is a int, not a BackOffice"),
    ],
)
def test_an_office_that_is_none(name: str, said: str) -> None:
    result = deliver("--office", name)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise OSError('no disk\\nleft')", "'host_fails:made' has failed: OSError: no disk left"),
        ("1 +", "'host_fails:made' has failed: SyntaxError: invalid syntax"),
        ("def made():\n    raise ValueError('13')", "'host_fails:made' has failed: ValueError: 13"),
        ("def made():\n    raise KeyError", "'host_fails:made' has failed: KeyError"),
        ("def made():\n    import nothing_x", "'host_fails:made' has failed: ModuleNotFoundError"),
        ("def made():\n    yield 1 / 0", "'host_fails:made' has failed: ZeroDivisionError"),
    ],
)
def test_a_hosts_code_that_fails_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    (tmp_path / "host_fails.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "host_fails", raising=False)
    result = deliver("--office", "host_fails:made")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_the_audit_trail_names_who_delivered(database: str) -> None:
    with server(Inbox(at_rcpt="550 no such user")) as controller:
        smtp = f"smtp+plain://127.0.0.1:{controller.port}"
        deliver("--database", database, "--smtp", smtp)
        deliver("--database", database, "--smtp", smtp, "--revive", "all", "--actor", "olga")
        deliver("--database", database, "--smtp", smtp, "--revive", "all")
    with BackOffice.sqlite(database) as office:
        (dead,) = office.events.dead(EMPLOYEE)
        history = office.desk.read(EMPLOYEE, lambda work: work.history(SubjectType.OUTBOX, dead.id))
    assert [entry.actor_id for entry in history] == ["olga", "backoffice-orders"]


def test_it_tidies_up_once_an_hour(tmp_path: Path) -> None:
    clock, said = FixedClock(), list[str]()
    office = BackOffice.sqlite(tmp_path / "shop.db", clock=clock)
    set_up_shop(office)
    report = Report(lambda _: None, said.append)
    tidying = Tidying([office], EMPLOYEE, report)
    office.carts.start(EMPLOYEE)
    tidying.after(Delivered())
    clock.advance(timedelta(days=365, minutes=1))
    office.carts.start(EMPLOYEE)
    tidying.after(Delivered())
    (line,) = said
    assert line.startswith("removed: 1 drafts, 0 links, ")
    clock.advance(timedelta(minutes=59))
    tidying.after(Delivered())
    assert len(said) == 1
    clock.advance(timedelta(days=365, minutes=2))
    tidying.after(Delivered())
    assert len(said) == 2
    assert not report.trouble
    office.close()


def test_a_hosts_part_that_fails_while_it_is_tidied_up_ends_no_worker() -> None:
    def away(_: Transaction) -> OwnParts:
        raise ConnectionError("our warehouse is away")

    well, said = BackOffice.in_memory(), list[str]()
    set_up_shop(well)
    report = Report(lambda _: None, said.append)
    tidying = Tidying([BackOffice.in_memory(own=away), well], EMPLOYEE, report)
    tidying.after(Delivered())
    assert said == ["ConnectionError: our warehouse is away"]
    assert report.trouble
