"""The catalogs brought up to date with the code: ``make words``.

Extracts every sentence, and lets each language's catalog have exactly these: what is
new stands there without a translation, what is gone is gone. Nothing in them depends on when or
where they were made.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import backoffice_orders
from backoffice_orders.i18n.translations import CATALOGS

SOURCE = Path(backoffice_orders.__file__).parent
METHODS = [
    ("**.py", "backoffice_orders.i18n.extraction:sentences"),
    ("**/templates/**.j2", "jinja2"),
]
OPTIONS = {"**/templates/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def extracted() -> Catalog:
    """All sentences of the package, as an empty catalog."""
    template = Catalog()
    for _, _, message, _, context in extract_from_dir(SOURCE, METHODS, OPTIONS):
        template.add(message, context=context)
    return template


def updated(path: Path, template: Catalog) -> str:
    """What a language's catalog shall hold."""
    old = catalog_of(path)
    new = Catalog(locale=Locale.parse(path.stem))
    for message in template:
        if message.id:
            told = old.get(message.id, message.context)
            same_form = told is not None and told.pluralizable == message.pluralizable
            new.add(message.id, told.string if told and same_form else None)
    header = [
        ("Language", path.stem),
        ("Plural-Forms", new.plural_forms),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    written = io.BytesIO()
    write_po(written, new, width=10_000, no_location=True, omit_header=True, sort_output=True)
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in header)
    return f'msgid ""\nmsgstr ""\n{head}\n{written.getvalue().decode()}'


def catalog_of(path: Path) -> Catalog:
    """A catalog as it stands; an empty one for a new language."""
    if not path.is_file():
        return Catalog(locale=path.stem)
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, ignore_obsolete=True)


def main() -> None:
    """Write the catalogs; say what is not translated yet."""
    template = extracted()
    for path in sorted(CATALOGS.glob("*.po")):
        path.write_text(updated(path, template), encoding="utf-8")
        missing = [each.id for each in catalog_of(path) if each.id and not _whole(each.string)]
        print(f"{path.stem}: {len(template)} sentences, {len(missing)} not translated")
        for each in missing:
            print(f"    {each[0] if isinstance(each, tuple) else each!r}")


def _whole(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
