"""A page that comes takes the place of the one that is there, as far as they differ."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.bench import Bench

LINE = """<li id="line-{0}" class="{2}"><form id="of-{0}">
    <input type="hidden" name="version" value="{3}">
    <input type="hidden" name="once" value="key-{0}-{3}">
    <input id="count-{0}" value="{1}"></form> <span>{1} x 10.00</span></li>"""
PAGES = [
    '<ul id="lines"></ul>',
    *(
        f'<h1>Order</h1><ul id="lines">{"".join(lines)}</ul>{more}'
        for version, (lines, more) in enumerate(
            [
                ([LINE.format("a", 1, "", 1)], ""),
                ([LINE.format("a", 2, "short", 2)], "<p>20.00 <b>in all</b></p>"),
                (
                    [LINE.format("a", 2, "", 3), LINE.format("b", 1, "", 3)],
                    "<p>30.00 <b>in all</b>",
                ),
                (
                    [LINE.format("b", 1, "", 4), LINE.format("a", 2, "", 4)],
                    "<p>30.00 <i>in all</i>",
                ),
                ([LINE.format("b", 1, "", 5)], '<p class="soft">10.00 <i>in all</i>, net</p>'),
            ]
        )
    ),
]


@pytest.mark.parametrize("before", range(len(PAGES)))
@pytest.mark.parametrize("after", range(len(PAGES)))
def test_a_page_is_what_has_come_whatever_was_there(bench: Bench, before: int, after: int) -> None:
    bench.show(PAGES[before])
    found = bench.run(
        "renew",
        f"""
        const fresh = () => new DOMParser().parseFromString(
            '<main id="main" data-address="/cart/c">' + {json.dumps(PAGES[after])} + '</main>',
            'text/html').getElementById("main");
        const shown = () => document.getElementById("main").isEqualNode(fresh());
        it.renew(fresh());
        const once = shown();
        it.renew(fresh());
        return [once, shown()];
        """,
    )
    assert found == [True, True]


def renewed(bench: Bench, page: str, does: str, says: str, used: str = "[]") -> Any:
    """What a page says once something was done on it and the same page has come again."""
    bench.show(page)
    return bench.run(
        "renew",
        f"""
        const at = (id) => document.getElementById(id), before = at("main").outerHTML;
        const next = before.replaceAll("key-a-1", "key-a-2").replaceAll('value="1"', 'value="2"');
        {does};
        const page = new DOMParser().parseFromString(next, "text/html");
        it.renew(page.getElementById("main"), {used});
        return {says};
        """,
    )


def test_what_did_not_change_is_the_very_same(bench: Bench) -> None:
    """The line of another product, with a new version and key; and the caret in what was saved."""
    page = f"<ul>{LINE.format('a', 7, '', 1)}{LINE.format('b', 1, '', 9)}</ul>"
    page += '<iframe name="letter"></iframe>'
    assert renewed(
        bench,
        page,
        """const line = at("line-a"), field = at("count-b");
        const frame = document.querySelector("iframe");
        field.focus(); field.value = "2"; field.setSelectionRange(1, 1)""",
        """[at("line-a") === line, document.querySelector("iframe") === frame,
            document.activeElement === field, field.selectionStart, field.defaultValue,
            line.querySelector("[name=version]").value, line.querySelector("[name=once]").value]""",
        "[field]",
    ) == [True, True, True, 1, "2", "2", "key-a-2"]


@pytest.mark.parametrize(
    ("page", "does", "says", "shown"),
    [
        ('<p><input id="a" value="7"></p>', 'at("a").value = "007"', 'at("a").value', "7"),
        (
            '<p><input id="a" type="checkbox"></p>',
            'at("a").checked = true',
            'at("a").checked',
            False,
        ),
        (
            '<p><select id="a"><option>x<option>y</select></p>',
            'at("a").value = "y"',
            'at("a").value',
            "x",
        ),
        ('<p><textarea id="a">x</textarea></p>', 'at("a").value = "y"', 'at("a").value', "x"),
        (
            '<details id="a"><summary>More</summary><p>x</p></details>',
            'at("a").open = true',
            'at("a").open',
            False,
        ),
        (
            '<label id="a">Floor <input id="b"></label>',
            'at("b").after(document.createElement("p"))',
            'at("a").children.length',
            1,
        ),
        (
            '<ul id="found"><li>x</ul>',
            'at("found").replaceChildren()',
            'at("found").innerText',
            "x",
        ),
        ('<div id="found"></div>', 'at("found").innerHTML = "<p>x"', 'at("found").innerHTML', ""),
        (
            '<iframe id="a" name="letter"></iframe>',
            'const old = at("a"); old.classList.add("asked")',
            'at("a") === old',
            False,
        ),
        (
            '<details data-stays id="a"><summary>Edit</summary><p>x</p></details>',
            'at("a").querySelector("p").replaceWith(document.createElement("form"))',
            'at("a").querySelectorAll("form").length',
            0,
        ),
    ],
)
def test_what_was_touched_is_as_it_has_come(
    bench: Bench, page: str, does: str, says: str, shown: object
) -> None:
    assert renewed(bench, page, does, says) == shown


def test_what_is_another_page_is_there_as_it_came(bench: Bench) -> None:
    bench.show('<p id="a">x</p>')
    found = bench.run(
        "renew",
        """let heard = 0;
        document.addEventListener("renewed", () => { heard += 1; });
        const other = document.createElement("main");
        other.id = "main";
        other.dataset.address = "/order/o";
        other.innerHTML = "<p>placed</p>";
        it.renew(other);
        return [document.getElementById("main") === other, heard];""",
    )
    assert found == [True, 1]
