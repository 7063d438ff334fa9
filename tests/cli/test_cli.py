"""The command line: the demo's figures, and loading files."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from starlette.applications import Starlette
from typer.testing import CliRunner, Result

import backoffice_orders
from backoffice_orders.back_office import BackOffice
from backoffice_orders.cli import app
from backoffice_orders.demo import ANN, DATA
from backoffice_orders.i18n import Language
from backoffice_orders.model.subjects import SubjectType

LEFT = {"mug-own": 24, "candle": 22}


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    copy = tmp_path / "shop"
    shutil.copytree(DATA, copy)
    return copy


def test_it_tells_its_version() -> None:
    assert command("--version").output == f"{backoffice_orders.__version__}\n"


def test_run_plays_a_phone_order(tmp_path: Path) -> None:
    """The total is recomputed by hand, from the demo shop's files.

    ==========================  ======  =========  =======
    line                        net     x 1.20     gross
    ==========================  ======  =========  =======
    poster 40x60, one           29.00   34.80      34.80
    candle, two                 14.00   16.80      33.60
    t-shirt M, two              23.90   28.68      57.36
    mug with words, one         11.58   13.896     13.90
    goods                                          139.66
    welcome voucher             10 % of 139.66     -13.97
    express to France, 0-3 kg   12.00 + 1.00       15.60
    total                                          141.29
    ==========================  ======  =========  =======

    The goods are over 100.00, so a novel comes as a gift for nothing; they are under 150.00,
    so the delivery is not free. With the novel, all weighs 2.95 kg.
    """
    database = tmp_path / "demo.db"
    result = command("run", "--database", str(database))
    assert result.exit_code == 0, result.output
    assert re.search(r"Order [A-Z]{9} placed: total 141\.29 EUR, awaiting_payment", result.output)
    for said in ("John Doe", "76.20 EUR", "remaining of the t-shirt: 6", "nothing is missing"):
        assert said in result.output
    with BackOffice.sqlite(database) as office:
        newest = office.orders.search(ANN).items[0]
    assert str(newest.total.amount) == "141.29"
    assert f"Order {newest.reference} placed" in result.output


def test_run_chooses_a_day_on_which_express_delivers(tmp_path: Path) -> None:
    """Not on Sundays, and on none of the holidays that the file names."""
    database = tmp_path / "demo.db"
    result = command("run", "--database", str(database))
    with BackOffice.sqlite(database) as office:
        order = office.orders.get(ANN, office.orders.search(ANN).items[0].order_id)
        (express,) = (each for each in office.setup.carriers(ANN) if each.id == "express")
    day = order.cart.delivery_day
    assert day is not None
    assert f"chosen: Express, to arrive on {Language('en').weekday(day)}" in result.output
    assert (day.isoweekday() == 7, express.days and day in express.days.holidays) == (False, False)
    assert order.summary.shipping is not None
    assert order.summary.shipping.arrives == day


def test_run_again_begins_anew(tmp_path: Path) -> None:
    database = str(tmp_path / "demo.db")
    assert command("run", "--database", database).exit_code == 0
    assert command("run", "--database", database).exit_code == 0
    with BackOffice.sqlite(database) as office:
        assert len(office.orders.search(ANN)) == 4


def test_run_touches_no_file_of_somebody_else(shop: Path, tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    assert command("load", str(shop), "--database", str(database)).exit_code == 0
    (tmp_path / "notes.db").write_text("not a database, but mine")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    for name in ("shop.db", "notes.db", "other.db"):
        before = (tmp_path / name).read_bytes()
        result = command("run", "--database", str(tmp_path / name))
        assert result.exit_code == 1, name
        assert "not the demo shop: name another file" in result.output
        assert (tmp_path / name).read_bytes() == before, name
    assert command("run", "--database", str(tmp_path)).exit_code == 1


@pytest.mark.parametrize("named", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}"])
def test_a_demo_file_that_got_data_of_its_own_is_kept(
    shop: Path, tmp_path: Path, named: str
) -> None:
    database = str(tmp_path / "demo.db")
    assert command("run", "--database", database).exit_code == 0
    assert command("load", str(shop), "--database", named.format(database)).exit_code == 0
    assert command("run", "--database", database).exit_code == 1
    with BackOffice.sqlite(database) as office:
        assert len(office.orders.search(ANN)) > 1


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Starlette]:
    """What ``serve`` would have served, instead of serving it."""
    apps: list[Starlette] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: apps.append(app))
    return apps


def test_serve_shows_a_shop_of_ones_own_and_loads_nothing_into_it(
    shop: Path, tmp_path: Path, served: list[Starlette]
) -> None:
    database, mail = str(tmp_path / "shop.db"), str(tmp_path / "mail")
    (shop / "shop.json").write_text('{"name": "Mine", "currency": "EUR", "country": "FR"}')
    for name in ("customers", "addresses"):
        (shop / f"{name}.csv").unlink()
    for name in ("carts", "orders"):
        (shop / f"{name}.json").unlink()
    assert command("load", str(shop), "--database", database).exit_code == 0
    with BackOffice.sqlite(database) as office:
        office.desk.write(ANN, lambda work: work.emit("mail.send", "cart_1", {"message": "Hi"}))
    result = command("serve", "--database", database, "--mail", mail)
    assert result.exit_code == 0, result.output
    assert len(served) == 1
    assert "Mine: the page is at http://127.0.0.1:8000/" in result.output
    with BackOffice.sqlite(database) as office:
        assert len(office.events.pending(ANN)) == 1, "an e-mail to a customer is gone"
        assert office.setup.settings(ANN).name == "Mine"
        assert not office.customers.search(ANN, "john doe")


@pytest.mark.parametrize("port", ["99999", "0", "-1"])
def test_serve_names_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    result = command("serve", "--database", str(tmp_path / "new.db"), "--port", port)
    assert result.exit_code == 2
    assert "--port" in result.output
    assert not (tmp_path / "new.db").exists()


def test_serve_makes_a_demo_of_a_new_file_only(tmp_path: Path, served: list[Starlette]) -> None:
    database, mail = str(tmp_path / "new.db"), str(tmp_path / "mail")
    for _ in range(2):
        result = command("serve", "--database", database, "--mail", mail)
        assert result.exit_code == 0, result.output
    with BackOffice.sqlite(database) as office:
        assert len(office.customers.search(ANN, "john doe")) == 1
    (tmp_path / "notes.db").write_text("not a database, but mine")
    refused = command("serve", "--database", str(tmp_path / "notes.db"), "--mail", mail)
    assert refused.exit_code == 1
    assert "holds no shop" in refused.output
    wrong = command("serve", "--database", database, "--shop", "nowhere", "--mail", mail)
    assert wrong.exit_code == 1
    other = str(tmp_path / "other.db")
    wrong = command("serve", "--database", other, "--shop", "nowhere", "--mail", mail)
    assert (wrong.exit_code, "holds no shop" in wrong.output) == (1, True)
    assert not Path(other).exists()
    assert len(served) == 2


def test_serve_makes_nothing_in_a_database_that_is_named_by_its_address(
    tmp_path: Path, served: list[Starlette]
) -> None:
    """Whoever mistypes it may have named another program's."""
    theirs, new = tmp_path / "theirs.db", tmp_path / "new.db"
    with closing(sqlite3.connect(theirs)) as file:
        file.execute("CREATE TABLE notes (text)")
    before = theirs.read_bytes()
    for path in (theirs, new):
        refused = command("serve", "--database", f"sqlite:///{path}")
        assert (refused.exit_code, "there is no shop in" in refused.output) == (1, True)
    assert theirs.read_bytes() == before
    assert not new.exists()
    assert served == []


def test_what_is_loaded_is_printed_as_it_is(shop: Path, tmp_path: Path) -> None:
    (shop / "stock.csv").write_text("product_id,level\n[/red],5\n[bold]x,many\n")
    result = command("load", str(shop), "--database", str(tmp_path / "shop.db"))
    assert result.exit_code == 1
    assert "'[/red]': The shop does not have this product" in result.output
    assert isinstance(result.exception, SystemExit), result.exception


def test_load_counts_what_it_imported(shop: Path, tmp_path: Path) -> None:
    result = command("load", str(shop), "--database", str(tmp_path / "shop.db"))
    assert result.exit_code == 0, result.output
    customers = len((shop / "customers.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert re.search(rf"\b{customers} customers", result.output)


def test_the_audit_trail_names_who_loaded(shop: Path, tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    assert command("load", str(shop), "--database", str(database), "--actor", "olga").exit_code == 0
    assert command("load", str(shop), "--database", str(database)).exit_code == 0
    with BackOffice.sqlite(database) as office:
        history = office.desk.read(ANN, lambda work: work.history(SubjectType.SHOP, "shop"))
    assert [entry.actor_id for entry in history] == ["olga", "backoffice-orders"]


def test_mistakes_name_file_line_and_field_and_nothing_is_imported(
    shop: Path, tmp_path: Path
) -> None:
    database = str(tmp_path / "shop.db")
    assert command("load", str(shop), "--database", database).exit_code == 0
    (shop / "customers.csv").write_text(
        "id,first_name,last_name,email,active\n"
        "new-1,Ada,Lovelace,ada@example.com,yes\n"
        "new-2,,Hopper,grace@example.com,yes\n"
        "new-3,Mary,Shelley,not an address,yes\n"
        "new-4,Jane,Austen,jane@example.com,perhaps\n"
        "new-5,Emily\n",
        encoding="utf-8",
    )
    (shop / "stock.csv").write_text(
        "product_id,combination_id,level\nnowhere,,5\ncandle,,many\n", encoding="utf-8"
    )
    (shop / "products.json").write_text(
        json.dumps([{"id": "p", "name": "P", "price": "1", "colour": "red"}]), encoding="utf-8"
    )
    result = command("load", str(shop), "--database", database)
    assert result.exit_code == 1
    for start in (
        "products.json:1: colour: there is no such field",
        "stock.csv:2: product_id: ",
        "stock.csv:3: level: ",
        "customers.csv:3: first_name: ",
        "customers.csv:4: email: ",
        "customers.csv:5: active: ",
        "customers.csv:6: record: 2 fields instead of 5",
    ):
        assert start in result.output, result.output
    with BackOffice.sqlite(database) as office:
        assert not office.customers.search(ANN, "ada lov")


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    missing = command("load", str(tmp_path / "nothing"))
    assert missing.exit_code == 2
    assert "is not a directory" in missing.output
    empty = command("load", str(tmp_path), "--database", str(tmp_path / "shop.db"))
    assert empty.exit_code == 2
    assert "holds none of" in empty.output
    (tmp_path / "customers.csv").write_text("id\nx\n", encoding="utf-8")
    no_shop = command("load", str(tmp_path), "--database", str(tmp_path / "shop.db"))
    assert no_shop.exit_code == 1
    assert "shop_not_set_up" in no_shop.output


def test_a_path_means_what_it_says_whatever_is_in_it(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "a ?mode=ro&b #1 50%20.db"
    assert command("load", str(shop), "--database", str(path)).exit_code == 0
    assert path.is_file()
    assert command("deliver", "--database", str(path)).exit_code == 0


def test_a_database_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("this is no database, but a text that is long enough to be looked at" * 40)
    result = command("migrate", str(path))
    assert result.exit_code == 1
    assert result.output.startswith("database_unusable: ")
    assert str(path) in result.output


NO_FILES = ("nowhere/shop.db", "file/shop.db", f"{'a' * 300}.db")
NO_ADDRESSES = ("://", "postgresql://h:abc/x")


@pytest.mark.parametrize(
    ("name", "database"),
    [
        *(("run", database) for database in NO_FILES),  # which takes a path alone
        *product(("serve", "deliver", "load", "migrate"), (*NO_FILES, *NO_ADDRESSES)),
    ],
)
def test_a_database_that_cannot_be_is_a_sentence(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, database: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no directory")
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: pytest.fail("something is served"))
    directory = [str(shop)] if name == "load" else []
    named = [database] if name == "migrate" else ["--database", database]
    result = command(name, *directory, *named)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert "database_unusable: " in result.output or "there is no shop in" in result.output


def test_a_directory_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    result = command("load", "a" * 300, "--database", str(tmp_path / "shop.db"))
    assert (result.exit_code, "is not a directory" in result.output) == (2, True)
