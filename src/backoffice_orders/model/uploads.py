"""Files from outside: looked at before they are kept, whatever they are called."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.messages import Sentence

TOO_LARGE = Sentence("reason.file_too_large", "it has more than {megabytes} MB")
TYPE_NOT_TAKEN = Sentence("reason.file_type", "files of the type {type} are not taken")
EMPTY = Sentence("reason.file_empty", "it is empty")
ANOTHER_TYPE = Sentence("reason.file_content", "its content is not {type}")

FILE_LIMIT = 10 * 1024 * 1024
NAME_LIMIT = 255
# Marks that no file name needs, and that some system takes for something else.
_NOT_IN_NAMES = frozenset('<>:"|?*')
# Unicode's own ends of lines and paragraphs, by their categories.
_ENDS_OF_LINES = frozenset({"Zl", "Zp"})
_TEXT_CONTROLS = frozenset("\t\n\f\r")


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(each < " " and each not in _TEXT_CONTROLS for each in text)


# By media type: how such a file is known by its content (the formats' own specifications), and the
# ends of its name, the usual one first.
_KINDS: Mapping[str, tuple[Callable[[bytes], bool], tuple[str, ...]]] = {
    "image/png": (_begins(b"\x89PNG"), (".png",)),
    "image/jpeg": (_begins(b"\xff\xd8\xff"), (".jpg", ".jpeg", ".jpe", ".jfif")),
    "image/gif": (_begins(b"GIF87a", b"GIF89a"), (".gif",)),
    "image/webp": (_is_webp, (".webp",)),
    "application/pdf": (_begins(b"%PDF-"), (".pdf",)),
    "text/plain": (_is_text, (".txt", ".text", ".csv", ".md", ".log")),
}
FILE_TYPES = frozenset(_KINDS)


def require_upload(name: str, media_type: str, content: bytes) -> tuple[str, str]:
    """The name and media type to keep a file under.

    The name loses its folders and whatever cannot be seen in it, and ends as its type does, so
    that whoever opens it gets what was looked at here.

    Raises:
        FileRefused: It is empty, too large, of a type that is not taken, or not of the type that
            it is said to be.
    """
    media_type = media_type.partition(";")[0].strip().lower()
    kept = _kept_name(name)
    if len(content) > FILE_LIMIT:
        raise FileRefused(kept, TOO_LARGE(megabytes=FILE_LIMIT // 1024 // 1024))
    if media_type not in _KINDS:
        shown = _visible(media_type)[:100] or "unknown"
        raise FileRefused(kept, TYPE_NOT_TAKEN(type=shown))
    if not content:
        raise FileRefused(kept, EMPTY())
    is_one, ends = _KINDS[media_type]
    if not is_one(content):
        raise FileRefused(kept, ANOTHER_TYPE(type=media_type))
    if not kept.lower().endswith(ends):
        kept += ends[0]
    if len(kept) > NAME_LIMIT:
        stem, _, end = kept.rpartition(".")
        kept = f"{stem[: NAME_LIMIT - len(end) - 1]}.{end}"
    return kept, media_type


def _kept_name(name: str) -> str:
    last = _visible(name.replace("\\", "/")).rpartition("/")[2]
    clean = "".join("_" if each in _NOT_IN_NAMES else each for each in last)
    return clean.strip(" .") or "file"


def _visible(text: str) -> str:
    """Without control codes, ends of lines, marks of direction, and characters that are none."""
    kinds = ((each, unicodedata.category(each)) for each in text)
    return "".join(each for each, kind in kinds if kind[0] != "C" and kind not in _ENDS_OF_LINES)
