"""Chromium, as the measurements start it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from local import chromium


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """Run Chromium during the block: the one of the variable CHROMIUM, or an installed one."""
    # Before the block of Playwright: to find or install a browser may start Playwright itself.
    executable = os.environ.get("CHROMIUM") or chromium.path()
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=sandbox)
        yield browser
        browser.close()
