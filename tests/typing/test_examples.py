"""The examples of the documents are typed as strictly as a host would check them."""

from __future__ import annotations

from pathlib import Path

from mypy import api

from tests.docs.test_docs import EXAMPLES, PAGES, ROOT


def test_examples_pass_mypy(tmp_path: Path) -> None:
    """Lines stay where they are on the page."""
    modules = []
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        lines = [""] * (text.count("\n") + 1)
        for example in EXAMPLES.finditer(text):
            first = text.count("\n", 0, example.start(1))
            for number, line in enumerate(example[1].splitlines(), first):
                lines[number] = line
        modules.append(tmp_path / f"{path.stem.lower()}.py")
        modules[-1].write_text("\n".join(lines), encoding="utf-8")
    cache = f"--cache-dir={ROOT / '.mypy_cache' / 'docs'}"
    said, problems, _ = api.run(["--strict", cache, *map(str, modules)])
    assert not problems
    assert "error:" not in said, said
