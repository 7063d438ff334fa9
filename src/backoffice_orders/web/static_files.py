"""Stylesheets, scripts and pictures of a page, under an address that changes with them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from os import PathLike
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

# Scripts of both pages.
SHARED = Path(__file__).parent / "static"
# A year, the longest that caches promise.
_FOR_GOOD = "public, max-age=31536000, immutable"
_PREFIX = "v-"


class VersionedFiles(StaticFiles):
    """The files of some folders, to be mounted once; the first that has a file gives it.

    Below ``version`` a browser keeps them for good. Modules import each other by relative
    addresses, and so from the same version. Another version, of a process that was there before
    or comes after, is answered with what is here, and not kept.
    """

    def __init__(self, *directories: Path) -> None:
        super().__init__(directory=directories[0])
        self.all_directories: list[str | PathLike[str]] = list(directories)
        content = sha256()
        for each in _files(directories):
            content.update(each.name.encode() + b"\0" + each.read_bytes())
        self.version: str = _PREFIX + content.hexdigest()[:12]

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of the scripts: a page asks for all at once, not for one after the other."""
        files = _files([Path(each) for each in self.all_directories])
        return tuple(each.name for each in files if each.suffix == ".js")

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file, with or without a version before its name."""
        first, _, rest = path.replace("\\", "/").partition("/")
        versioned = first.startswith(_PREFIX)
        response = await super().get_response(rest if versioned else path, scope)
        if first == self.version:
            response.headers["cache-control"] = _FOR_GOOD
        return response


def _files(directories: Iterable[Path]) -> list[Path]:
    return [each for path in directories for each in sorted(path.iterdir()) if each.is_file()]
