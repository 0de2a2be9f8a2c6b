"""The time until the page shows the end of a task, in Chromium, through nginx.

From `finished_at`, which is some milliseconds before the COMMIT, to the frame that shows it.
"""

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import FilePayload, Page, Request

from bench.browser import chromium_browser
from bench.figures import Figure, milliseconds
from bench.scale import DURABLE, sized
from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo

SIGN_UPS = sized(50, 2)
WARM_UP = sized(3, 1)
GOAL = 200.0  # milliseconds, the 95th percentile
REQUESTS = 4  # per sign-up, including the one that waits for the confirmation

_STATUS = re.compile(r"/api/sign-ups/[0-9a-f-]{36}$")
# The time at which each step was first shown as done, in Unix time, in the steps' order.
_WATCH = """
    window.shown = {};
    new MutationObserver(() => requestAnimationFrame(() => {
        document.querySelectorAll("li[data-state]").forEach((step, place) => {
            if (step.dataset.state === "SUCCESS") window.shown[place] ??= Date.now() / 1000;
        });
    })).observe(document, { subtree: true, childList: true, attributes: true });
"""
_SHOWN = """
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(
        () => resolve(window.shown)
    )))
"""


def measure() -> list[Figure]:
    """Return the delays and the number of requests."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), durable=DURABLE) as stack,
        _page(stack) as page,
    ):
        notices: list[float] = []
        requests: list[int] = []
        for number in range(WARM_UP + SIGN_UPS):
            late, asked = _sign_up(stack, page)
            if number >= WARM_UP:
                notices += late
                requests.append(asked)
    return [
        *milliseconds("end of a task to the frame", notices, p95_at_most=GOAL),
        Figure("requests per sign-up, mean", statistics.mean(requests), "requests"),
        Figure("requests per sign-up, most", max(requests), "requests", at_most=REQUESTS),
    ]


@contextmanager
def _page(stack: Stack) -> Iterator[Page]:
    with chromium_browser() as browser:
        page = browser.new_page(base_url=stack.url)
        page.add_init_script(_WATCH)
        yield page


def _sign_up(stack: Stack, page: Page) -> tuple[list[float], int]:
    """Sign up; return the seconds until each task's end was shown, and the requests sent."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if _STATUS.search(request.url):
            asked.append(request.url)

    page.on("request", note)
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill(f"bench-{uuid4().hex}@example.com")
    page.get_by_label("Password", exact=True).fill("a sentence is fine")
    page.get_by_label("Name to show").fill("Bench")
    photo: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    page.get_by_role("button", name="Sign up").click()
    page.locator("li[data-state=SUCCESS]").nth(1).wait_for()
    shown: dict[str, float] = page.evaluate(_SHOWN)
    page.remove_listener("request", note)
    with Person(stack) as person:
        person.sign_up_id = page.url.rsplit("/", 1)[1]
        tasks = person.follow()["tasks"]
    ended = [datetime.fromisoformat(task["finished_at"]).timestamp() for task in tasks]
    return [shown[str(place)] - end for place, end in enumerate(ended)], len(asked)
