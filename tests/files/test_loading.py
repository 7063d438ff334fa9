"""Files as spreadsheets and exports write them: read, or refused with file, line and reason."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import attrs
import pytest

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.adapters.memory import FixedClock, MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.ids import CustomerId, ProductId
from backoffice_orders.model.product import PackStock
from backoffice_orders.model.settings import DiscountReason, ManualDiscounts
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop

PRODUCT = '{"id": "p1", "name": "Cafe", "price": "5"}'


@pytest.fixture
def office() -> BackOffice:
    office = BackOffice(MemoryStore(), clock=FixedClock())
    set_up_shop(office)
    return office


def load(office: BackOffice, directory: Path, **files: str | bytes) -> None:
    """Load files, named ``products__csv`` and so on."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (directory / name.replace("__", ".")).write_bytes(data)
    office.setup.load(EMPLOYEE, read_directory(directory, KINDS))


def names(office: BackOffice, text: str = "caf") -> list[str]:
    return [hit.product.name for hit in office.products.search(EMPLOYEE, text)]


def problems(office: BackOffice, directory: Path, **files: str | bytes) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        load(office, directory, **files)
    assert names(office) == []
    return refused.value.problems


@pytest.mark.parametrize(
    "content",
    [
        "id,name,price\np1,Café,9.90\n",
        "id;name;price\r\np1;Café;9.90\r\n",
        "id\tname\tprice\np1\tCafé\t9.90\n",
        "sep=;\r\nid;name;price\r\np1;Café;9.90\r\n",
        '"sep=;"\nid;name;price\np1;Café;9.90\n',
        '\n\n"id";"name";"price"\n"p1";"Café";"9.90"\n',
        "id;name;price\np1;Café;9.90\n;;\n;;\n",
        "id,name,price,,\np1,Café,9.90,,\n,,,,\n",
        "id,name,price\np1,Café,9.90,\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read(
    office: BackOffice, tmp_path: Path, content: str, encoding: str
) -> None:
    load(office, tmp_path, products__csv=content.encode(encoding))
    assert names(office) == ["Café"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("id,name,price,price\np1,Cafe,9.90,19.90\n", "products.csv:1: record: price: the header"),
        ("id;name;price; name\np1;Cafe;9.90;x\n", "products.csv:1: record: name: the header"),
        ("id,name,price,codes,codes.sku\np1,Cafe,9.90,x,y\n", "products.csv:1: record: codes: "),
        ("id,name,price,codes.sku,codes\np1,Cafe,9.90,x,y\n", "products.csv:1: record: codes: "),
        ("id,name,price,.sku\np1,Cafe,9.90,x\n", "products.csv:1: record: .sku: a name is missing"),
        ("id,name,price,\np1,Cafe,9.90,x\n", "products.csv:2: record: a cell stands in a column"),
        ("id;name;price\np1;Cafe;9,90\n", "products.csv:2: price: '9,90' is not a number; decim"),
        ("id,name,price\np1,Cafe,9,90\n", "products.csv:2: record: 4 fields instead of 3"),
        ("id,name,price\np1,Cafe,1e1\n", "products.csv:2: price: '1e1' is not a number"),
        ("id,name,price\np1,Cafe,1_0\n", "products.csv:2: price: '1_0' is not a number"),
        ("id,name,price\np1,,9.90\n", "products.csv:2: name: is required"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(
    office: BackOffice, tmp_path: Path, content: str, problem: str
) -> None:
    (said,) = problems(office, tmp_path, products__csv=content)
    assert said.startswith(problem)


@pytest.mark.parametrize(
    ("written", "price"), [("9,90", "9.90"), ("1.234,50", "1234.50"), ("1.234", "1234"), ("5", "5")]
)
def test_decimal_commas_are_read_where_they_are_said_to_be(
    office: BackOffice, tmp_path: Path, written: str, price: str
) -> None:
    content = f"sep=;\r\nid;name;price;weight\r\np1;Café, 1,5 l;{written};0,25\r\n"
    (tmp_path / "products.csv").write_bytes(content.encode())
    office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS, decimal_comma=True))
    (hit,) = office.products.search(EMPLOYEE, "caf")
    assert str(hit.product.price.amount) == price
    assert (hit.product.name, str(hit.product.weight)) == ("Café, 1,5 l", "0.25")


@pytest.mark.parametrize("written", ["9.90", "1,234.50", "1.23,4", "12.345.6"])
def test_with_decimal_commas_a_full_stop_is_for_thousands(
    office: BackOffice, tmp_path: Path, written: str
) -> None:
    content = f"id;name;price\np1;Cafe;{written}\n"
    (tmp_path / "products.csv").write_bytes(content.encode())
    with pytest.raises(ImportRefused, match="is not a number with a decimal comma"):
        office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS, decimal_comma=True))


def test_an_older_encoding_is_named(office: BackOffice, tmp_path: Path) -> None:
    content = "id;name;price\np0;Plain;1\np1;Café;9.90\n".encode("cp1252")
    (said,) = problems(office, tmp_path, products__csv=content)
    assert said.startswith("products.csv:3: record: not in UTF-8")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ('"name": null', "name: is required"),
        ('"name": 5', "name: 5 is not a text"),
        ('"name": 5.5', "name: Decimal('5.5') is not a text"),
        ('"name": true', "name: True is not a text"),
        ('"name": ["Cafe"]', "name: ['Cafe'] is not a text"),
        ('"name": {"en": "Cafe"}', "name: {'en': 'Cafe'} is not a text"),
        ('"name": "Cafe", "tags": "x"', "tags: there is no such field"),
        ('"name": "Cafe", "virtual": "perhaps"', "virtual: 'perhaps' is neither yes nor no"),
        ('"name": "Cafe", "virtual": 1', "virtual: 1 is neither yes nor no"),
        ('"name": "Cafe", "weight": true', "weight: True is not a number"),
        ('"name": "Cafe", "minimal_quantity": 1.5', "minimal_quantity: Decimal('1.5') is not a"),
        ('"name": "Cafe", "minimal_quantity": "1_0"', "minimal_quantity: '1_0' is not a whole"),
        ('"name": "Cafe", "codes": {"sku": 5}', "codes.sku: 5 is not a text"),
        ('"name": "Cafe", "codes": ["sku"]', "codes: is no JSON object"),
        ('"name": "Cafe", "pack": ["mug"]', "pack[0]: is no JSON object"),
        (
            '"name": "Cafe", "category_ids": {"a": 1}',
            "category_ids: a value of the type dict is not a list",
        ),
        ('"name": "Cafe", "pack_stock": "any"', "pack_stock: 'any' is none of both, pack_only"),
        ('"name": "Cafe", "pack_stock": 5', "pack_stock: 5 is not a text"),
        ('"name": "Cafe", "name": "Tea"', "record: not JSON: name is there more than once"),
        ('"name": NaN', "record: not JSON: NaN is not a number"),
        (
            '"price": 1e9999999999999999999',
            "record: not JSON: 1e9999999999999999999 is not a number",
        ),
    ],
)
def test_a_value_of_another_type_is_named(
    office: BackOffice, tmp_path: Path, fields: str, problem: str
) -> None:
    record = f'{{"id": "p1", "price": "5", {fields}}}'
    (said,) = problems(office, tmp_path, products__json=f"[{record}]")
    assert said.startswith(f"products.json:1: {problem}")
    (tmp_path / "products.json").unlink()
    (said,) = problems(office, tmp_path, products__jsonl=f"\n{record}\n")
    assert said.startswith(f"products.jsonl:2: {problem}")


@pytest.mark.parametrize("record", ["5", '"Cafe"', "[]", "null"])
def test_what_is_no_record_is_named(office: BackOffice, tmp_path: Path, record: str) -> None:
    (said,) = problems(office, tmp_path, products__jsonl=record)
    assert said.startswith("products.jsonl:1: record: ")
    assert said.endswith("is no JSON object")


def test_a_choice_is_read_as_one_of_its_values(office: BackOffice, tmp_path: Path) -> None:
    content = "id,name,price,pack_stock\np1,Café,1,pack_only\n"
    load(office, tmp_path, products__csv=content)
    (hit,) = office.products.search(EMPLOYEE, "caf")
    assert hit.product.pack_stock is PackStock.PACK_ONLY


def test_null_is_nothing_where_there_is_a_default(office: BackOffice, tmp_path: Path) -> None:
    record = '{"id": "p1", "name": "Café", "price": 9.90, "category_ids": null, "codes": null}'
    load(office, tmp_path, products__json=record)
    (hit,) = office.products.search(EMPLOYEE, "caf")
    assert hit.product.id == ProductId("p1")
    assert str(hit.product.price.amount) == "9.90"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("product.csv", "name it products.csv"),
        ("Products.csv", "name it products.csv"),
        ("products.CSV", "name it products.csv"),
        ("products.txt", "nothing is read from a file of this name"),
        ("products.xlsx", "nothing is read from a file of this name"),
        ("notes.txt", "nothing is read from a file of this name"),
    ],
)
def test_a_file_that_is_not_read_is_refused_with_all(
    office: BackOffice, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / name).write_text("id,name,price\np2,Tea,5\n")
    (problem,) = problems(office, tmp_path, products__jsonl='{"id":"p1","name":"Cafe","price":1}')
    assert problem.startswith(f"{name}: ")
    assert said in problem


def test_a_directory_inside_is_refused(office: BackOffice, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (said,) = problems(office, tmp_path, products__csv="id,name,price\np1,Cafe,1\n")
    assert said.startswith("old: directories are not read")


def test_hidden_files_databases_and_a_readme_may_stand_beside(
    office: BackOffice, tmp_path: Path
) -> None:
    for name in (".DS_Store", "shop.db", "shop.db-wal", "README.md"):
        (tmp_path / name).write_text("x")
    load(office, tmp_path, products__csv="id,name,price\np1,Café,1\n")
    assert names(office) == ["Café"]


def test_every_wrong_field_of_an_address_is_listed(office: BackOffice, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        load(
            office,
            tmp_path,
            customers__csv="id,first_name,last_name,email\nc1,Jo,Doe,jo@example.com\n",
            addresses__csv=(
                "id,customer_id,first_name,last_name,street,city,country,postcode,state,phone\n"
                "a1,c1,Jo,Doe,1 Main St,Miami,US,331,Freedonia,12\n"
            ),
        )
    listed = [said.split(": ")[:2] for said in refused.value.problems]
    assert sorted(listed) == [
        ["addresses.csv:2", "phone"],
        ["addresses.csv:2", "postcode"],
        ["addresses.csv:2", "state"],
    ]


ANN = '{"id": "c1", "first_name": "Ann", "last_name": "Doe", "email": "ann@example.com"}'


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"products__csv": "id,name,price\np1,Cafe,5\np1,Cafe au lait,6\n"},
            "products.csv:3: id: it is in products.csv:2 already",
        ),
        (
            {"products__csv": "id,name,price\np1,Cafe,5\n", "products__jsonl": PRODUCT},
            "products.jsonl:1: id: it is in products.csv:2 already",
        ),
        (
            {"products__json": f"[{PRODUCT}, {PRODUCT}]"},
            "products.json:1: id: it is in products.json:1 already",
        ),
        (
            {"stock__csv": "product_id,level\nmug,1\nmug,2\n"},
            "stock.csv:3: product_id: it is in stock.csv:2 already",
        ),
        (
            {"exchange_rates__csv": "currency,rate\nUSD,1.1\nUSD,1.2\n"},
            "exchange_rates.csv:3: currency: it is in exchange_rates.csv:2 already",
        ),
        (
            {"countries__csv": "code,zone_id\nDE,europe\nDE,world\n"},
            "countries.csv:3: code: it is in countries.csv:2 already",
        ),
        (
            {"customers__jsonl": f"{ANN}\n{ANN}\n"},
            "customers.jsonl:2: id: it is in customers.jsonl:1 already",
        ),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_what_is_said_twice_is_named(
    office: BackOffice, tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    assert problems(office, tmp_path, **files) == (problem,)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"[{PRODUCT}] x", "products.json:1: record: not JSON: the end is missing or something"),
        (f"[{PRODUCT}]\n[{PRODUCT}]", "products.json:1: record: not JSON: the end is missing"),
        (f"[{PRODUCT}", "products.json:1: record: not JSON: the end is missing or something"),
        (f"{PRODUCT} {PRODUCT}", "products.json:1: record: not JSON: the end is missing or"),
        ("[" * 20_000 + "]" * 20_000, "products.json:1: record: not JSON: "),
    ],
)
def test_a_json_file_is_read_to_its_end_or_refused(
    office: BackOffice, tmp_path: Path, content: str, problem: str
) -> None:
    (said,) = problems(office, tmp_path, products__json=content)
    assert said.startswith(problem)


def test_a_record_that_nobody_reads_to_its_depth_is_named(
    office: BackOffice, tmp_path: Path
) -> None:
    deep = "[" * 700 + "]" * 700
    record = f'{{"id": "p1", "name": "Cafe", "price": "5", "attributes": {deep}}}'
    (problem,) = problems(office, tmp_path, products__json=record)
    assert problem.startswith("products.json:1: record: ")
    (tmp_path / "products.json").unlink()
    column = ".".join(["a"] * 3000)
    (problem,) = problems(office, tmp_path, products__csv=f"id,name,price,{column}\np1,Cafe,5,1\n")
    assert problem.startswith("products.csv:2: record: ")


def test_time_grows_as_a_file_does(tmp_path: Path) -> None:
    """An array of many records, and a header of many columns, is looked through once."""
    many = 30_000
    (tmp_path / "products.json").write_text("[\n" + ",\n".join([PRODUCT] * many) + "\n]")
    columns = ",".join(f"column{number}" for number in range(many // 3))
    (tmp_path / "customers.csv").write_text(f"{columns}\n{columns}\n")
    began = time.process_time()
    read = {
        record.file: record.line
        for file in read_directory(tmp_path, KINDS)
        for record in file.records
    }
    assert read == {"products.json": many + 1, "customers.csv": 2}
    assert time.process_time() - began < 10


def test_the_reasons_for_discounts_by_hand_are_loaded(office: BackOffice, tmp_path: Path) -> None:
    shop = (
        '{"name": "Shop", "currency": "EUR", "country": "FR",'
        ' "discount_reasons": [{"code": "fair", "name": "Fair price"}],'
        ' "manual_discounts": "after_vouchers"}'
    )
    load(office, tmp_path, shop__json=shop)
    assert office.discounts.reasons(EMPLOYEE) == (DiscountReason("fair", "Fair price"),)
    settings = office.setup.settings(EMPLOYEE)
    assert settings.manual_discounts is ManualDiscounts.AFTER_VOUCHERS


def test_in_json_a_text_is_a_text_and_no_cell(office: BackOffice, tmp_path: Path) -> None:
    for field, cell in (("category_ids", "mugs|sale"), ("active", "no")):
        record = {"id": "p1", "name": "Cafe", "price": "5", field: cell}
        (problem,) = problems(office, tmp_path, products__json=json.dumps([record]))
        assert problem.startswith(f"products.json:1: {field}: ")
    (tmp_path / "products.json").unlink()
    load(office, tmp_path, products__csv="id,name,price,active\np1,Cafe,5,no\n")
    (product,) = office.setup.products(EMPLOYEE, [ProductId("p1")])
    assert not product.active


_ONE_OF = {"percent", "amount", "price"}  # each of them has a default


def test_the_fields_that_are_required_stand_in_the_docs() -> None:
    table = Path(__file__).parents[2].joinpath("docs/loading.md").read_text()
    told = {
        kind: set(re.findall(r"`(\w+)`", required))
        for names, required in re.findall(r"^\| (`.*?`) \|.*\| (.*) \|$", table, re.MULTILINE)
        for kind in re.findall(r"`(\w+)`", names)
    }
    for kind, model in KINDS.items():
        # When something was made is today where its file does not say it.
        required = {each.name for each in attrs.fields(model) if each.default is attrs.NOTHING}
        wanted = required - {"created_at"}
        one_of = _ONE_OF if kind in ("specific_prices", "price_rules") else set()
        assert told[kind] == wanted | one_of, kind


PEOPLE = (
    "id,first_name,last_name,email\nann,Ann,Lee,ann@example.com\nanna,Anna,Lee,anna@example.com\n"
)
HOMES = (
    "id,customer_id,first_name,last_name,street,city,country,postcode\n"
    "home,ann,Ann,Lee,1 rue de Rivoli,Paris,FR,75001\n"
    "work,anna,Anna,Lee,2 rue de Rivoli,Paris,FR,75001\n"
)
CARTS = json.dumps(
    [
        {
            "customer_id": "anna",
            "updated_at": "2026-01-14T09:00:00+00:00",
            "delivery_address_id": "work",
            "invoice_address_id": "work",
            "lines": [{"product_id": "mug", "quantity": 1}],
        }
    ]
)


def test_loaded_again_customers_who_were_merged_stay_so(office: BackOffice, tmp_path: Path) -> None:
    ann, anna = CustomerId("ann"), CustomerId("anna")
    load(office, tmp_path, customers__csv=PEOPLE, addresses__csv=HOMES, carts__json=CARTS)
    kept = office.customers.merge(EMPLOYEE, ann, anna)
    moved = HOMES + "new,anna,Anna,Lee,3 rue de Rivoli,Paris,FR,75001\n"
    load(office, tmp_path, customers__csv=PEOPLE, addresses__csv=moved, carts__json=CARTS)
    assert office.customers.get(EMPLOYEE, anna) == kept
    assert kept.merged == (anna,)
    assert [each.id for each in office.customers.list(EMPLOYEE)] == [ann]
    streets = [each.street for each in office.addresses.list(EMPLOYEE, ann)]
    assert sorted(streets) == [f"{number} rue de Rivoli" for number in (1, 2, 3)]
    for cart in office.carts.of_customer(EMPLOYEE, ann):
        view = office.carts.view(EMPLOYEE, cart.cart_id)
        assert view.delivery_address in office.addresses.list(EMPLOYEE, ann)


def test_whom_somebody_was_merged_with_may_be_gone(office: BackOffice, tmp_path: Path) -> None:
    rows = "id,first_name,last_name,email,merged_into\nann,Ann,Lee,ann@example.com,nobody\n"
    load(office, tmp_path, customers__csv=rows + "abe,Abe,Lee,abe@example.com,\n")
    assert {each.id for each in office.customers.search(EMPLOYEE, "lee")} == {"abe", "ann"}
    assert office.customers.get(EMPLOYEE, CustomerId("ann")).name == "Ann Lee"
    assert [each.id for each in office.customers.list(EMPLOYEE, "lee")] == ["abe"]


CUSTOMERS = "id,first_name,last_name,email,birthday\n{0}"


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        (
            "customers__json",
            '[{"id": "a", "first_name": "A", "last_name": "B", "email": "a@example.com",'
            ' "created_at": "2026-01-01T10:00:00"}]',
            "customers.json:1: created_at: it needs a time zone",
        ),
        (
            "cart_rules__json",
            '[{"id": "a", "name": "A", "actions": [], "valid_until": "2026-01-01"}]',
            "cart_rules.json:1: valid_until: it needs a time zone",
        ),
        (
            "customers__csv",
            CUSTOMERS.format("a,A,B,a@example.com,0001-01-01\n"),
            "customers.csv:2: birthday: Correct birthday: it must be between",
        ),
        (
            "customers__csv",
            CUSTOMERS.format("a,A,B,a@example.com,2999-01-01\n"),
            "customers.csv:2: birthday: Correct birthday: it must be between",
        ),
    ],
)
def test_a_moment_or_day_that_cannot_be_meant(
    office: BackOffice, tmp_path: Path, file: str, content: str, problem: str
) -> None:
    (said,) = problems(office, tmp_path, **{file: content})
    assert said.startswith(problem)


def emails(office: BackOffice) -> dict[str, str]:
    return {each.id: each.email for each in office.customers.list(EMPLOYEE)}


def with_emails(**told: str) -> str:
    rows = [f"{id_},{id_.upper()},Doe,{name}@example.com,\n" for id_, name in told.items()]
    return CUSTOMERS.format("".join(rows))


@pytest.mark.parametrize(
    "after",
    [
        {"a": "two", "b": "one"},
        {"a": "two", "b": "three", "c": "one"},
        {"a": "two", "b": "x"},
        {"d": "one", "a": "two", "b": "three", "c": "x"},
    ],
)
def test_customers_may_swap_their_addresses(
    store: Store, tmp_path: Path, after: dict[str, str]
) -> None:
    office = BackOffice(store, clock=FixedClock())
    set_up_shop(office)
    before = {"a": "one", "b": "two", "c": "three"}
    load(office, tmp_path, customers__csv=with_emails(**before))
    load(office, tmp_path, customers__csv=with_emails(**after))
    wanted = {id_: f"{name}@example.com" for id_, name in {**before, **after}.items()}
    assert emails(office) == wanted
    for id_, email in wanted.items():
        (found,) = office.customers.search(EMPLOYEE, email)
        assert (found.id, found.guest) == (id_, False)


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        ({"a": "two"}, [2]),
        ({"a": "two", "b": "two"}, [2]),
        ({"a": "three", "b": "one"}, [2]),
        ({"d": "x", "e": "x"}, [3]),
    ],
)
def test_two_accounts_do_not_get_one_address(
    store: Store, tmp_path: Path, after: dict[str, str], lines: list[int]
) -> None:
    office = BackOffice(store, clock=FixedClock())
    set_up_shop(office)
    load(office, tmp_path, customers__csv=with_emails(a="one", b="two", c="three"))
    before = emails(office)
    said = problems(office, tmp_path, customers__csv=with_emails(**after))
    assert [each.partition(": ")[0] for each in said] == [f"customers.csv:{line}" for line in lines]
    assert emails(office) == before
