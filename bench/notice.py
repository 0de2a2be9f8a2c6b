"""The time until the page shows the end of a task, in Chromium, through nginx.

From `finished_at`, which is some milliseconds before the COMMIT, to the frame that shows it.
"""

import os
import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import FilePayload, Page, Request, sync_playwright

from bench.scale import sized
from local import chromium
from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo

SIGN_UPS = sized(50, 2)
WARM_UP = sized(3, 1)
GOAL = 0.2  # seconds, the 95th percentile
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


def measure() -> bool:
    """Print the delays and the number of requests; return whether the goals are met."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), durable=True) as stack,
        _page(stack) as page,
    ):
        notices: list[float] = []
        questions: list[int] = []
        for number in range(WARM_UP + SIGN_UPS):
            late, asked = _sign_up(stack, page)
            if number >= WARM_UP:
                notices += late
                questions.append(asked)
    return _report(notices, questions)


@contextmanager
def _page(stack: Stack) -> Iterator[Page]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=sandbox)
        page = browser.new_page(base_url=stack.url)
        page.add_init_script(_WATCH)
        yield page
        browser.close()


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


def _report(notices: list[float], questions: list[int]) -> bool:
    p95 = statistics.quantiles(notices, n=20)[18]
    print(f"From the end of a task to the frame that shows it, {SIGN_UPS} sign-ups in Chromium")
    print(
        f"  p50 {statistics.median(notices) * 1000:.0f} ms   p95 {p95 * 1000:.0f} ms"
        f"   at most {max(notices) * 1000:.0f} ms"
        f"   wanted a p95 of {GOAL * 1000:.0f} ms: {_said(p95 <= GOAL)}"
    )
    enough = max(questions) <= REQUESTS
    print(
        f"  questions a sign-up: {statistics.mean(questions):.1f}, at most {max(questions)}"
        f"   wanted at most {REQUESTS}: {_said(enough)}"
    )
    return p95 <= GOAL and enough


def _said(met: bool) -> str:
    return "met" if met else "MISSED"
