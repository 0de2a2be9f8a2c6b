"""The administrators' requests to the task history at several sizes, over HTTP."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Figure, p95, ratio_of
from bench.scale import SMOKE, sized
from local.stack import Stack

ALL_SIZES = (2_000, 4_000) if SMOKE else (10_000, 1_000_000, 5_000_000)
SIZES = ALL_SIZES[:2]  # in a run of all rows
ROUNDS = sized(60, 2)
LIST_ROUNDS = sized(5, 1)  # rounds of the list, for the spread of its ratio
DEEP = sized(100, 3)  # pages before the measured deep page
GOAL = 100.0  # milliseconds, the 95th percentile of each request at the largest size
RATIO = 2.0  # the list at the largest size to the list at the smallest
SEEDING = 1200  # seconds; five million take some seven minutes
EMAIL, PASSWORD = "admin@example.com", "a sentence is fine"
_NOW = datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """A request: its name and its query."""

    name: str
    path: str
    parameters: dict[str, Any] = field(default_factory=dict)


THE_LIST = Question("the list", "/admin/tasks")


def measure(sizes: Sequence[int] = SIZES) -> list[Figure]:
    """Return the times of all requests at each size, in tasks."""
    times: dict[int, dict[str, float]] = {}
    lists: dict[int, list[float]] = {}
    for rows in sizes:
        with seeded(rows) as stack, logged_in(stack) as http:
            times[rows] = {question.name: _p95(http, question) for question in questions(http)}
            lists[rows] = [_p95(http, THE_LIST) for _ in range(LIST_ROUNDS)]
    figures = [
        Figure(f"{name}, {rows:,} tasks, p95", seconds * 1000, "ms", at_most=GOAL)
        for rows, by_name in times.items()
        for name, seconds in by_name.items()
    ]
    unit = f"of that at {sizes[0]:,} tasks"
    # The rounds of the two sizes were not taken in turn, but one size after the other.
    largest, smallest = lists[sizes[-1]], lists[sizes[0]]
    return [*figures, ratio_of("the list, p95", largest, smallest, unit, at_most=RATIO)]


@contextmanager
def seeded(rows: int) -> Iterator[Stack]:
    """A database with a history, and the API on it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts={"database", "broker", "api"}) as stack,
    ):
        began = time.perf_counter()
        stack.foyer("seed-history", "--rows", str(rows), timeout=SEEDING)
        took = time.perf_counter() - began
        print(
            f"{rows:,} tasks generated in {took:.0f} s", file=sys.stderr
        )  # plans.py prints a page
        yield stack


@contextmanager
def logged_in(stack: Stack) -> Iterator[httpx.Client]:
    stack.foyer(
        "create-admin", "--email", EMAIL, "--password-stdin", standard_input=f"{PASSWORD}\n"
    )
    with httpx.Client(base_url=f"{stack.api.url}/api", timeout=60) as http:
        http.post("/sessions", json={"email": EMAIL, "password": PASSWORD}).raise_for_status()
        yield http


def questions(http: httpx.Client) -> list[Question]:
    """All filters, each with a value from the middle of the history."""
    middle = (_NOW - timedelta(days=180)).isoformat()
    failed = _tasks(http, state="FAILURE", kind="resize_thumbnail", to=middle)[0]
    task = http.get(f"/admin/tasks/{failed['id']}").json()
    month = {
        "from": (_NOW - timedelta(days=210)).isoformat(),
        "to": middle,
    }
    filters: dict[str, dict[str, Any]] = {
        "the list": {},
        "state: failed": {"state": "FAILURE"},
        "state: succeeded": {"state": "SUCCESS"},
        "state: cancelled": {"state": "REVOKED"},
        "state: waiting or running": {"state": ["PENDING", "RETRY", "STARTED"]},
        "kind": {"kind": "send_confirmation_email"},
        "rare kind": {"kind": "clean_pictures"},
        "worker": {"worker": task["worker"]},
        "error group": {"error": task["error_group"]},
        "a month": month,
        "person": {"user": task["person"]["user_id"] or task["person"]["sign_up_id"]},
        "free text: address": {"q": task["person"]["email"]},
        "free text: id": {"q": task["id"]},
        "free text: reference": {"q": task["reference"]},
        "free text: words of an error": {"q": "mail server cannot"},
        "free text: a frequent word": {"q": "picture"},
        "free text: nothing found": {"q": "sardine"},
        "pair: failed and kind": {"state": "FAILURE", "kind": "resize_thumbnail"},
        "pair: failed and a month": {"state": "FAILURE"} | month,
        "pair: kind and a month": {"kind": "send_confirmation_email"} | month,
        f"page {DEEP}": {"cursor": _cursor(http)},
    }
    spans = {"an hour": 1, "a day": 24, "a week": 168, "a month": 720, "a year": 8760}
    return [
        *(Question(name, "/admin/tasks", values) for name, values in filters.items()),
        Question("count: all", "/admin/tasks/count"),
        Question("count: failed", "/admin/tasks/count", {"state": "FAILURE"}),
        Question("count: a frequent word", "/admin/tasks/count", {"q": "picture"}),
        *(
            Question(
                f"statistics: {name}",
                "/admin/stats",
                {"from": (_NOW - timedelta(hours=hours)).isoformat()},
            )
            for name, hours in spans.items()
        ),
        Question("one task", f"/admin/tasks/{task['id']}"),
        Question("workers and queues", "/admin/workers"),
    ]


def _tasks(http: httpx.Client, **parameters: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = http.get("/admin/tasks", params=parameters).json()["items"]
    return items


def _cursor(http: httpx.Client) -> str:
    """Return the cursor of the deep page, after turning page by page."""
    cursor: dict[str, str] = {}
    for _ in range(DEEP - 1):
        page = http.get("/admin/tasks", params=cursor).json()
        cursor = {"cursor": page["next_cursor"]}
    return cursor["cursor"]


def _p95(http: httpx.Client, question: Question) -> float:
    seconds = []
    for _ in range(ROUNDS):
        answer = http.get(question.path, params=question.parameters)
        answer.raise_for_status()
        seconds.append(answer.elapsed.total_seconds())
    return p95(seconds)
