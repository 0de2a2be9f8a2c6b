"""Finds a Chromium for the end-to-end tests, or installs one; prints its path.

An installed one is used. If there is none, root installs a Debian package (with apt), and other
users the one from Playwright. The headless shell is preferred, as Playwright does: it is the same
engine without windows, and takes half of the processor time.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

HEADLESS_SHELL = "chromium-headless-shell"
NAMES = (HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> Path | None:
    """Return an installed browser's path."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path is not None:
        return Path(on_path)
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    return downloaded if downloaded.exists() else None


def install() -> None:
    """Install a browser.

    Raises:
        subprocess.CalledProcessError: no method worked; `stdout` has the output of the last one.
    """
    methods: list[Callable[[], None]] = [_from_playwright]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        methods[:0] = [partial(_from_apt, HEADLESS_SHELL), partial(_from_apt, "chromium")]
    for method in methods:
        try:
            return method()
        except subprocess.CalledProcessError:
            if method is methods[-1]:
                raise
    return None


def _from_apt(package: str) -> None:
    _run("apt-get", "update")
    _run("apt-get", "install", "--yes", "--no-install-recommends", package)


def _from_playwright() -> None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    subprocess.run(
        command,
        check=True,
        text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def path() -> Path:
    """Return the path of a browser; install one if there is none.

    Raises:
        subprocess.CalledProcessError: it could not be installed.
        FileNotFoundError: the installation worked, but there is no browser.
    """
    browser = find()
    if browser is None:
        print("Installing Chromium for the end-to-end tests …", file=sys.stderr, flush=True)
        install()
        browser = find()
    if browser is None:
        raise FileNotFoundError("no Chromium on this machine")
    return browser


if __name__ == "__main__":
    try:
        print(path())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stdout}\nChromium could not be installed: {' '.join(error.cmd)}")
