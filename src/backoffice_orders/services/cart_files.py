"""Files that stand in carts: each cart has its own, so that one can be erased without another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, fields_dict

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customization import AttachedFile, Customization
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import CartId, FileId
from backoffice_orders.model.page import walked
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import from_plain
from backoffice_orders.services.desk import Work


def store_file(
    work: Work, cart_id: CartId, name: str, media_type: str, content: bytes
) -> AttachedFile:
    """Store a file for a cart.

    The same content is the same file of a cart, so that equal lines are joined; but no two carts
    share one, as they may be two customers' by now.
    """
    digest = hashlib.sha256(cart_id.encode() + content).hexdigest()
    file = AttachedFile(FileId(digest), name, media_type, len(content))
    return work.files.add(file, content)


def file_of(work: Work, cart: Cart, file: AttachedFile) -> AttachedFile:
    """A stored file, as a cart may have it: the same where it stands in this cart already."""
    there = file.id in {each.id for each in cart.files()}
    return file if there else _copied(work, cart.id, file)


def with_own_files(work: Work, cart_id: CartId, customization: Customization) -> Customization:
    """The answers of another cart's line, with files of this cart's own."""
    values = tuple(
        value if value.file is None else evolve(value, file=_copied(work, cart_id, value.file))
        for value in customization.values
    )
    return Customization(values)


def _copied(work: Work, cart_id: CartId, file: AttachedFile) -> AttachedFile:
    try:
        content = work.files.content(file)
    except FileRefused:
        return file  # it was erased: nothing is left to be shared
    return store_file(work, cart_id, file.name, file.media_type, content)


def files_of(work: Work, cart: Cart) -> Iterator[AttachedFile]:
    """All files of a cart: those of its lines, and of lines that were changed or removed since."""
    yield from cart.files()
    for entry in walked(lambda page: work.history(SubjectType.CART, cart.id, page)):
        for plain in _plain_files((entry.before, entry.after)):
            yield from_plain(dict(plain), AttachedFile)


_FILE, _OF_FILE = "file", fields_dict(AttachedFile).keys()


def _plain_files(plain: Any) -> Iterator[Mapping[str, Any]]:
    """The files in a value of the audit trail: each stands in an answer, as its ``file``.

    What only looks like one is a host's own: attributes may be called as anything.
    """
    if isinstance(plain, Mapping):
        found = plain.get(_FILE)
        if isinstance(found, Mapping) and found.keys() == _OF_FILE:
            yield found
        plain = tuple(plain.values())
    if isinstance(plain, tuple | list):
        for each in plain:
            yield from _plain_files(each)
