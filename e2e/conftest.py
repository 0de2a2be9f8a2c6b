"""Fixtures: the whole product behind nginx, and a page that records browser errors."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

from e2e.held_scripts import HeldScripts, delay_scripts
from local.stack import Stack
from testkit.person import Person

# Milliseconds until an expected element counts as missing. Only failing tests wait that long.
PATIENCE = 60_000


def pytest_configure(config: pytest.Config) -> None:
    """Read BROWSER=firefox (or webkit), and SCRIPT_DELAY=3, for a slow network, in seconds."""
    config.option.browser = config.option.browser or [os.environ.get("BROWSER", "chromium")]
    expect.set_options(timeout=PATIENCE)
    if seconds := os.environ.get("SCRIPT_DELAY"):
        delay_scripts(float(seconds))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="session")
def base_url(stack: Stack) -> str:
    return stack.url


# The suggestions of the address bar are two web pages of Chromium's own. Loading them takes half of
# the processor time of a new window. The rest is from Playwright's list, which this one replaces.
DISABLED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("HttpsUpgrades", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying"),
    *("PaintHolding", "DestroyProfileOnBrowserClose", "AvoidUnnecessaryBeforeUnloadCheckSync"),
)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str
) -> dict[str, Any]:
    """Use the Chromium of local/chromium.py; as root it runs without its sandbox."""
    if browser_name != "chromium":
        return browser_type_launch_args
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--disable-features={','.join(DISABLED_FEATURES)}",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM"),
        "args": [*quiet, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
    }


# The names of a cancelled request in Chromium, Firefox and WebKit.
CUT_SHORT = {"net::ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled"}
NO_MATTER = (
    "was preloaded using link preload but not used",  # the log-in page replaced the page
    "Image corrupt or truncated",  # Firefox, for the preview of a damaged picture
)


@dataclass
class Complaints:
    """Errors that the browser reports for a page. A test fails if any is unexpected."""

    page: Page
    heard: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def allow(self, text: str) -> None:
        """Expect errors with this text."""
        self.allowed.append(text)

    def unexpected(self) -> list[str]:
        allowed = (*self.allowed, *NO_MATTER)
        return [text for text in self.heard if not any(part in text for part in allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            place = message.location.get("url", "")
            self.heard.append(f"console {message.type}: {message.text} {place}")

    def _failed(self, request: Request) -> None:
        # Leaving a page cancels its requests; that is no failure.
        if request.failure in CUT_SHORT and request.method == "GET":
            return
        self.heard.append(f"request failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            request = response.request
            self.heard.append(f"answer: {response.status} {request.method} {request.url}")


@pytest.fixture
def complaints(page: Page) -> Iterator[Complaints]:
    complaints = Complaints(page)
    complaints.listen()
    yield complaints
    assert complaints.unexpected() == []


@pytest.fixture
def scripts(page: Page) -> HeldScripts:
    """Hold the scripts of the page until the test releases them."""
    return HeldScripts(page)


@pytest.fixture(scope="module")
def shared_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page for all tests of a module, if they leave no state: a new window takes a second."""
    with browser.new_context(base_url=base_url) as context:
        yield context.new_page()


@pytest.fixture
def elsewhere(browser: Browser, base_url: str) -> Iterator[Page]:
    """Another browser, with cookies of its own."""
    with browser.new_context(base_url=base_url) as context:
        yield context.new_page()


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        yield person


@pytest.fixture
def member(person: Person) -> Person:
    """A person with a confirmed account and a picture."""
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    person.confirm().raise_for_status()
    return person


@pytest.fixture(scope="session")
def admin(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        stack.foyer(
            *("create-admin", "--email", person.email, "--password-stdin"),
            standard_input=f"{person.password}\n",
        )
        yield person


def log_in(context: BrowserContext, person: Person) -> None:
    """Set the person's session cookie in the browser, without the log-in page."""
    person.log_in().raise_for_status()
    cookies = [
        {"name": cookie.name, "value": cookie.value or "", "url": person.stack.url}
        for cookie in person.http.cookies.jar
    ]
    context.add_cookies(cookies)  # type: ignore[arg-type]


@pytest.fixture
def history(page: Page, context: BrowserContext, admin: Person, complaints: Complaints) -> Page:
    """The administrator, logged in."""
    complaints.allow("net::ERR_ABORTED")  # requests cancelled by a change of the filter
    log_in(context, admin)
    return page
