"""The page's scripts, one module at a time, on a page that has nothing but what a test needs."""

from __future__ import annotations

import json

import pytest

from tests.browser.bench import Bench

ORDER = """
    const done = [];
    const busy = [];
    const queue = new it.Queue((now) => busy.push(now));
    const job = (name, wait) => async () => {
        await new Promise((go) => setTimeout(go, wait));
        done.push(name);
        if (name === "clears") queue.clear();
    };
"""


def test_what_is_to_be_done_is_done_in_its_order(bench: Bench) -> None:
    bench.show("")
    done, busy = bench.run(
        "queue",
        ORDER + "queue.add(job('slow', 20)); await queue.add(job('quick', 0));"
        "while (queue.running) await new Promise((go) => setTimeout(go, 5)); return [done, busy];",
    )
    assert done == ["slow", "quick"]
    assert (busy[0], busy[-1]) == (True, False)


def test_what_was_refused_takes_what_waits_behind_it_along(bench: Bench) -> None:
    bench.show("")
    done = bench.run(
        "queue",
        ORDER + "const all = queue.add(job('clears', 0)); queue.add(job('waits', 0)); await all;"
        "await queue.add(job('later', 0)); return done;",
    )
    assert done == ["clears", "later"]


def test_what_would_finish_unseen_is_dropped_and_the_rest_goes_on(bench: Bench) -> None:
    bench.show("")
    done = bench.run(
        "queue",
        ORDER
        + "const all = queue.add(job('first', 5)); queue.add(job('place', 0), { finish: true });"
        "queue.add(job('save', 0)); queue.clear(({ finish }) => finish); await all; return done;",
    )
    assert done == ["first", "save"]


FIELDS = """
    <input id="text" value="a"><input id="box" type="checkbox" checked>
    <select id="list"><option value="1">1</option><option value="2" selected>2</option></select>
    <select id="plain"><option value="1">1</option><option value="2">2</option></select>
    <textarea id="area">a</textarea><input id="hidden" type="hidden" value="a">
    <input id="typed" value="a" data-typed>
"""


@pytest.mark.parametrize(
    ("change", "dirty"),
    [
        ("", ["typed"]),
        ("text.value = 'b'", ["text", "typed"]),
        ("box.checked = false", ["box", "typed"]),
        ("list.value = '1'", ["list", "typed"]),
        ("plain.value = '2'", ["plain", "typed"]),
        ("area.value = ''", ["area", "typed"]),
        ("hidden.value = 'b'", ["typed"]),
    ],
)
def test_a_field_is_unsaved_that_is_not_what_the_shop_has_sent(
    bench: Bench, change: str, dirty: list[str]
) -> None:
    bench.show(FIELDS)
    found = bench.run(
        "fields",
        f"const all = [...document.querySelectorAll('main [id]')];"
        f"const [text, box, list, plain, area, hidden] = all; {change};"
        "return all.filter(it.dirty).map((each) => each.id);",
    )
    assert found == dirty


@pytest.mark.parametrize(
    ("language", "number"),
    [("en", "1,234"), ("de", "1.234"), ("ar", "1,234")],
)
def test_numbers_are_said_as_the_language_says_them(
    bench: Bench, language: str, number: str
) -> None:
    bench.show("", language)
    found = bench.run("words", "return it.counted(it.words.left, 1234);")
    assert number in found
    assert "{" not in found


STOCK = """
    <form><select data-stock><option data-left="3">S</option>
    <option data-left="0">M</option></select>
    <input data-count value="{}"><output class="left"></output></form>
"""


@pytest.mark.parametrize(
    ("quantity", "left", "short"), [("2", "1 left", False), ("4", "only 3 there", True)]
)
def test_what_would_be_left_is_said_as_one_types(
    bench: Bench, quantity: str, left: str, short: bool
) -> None:
    bench.show(STOCK.format(quantity))
    found = bench.run(
        "stock",
        "const form = document.querySelector('form'); it.showLeft(form);"
        "const out = form.querySelector('.left');"
        "return [out.textContent, out.classList.contains('short')];",
    )
    assert found == [left, short]


KEPT = """
    <form id="order"><input type="hidden" name="version" value="{version}"></form>
    <details><summary>More</summary><input id="inside" value=""></details>
    <input id="text" value="old">
    <form data-live data-into="found"><input type="search" id="q"></form><div id="found"></div>
"""


def test_what_is_typed_open_found_and_in_focus_stays(bench: Bench) -> None:
    bench.show(KEPT.format(version=1))
    fresh = json.dumps(KEPT.format(version=2))
    found = bench.run(
        "keep",
        f"""
        document.querySelector("details").open = true;
        document.getElementById("q").value = "mug";
        document.getElementById("found").innerHTML =
            '<form><input name="version" value="1"></form>';
        document.getElementById("text").value = "new";
        const inside = document.getElementById("inside");
        inside.value = "typed";
        inside.focus();
        inside.setSelectionRange(2, 3);
        const kept = it.remember({{ sent: new Map(), refused: false }});
        document.getElementById("main").innerHTML = {fresh};
        const back = it.restore(kept);
        const here = document.activeElement;
        return [back, here.id, here.value, here.selectionStart,
            document.getElementById("text").value,
            document.querySelector("details").open, document.getElementById("q").value,
            document.querySelector("#found [name=version]").value];
        """,
    )
    assert found == [True, "inside", "typed", 2, "new", True, "mug", "2"]


def test_what_was_sent_and_not_changed_since_is_the_shops(bench: Bench) -> None:
    bench.show(KEPT.format(version=1))
    fresh = json.dumps(KEPT.format(version=2))
    found = bench.run(
        "keep",
        f"""
        const text = document.getElementById("text");
        text.value = "sent";
        const kept = it.remember({{ sent: new Map([["text", "sent"]]), refused: false }});
        document.getElementById("main").innerHTML = {fresh};
        it.restore(kept);
        return document.getElementById("text").value;
        """,
    )
    assert found == "old"


STEPPER = """
    <div class="line"><div class="stepper"><button data-step="-1" data-of="count">-</button>
    <input id="count" value="{}"><button data-step="1" data-of="count">+</button></div></div>
"""


@pytest.mark.parametrize(
    ("begun", "does", "shown"),
    [
        ("2", "less.click()", "1"),
        ("1", "less.click()", "1"),
        ("9", "more.click()", "10"),
        ("", "more.click()", ""),
        ("2", "press('ArrowUp')", "3"),
        ("2", "press('ArrowDown')", "1"),
    ],
)
def test_one_more_and_one_less_are_as_if_they_were_typed(
    bench: Bench, begun: str, does: str, shown: str
) -> None:
    bench.show(STEPPER.format(begun))
    value, told = bench.run(
        "steppers",
        f"""
        it.steppers();
        const [less, more] = document.querySelectorAll("[data-step]");
        const count = document.getElementById("count");
        const told = [];
        for (const type of ["input", "change"])
            count.addEventListener(type, () => told.push(type));
        const press = (key) =>
            count.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true }}));
        {does};
        return [count.value, told];
        """,
    )
    assert value == shown
    assert told == (["input", "change"] if begun else [])


def test_a_button_that_saves_is_there_for_the_fields_of_its_group(bench: Bench) -> None:
    field, save = '<input id="{0}" data-save="own"{1}>', '<button data-saves="own"></button>'
    group = f"<div data-group>{field}{save}</div>"
    bench.show(group.format("one", " data-typed") + group.format("other", ""))
    hidden = """it.showNeeded();
        return [...document.querySelectorAll("button")].map((each) => each.hidden);"""
    assert bench.run("saves", hidden) == [False, True]


@pytest.mark.parametrize(
    "beside", ["", '<span id="floor-wrong" class="wrong-text">Too high.</span>']
)
def test_why_a_field_was_refused_is_said_beside_it_once(bench: Bench, beside: str) -> None:
    field = '<div class="field"><input id="floor" data-save="own"></div>'
    bench.show(field)
    answer = (
        '<main id="main" data-address="/cart/c"><div id="said" data-code="field_invalid">Too high.'
        f"</div>{field.replace('</div>', beside + '</div>')}</main>"
    )
    said = """const fields = [document.getElementById("floor")];
        await it.takeOver(html, { ok: false, url: "/cart/c" }, { fields, sent: new Map() });
        return [...document.querySelectorAll(".wrong-text")].map((each) => each.textContent);"""
    assert bench.run("send", f"const html = {json.dumps(answer)}; {said}") == ["Too high."]


ADDS = '<form action="/add" method="post"><button>Add</button></form>'
FOLDED = f"<details><summary>A list</summary>{ADDS}</details>"


@pytest.mark.parametrize(
    ("before", "address", "after", "focused"),
    [
        # What was open is folded again: the section is where one goes on.
        (
            f'<section id="products" tabindex="-1">{FOLDED}</section>',
            "/cart/c",
            f'<section id="products" tabindex="-1">{FOLDED}</section>',
            "products",
        ),
        # A new page begins where it says, though it has such a button as well.
        (ADDS, "/cart/d", f'<input id="search" autofocus>{FOLDED}', "search"),
        (ADDS, "/cart/d", f'<input id="search" autofocus>{ADDS}', "search"),
    ],
)
def test_the_focus_is_never_where_nobody_sees_it(
    bench: Bench, before: str, address: str, after: str, focused: str
) -> None:
    bench.show(before)
    bench.tab.route(
        "**/add",
        lambda route: route.fulfill(
            body=f'<main id="main" data-address="{address}">{after}</main>',
            content_type="text/html",
        ),
    )
    press = """document.querySelectorAll("details").forEach((each) => { each.open = true; });
        const button = document.querySelector("button");
        button.focus();
        await it.pressing(button)();
        return document.activeElement.id;"""
    assert bench.run("send", press) == focused


def test_the_focus_stays_on_what_has_no_id(bench: Bench) -> None:
    """Tab from a quantity that saves itself leads to the line's amount, another one then."""
    lines = "".join(
        f'<li id="line-{n}"><input id="q-{n}"><details><summary>10.00</summary></details></li>'
        for n in (1, 2)
    )
    bench.show(lines)
    fresh = f'<main id="main" data-address="/cart/c">{lines.replace("10", "20")}</main>'
    saved = f"""document.querySelector("#line-2 summary").focus();
        await it.takeOver({json.dumps(fresh)}, {{ ok: true, url: "/cart/c" }},
            {{ fields: [], sent: new Map() }});
        const {{ activeElement: here }} = document;
        return `${{here.closest("li")?.id}} ${{here.tagName}} ${{here.textContent}}`;"""
    assert bench.run("send", saved) == "line-2 SUMMARY 20.00"


def test_one_that_fails_is_told_and_holds_up_nothing(bench: Bench) -> None:
    bench.show("")
    done, told, waits = bench.run(
        "queue",
        ORDER + "const told = []; window.reportError = (error) => told.push(error.message);"
        "const all = queue.add(async () => { throw new Error('cut off'); }, { key: 'a' });"
        "queue.add(job('next', 0), { key: 'b' });"
        "const some = (key) => queue.some((about) => about.key === key);"
        "const waits = [some('a'), some('b'), some('c')]; await all;"
        "return [done, told, [...waits, some('a'), some('b')]];",
    )
    assert (done, told) == (["next"], ["cut off"])
    assert waits == [True, True, False, False, False]


def test_what_is_open_is_told_from_another_of_its_name(bench: Bench) -> None:
    lines = "".join(
        f'<li id="line-{n}"><details><summary>Price: Mug</summary></details></li>' for n in (1, 2)
    )
    bench.show(lines)
    kept = f"""document.querySelector("details").open = true;
        const kept = it.remember({{ sent: new Map(), refused: false }});
        document.getElementById("main").innerHTML = {json.dumps(lines)};
        it.restore(kept);
        return [...document.querySelectorAll("details")].map((each) => each.open);"""
    assert bench.run("keep", kept) == [True, False]


@pytest.mark.parametrize(
    ("before", "after", "here"),
    [
        # What had the focus is gone: what stands in its place now does something else.
        ("[Remove A] [Remove B]", "[Remove B]", None),
        ("[Remove B] [Search]", "[Search]", None),
        ("[x] [Add]", "[y] [x] [Add] ", "x"),
        ("[Create, 10.00] [Send]", "[Create, 20.00] [Send]", "Create, 20.00"),
        ("[Change] [Change]", "[Change] [Change] [Change]", "Change"),
    ],
)
def test_the_focus_is_not_found_on_another_button(
    bench: Bench, before: str, after: str, here: str | None
) -> None:
    """The first button has it."""
    old, new = (each.replace("[", "<button>").replace("]", "</button>") for each in (before, after))
    bench.show(f'<div id="part">{old}</div>')
    found = f"""const place = it.whereIs(document.querySelector("button"));
        document.getElementById("part").innerHTML = {json.dumps(new)};
        return it.found(place)?.textContent ?? null;"""
    assert bench.run("focus", found) == here
