"""Files from outside are what they say they are, under names that are only names."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.uploads import FILE_LIMIT, require_upload

PNG, PDF = b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7\n"
GOOD = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0..JFIF",
    "image/gif": b"GIF89a....",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "application/pdf": PDF,
    "text/plain": "Für Jane\n".encode(),
}
HTML, EXE, SVG = b"<!doctype html><script>alert(1)</script>", b"MZ\x90\x00\x03", b"<svg xmlns=''/>"
ZIP, ELF = b"PK\x03\x04", b"\x7fELF\x02"


@pytest.mark.parametrize("media_type", GOOD)
def test_what_is_taken(media_type: str) -> None:
    assert require_upload("a", media_type.upper(), GOOD[media_type])[1] == media_type


@pytest.mark.parametrize("content", [HTML, EXE, SVG, ZIP, ELF, b"\x00" + PNG, b" " + PDF])
@pytest.mark.parametrize("media_type", [each for each in GOOD if each != "text/plain"])
def test_what_is_called_what_it_is_not(media_type: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match="its content is not"):
        require_upload("a", media_type, content)


@pytest.mark.parametrize("content", [EXE, ELF, b"a\x00b", b"\xff\xfea\x00", b"\x1b[31m"])
def test_text_that_is_none(content: bytes) -> None:
    with pytest.raises(FileRefused, match="its content is not"):
        require_upload("a.txt", "text/plain", content)


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/x-msdownload", "", "image/p\x00ng", "*/*"],
)
def test_types_that_are_not_taken(media_type: str) -> None:
    with pytest.raises(FileRefused):
        require_upload("a", media_type, PNG)


def test_sizes() -> None:
    with pytest.raises(FileRefused, match="empty"):
        require_upload("a", "image/png", b"")
    largest = PNG + b"x" * (FILE_LIMIT - len(PNG))
    assert require_upload("a", "image/png", largest)
    with pytest.raises(FileRefused, match="10 MB"):
        require_upload("a", "image/png", largest + b"x")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("cat.png", "cat.png"),
        ("Katze im Schnee (2).PNG", "Katze im Schnee (2).PNG"),
        ("猫.png", "猫.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\jo\\cat.png", "cat.png"),
        ("..", "file.png"),
        ("", "file.png"),
        ("./.", "file.png"),
        (".htaccess", "htaccess.png"),
        ("cat.png\x00.exe", "cat.png.exe.png"),
        ("gnp.\u202eexe", "gnp.exe.png"),
        ("two\u2028lines\u2029.png", "twolines.png"),
        ("ca\u200bt\r\n.png", "cat.png"),
        ("cat.exe", "cat.exe.png"),
        ('a<b>:"|?*.png', "a_b______.png"),
        ("cat.png. . ", "cat.png"),
        ("x" * 300 + ".png", "x" * 251 + ".png"),
        ("x" * 300, "x" * 251 + ".png"),
        ("a\ud800.png", "a.png"),
    ],
)
def test_names_are_only_names(name: str, kept: str) -> None:
    assert require_upload(name, "image/png", PNG)[0] == kept
