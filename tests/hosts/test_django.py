"""``examples/django_shop``: the ORM's tables and transactions, its login and its migrations.

Django is set up once for each process, so the shop runs in one of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from attrs import frozen
from sqlalchemy import URL, Engine, create_engine, make_url, text

from backoffice_orders.model.order_number import order_reference
from tests import postgres
from tests.hosts.served import Phone, listening, race, require_one_winner

ROOT = Path(__file__).parents[2]
MANAGE = [sys.executable, "-m", "examples.django_shop.manage"]
UVICORN = [sys.executable, "-m", "uvicorn", "examples.django_shop.asgi:application"]
SET_UP = "from examples.django_shop.office import set_up; set_up()"


def environment(url: URL, base: str) -> dict[str, str]:
    """What the shop's settings read."""
    given = {**os.environ, "BASE_URL": base, "PYTHONWARNINGS": "ignore"}
    if url.get_backend_name() == "sqlite":
        return {**given, "SHOP_FILE": str(url.database)}
    parts = {"USER": url.username, "DATABASE": url.database, "PASSWORD": url.password}
    host = url.host or url.query.get("host", "")
    parts |= {"HOST": str(host), "PORT": str(url.port or "")}
    return {**given, **{f"PG{name}": value or "" for name, value in parts.items()}}


def run(command: list[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sign_in(base: str, name: str) -> Mapping[str, str]:
    """The cookies of an employee who has signed in."""
    entered = {"username": name, "password": f"{name}-s-password"}
    answer = httpx.post(f"{base}/login", data=entered)
    assert answer.status_code == 204, answer.text
    return dict(answer.cookies)


@frozen
class Host:
    """The shop, served; its database is looked at from outside."""

    base: str
    engine: Engine
    phone: Phone
    env: Mapping[str, str]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        with self.engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def left(self) -> int:
        """How many mugs there are."""
        with self.engine.connect() as connection:
            left = connection.execute(text('SELECT "left" FROM shop_product')).scalar_one()
            return int(left)

    def send(self, statement: str, **values: Any) -> None:
        """Change the database beside the shop."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path_factory.mktemp('django') / 'shop.db'}")
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as made:
        yield made


@pytest.fixture(scope="module")
def running(url: URL) -> Iterator[Host]:
    listener, base = listening()
    env = environment(url, base)
    run([*MANAGE, "migrate"], env)
    run([*MANAGE, "shell", "-v", "0", "-c", SET_UP], env)
    served = subprocess.Popen(
        [*UVICORN, "--fd", str(listener.fileno()), "--log-level", "warning"],
        env=env,
        cwd=ROOT,
        pass_fds=[listener.fileno()],
    )
    engine = create_engine(url)
    try:
        _wait_for(base)
        with Phone(f"{base}/admin/orders/api", sign_in(base, "ann")) as phone:
            yield Host(base, engine, phone, env)
    finally:
        served.terminate()
        served.wait()
        listener.close()
        engine.dispose()


@pytest.fixture
def host(running: Host) -> Host:
    """The shop, with three mugs and none of the orders before."""
    for table in ("shop_taken", "shop_placedorder"):
        running.send(f"DELETE FROM {table}")
    running.send('UPDATE shop_product SET "left" = 3')
    return running


def _wait_for(base: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{base}/orders", timeout=5)
        except httpx.HTTPError:
            assert time.monotonic() < until, "the shop does not start"
            time.sleep(0.1)
        else:
            return


def test_an_order_is_placed_over_http(host: Host) -> None:
    before = host.rows("bo_orders")
    answer = host.phone.place(host.phone.cart("john@example.com", "7", 2))
    assert answer.status_code == 201, answer.text
    (row,) = httpx.get(f"{host.base}/orders").json()["orders"]
    assert (row["reference"], row["total_cents"]) == (answer.json()["reference"], 2500)
    assert host.left() == 1
    assert host.rows("bo_orders") == before + 1


def test_ten_racers_for_the_last_piece(host: Host) -> None:
    host.send('UPDATE shop_product SET "left" = 1')
    require_one_winner(race(host.phone, "7"))
    assert host.left() == 0
    assert host.rows("shop_placedorder") == 1


def test_a_failure_in_the_hosts_code_leaves_nothing_behind(host: Host) -> None:
    """The shop's accounting has a row of this reference already: the ORM raises."""
    cart, before = host.phone.cart("jane@example.com", "7", 2), host.rows("bo_orders")
    columns = "(number, reference, buyer_id, total_cents)"
    buyer = "(SELECT max(id) FROM shop_buyer)"
    for number in range(1, 9):  # whichever comes next
        host.send(
            f"INSERT INTO shop_placedorder {columns} VALUES (:number, :reference, {buyer}, 100)",
            number=900 + number,
            reference=order_reference(number),
        )
    assert host.phone.place(cart).status_code == 500
    assert host.left() == 3
    assert host.rows("shop_taken") == 0
    assert host.rows("bo_orders") == before
    host.send("DELETE FROM shop_placedorder")
    assert host.phone.place(cart).status_code == 201  # nothing had changed


def test_groups_say_what_somebody_may(host: Host) -> None:
    assert httpx.get(f"{host.base}/admin/orders/").status_code == 403
    with Phone(f"{host.base}/admin/orders/api", sign_in(host.base, "trainee")) as trainee:
        assert trainee.http.get("/carts").status_code == 403
    page = host.phone.http.get(f"{host.base}/admin/orders/", params={"customers": "jo"})
    assert page.status_code == 200
    cart = host.phone.cart("jim@example.com", "7")
    drafts = host.phone.http.get("/carts").json()["items"]
    assert cart["id"] in {draft["id"] for draft in drafts}


@pytest.mark.parametrize("undone", [False, True], ids=["committed", "undone"])
def test_an_order_in_a_block_of_the_hosts_own(host: Host, undone: bool) -> None:
    before = host.rows("bo_orders")
    call = f"order_in_a_block_of_the_hosts('{undone}@example.com', undone={undone})"
    script = f"from tests.hosts.in_django import *; {call}"
    run([*MANAGE, "shell", "-v", "0", "-c", script], host.env)
    placed = 0 if undone else 1
    assert host.rows("bo_orders") == before + placed
    assert host.rows("shop_placedorder") == placed
    assert host.left() == 3 - placed


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("caught", "transaction_misused 0 0"),  # Django rolls back, and says nothing
        ("refused", "storage_failed 0 0"),  # the database knows: nothing is there
        ("on_commit", "done 1 0"),  # committed before, and so done once
    ],
)
def test_a_change_is_there_if_it_was_told_so(host: Host, part: str, told: str) -> None:
    script = f"from tests.hosts.in_django import *; beside({part!r})"
    assert run([*MANAGE, "shell", "-v", "0", "-c", script], host.env) == f"{told}\n"


def test_nothing_goes_on_in_a_block_that_django_will_undo(host: Host) -> None:
    script = "from tests.hosts.in_django import *; go_on_in_a_block_that_is_lost()"
    assert run([*MANAGE, "shell", "-v", "0", "-c", script], host.env) == "0\n"


def test_the_worker_delivers_by_the_shops_own_office(host: Host) -> None:
    order = host.phone.place(host.phone.cart("joe@example.com", "7")).json()
    worker = ["deliver", "--office", "examples.django_shop.worker:office"]
    told = run([sys.executable, "-m", "backoffice_orders", *worker], host.env)
    assert f'"reference":"{order["reference"]}"' in told


def test_migrations_have_been_made_and_can_be_repeated(running: Host) -> None:
    run([*MANAGE, "makemigrations", "--check", "--dry-run"], running.env)
    run([*MANAGE, "migrate"], running.env)


def test_migrations_go_back(tmp_path: Path) -> None:
    env = environment(make_url(f"sqlite:///{tmp_path / 'shop.db'}"), "http://127.0.0.1")
    targets: list[list[str]] = [[], ["backoffice_orders", "zero"], []]
    for target in targets:
        run([*MANAGE, "migrate", *target], env)


def test_where_the_database_is_away_the_page_says_so_by_our_login_too(tmp_path: Path) -> None:
    """As over a store of ours: 503 with when to ask again, and no fault of the program's."""
    env = environment(make_url(f"postgresql://ann@/shop?host={tmp_path}"), "http://shop.example")
    script = "from tests.hosts.in_django import *; while_the_database_is_away()"
    told = run([*MANAGE, "shell", "-v", "0", "-c", script], env)
    assert told == "storage_busy, 503 5, 503 5, 503 5\n"
