"""Finds a browser for the tests, or installs one: ``python -m tests.browser.install``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Commands = tuple[tuple[str, ...], ...]
APT: Commands = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
)
PLAYWRIGHT: Commands = ((sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"),)
HOW = (
    "The browser tests need Chromium: install it (Debian: apt-get install chromium), or leave "
    "them out with `make test BROWSER=no`."
)


def find() -> Path | None:
    """The system's Chromium, or the one that Playwright has installed; None without either."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            return Path(path)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def install() -> Path | None:
    """Install a browser by the first way that there is; None where there is none."""
    ways: list[Commands] = [PLAYWRIGHT]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, APT)  # it brings the libraries and fonts along
    for way in ways:
        if all(_runs(command) for command in way):
            return find()
    return None


def _runs(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Have a browser; the exit code says whether there is one."""
    if find() is not None:
        return 0
    print("Installing Chromium for the browser tests ...", flush=True)
    if install() is not None:
        return 0
    print(HOW, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
