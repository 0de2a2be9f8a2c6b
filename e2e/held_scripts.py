"""Pages whose script has not loaded yet, as on a slow network."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

APP = re.compile(r"/assets/app-.*\.js$")
SCRIPTS = re.compile(r"/assets/.*\.js$")
TAKEN_OVER = "html:not([data-loading])"

_LATE = """
(milliseconds => {
  const { setTimeout } = window; // not that of page.clock
  const { appendChild } = Node.prototype;
  Node.prototype.appendChild = function (node) {
    if (node.type === "module" && document.documentElement.dataset.rendered) {
      setTimeout(() => appendChild.call(this, node), milliseconds);
      return node;
    }
    return appendChild.call(this, node);
  };
})
"""


def delay_scripts(seconds: float) -> None:
    """Delay the script of every rendered page, in all browser contexts from now on."""
    new_context = Browser.new_context

    def new_late_context(browser: Browser, **options: Any) -> BrowserContext:
        context = new_context(browser, **options)
        context.add_init_script(f"{_LATE}({seconds * 1000})")
        return context

    Browser.new_context = new_late_context  # type: ignore[assignment, method-assign]


def wait_for_script(page: Page) -> None:
    """Wait until the script has rendered the page, or has taken over a rendered one."""
    expect(page.locator(TAKEN_OVER)).to_be_attached()


class HeldScripts:
    """Holds all scripts of a page but those inside the page, until `release`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[Route] | None = []
        page.route(SCRIPTS, self._hold)

    def open(self, path: str) -> None:
        """Open a page and wait until it has requested its scripts."""
        with self._page.expect_request(APP):
            self._page.goto(path, wait_until="commit")

    def release(self) -> None:
        """Send the scripts and wait until they have taken the page over."""
        self._continue()
        wait_for_script(self._page)

    def lose(self) -> None:
        """Let the requests of the scripts fail, because the network is away."""
        self._page.context.set_offline(offline=True)
        pending = {route.request.url for route in self._held or []}

        def is_last(request: Request) -> bool:
            pending.discard(request.url)
            return not pending

        with self._page.expect_event("requestfailed", is_last):
            self._continue()

    def _continue(self) -> None:
        routes, self._held = self._held or [], None
        for route in routes:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)
