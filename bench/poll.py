"""Polls of one API process beside a bare FastAPI route and Celery's AsyncResult, in turn.

A process of its own sends GET requests for one address on 32 connections, without a pause.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.figures import Figure, median_of, ratio_of
from bench.load import Load
from bench.scale import SMOKE, sized
from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo

CONNECTIONS = 32
SECONDS = 0.3 if SMOKE else 4.0
ROUNDS = sized(5, 1)
P99 = 15.0  # milliseconds
_ROOT = Path(__file__).parents[1]

# The least share of the bare route's rate, by address.
GOALS = {"sign-up": 0.50, "task": 0.50, "running sign-up": 0.50, "/health/live": 0.60}
POLLS = ("sign-up", "task", "running sign-up")
_TIMES_ASYNC_RESULT = 2.0
_BARE, _ASYNC_RESULT = "bare FastAPI", "AsyncResult"


class PeerApi(Api):
    """The application of bench/poll_peers.py, started like Foyer's own."""

    def __init__(self, stack: Stack) -> None:
        url = stack.broker_url.removesuffix("0") + "2"
        environment = stack.env | {"PYTHONPATH": str(_ROOT), "PEER_REDIS_URL": url}
        super().__init__(
            stack.folder / "peers", free_port(), Context(stack.logs / "peers", environment)
        )

    def command(self) -> list[str | Path]:
        return [
            "bench.poll_peers:create_app" if part == "foyer.main:create_app" else part
            for part in super().command()
        ]

    def is_ready(self) -> bool:
        return self.output.contains("Application startup complete")


def measure() -> list[Figure]:
    """Return rates and latencies."""
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher"}
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), parts=parts) as stack:
        peers = PeerApi(stack)
        peers.start()
        try:
            urls = {
                _BARE: f"{peers.url}/bare",
                _ASYNC_RESULT: f"{peers.url}/async-result/a-task-that-has-ended",
                **_own_urls(stack),
            }
            loads = _rounds(urls)
        finally:
            peers.stop()
    return _figures(loads)


def _own_urls(stack: Stack) -> dict[str, str]:
    """Return the addresses of two sign-ups, of a task, and of a check.

    The tasks of the first sign-up have ended. Those of the second have not: the worker is stopped.
    """
    with Person(stack) as person, Person(stack) as second:
        person.sign_up(phone_photo()).raise_for_status()
        body = person.wait_for("SUCCESS")
        stack.worker.stop()
        second.sign_up(phone_photo()).raise_for_status()
    api = f"{stack.api.url}/api"
    return {
        "sign-up": f"{api}/sign-ups/{body['id']}",
        "task": f"{api}/tasks/{body['tasks'][0]['id']}",
        "running sign-up": f"{api}/sign-ups/{second.sign_up_id}",
        "/health/live": f"{api}/health/live",
    }


def _rounds(urls: Mapping[str, str]) -> dict[str, list[Load]]:
    loads: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(ROUNDS):
        for name, url in urls.items():
            loads[name].append(_load(url))
    return loads


def _load(url: str) -> Load:
    command = (sys.executable, "-m", "bench.load", url, str(CONNECTIONS), str(SECONDS))
    done = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Load(**json.loads(done.stdout))


def _figures(loads: Mapping[str, Sequence[Load]]) -> list[Figure]:
    rates = {name: [load.rate for load in rounds] for name, rounds in loads.items()}
    bare, async_result = rates[_BARE], rates[_ASYNC_RESULT]
    figures = [median_of(name, rounds, "requests/s") for name, rounds in rates.items()]
    for name, share in GOALS.items():
        figures.append(ratio_of(name, rates[name], bare, "of bare FastAPI", at_least=share))
    for name in POLLS:
        least = _TIMES_ASYNC_RESULT
        figures.append(ratio_of(name, rates[name], async_result, "of AsyncResult", at_least=least))
    for name, rounds in loads.items():
        slow = [load.p99 for load in rounds]
        at_most = P99 if name in POLLS else None
        figures.append(median_of(f"{name}, p99", slow, "ms", at_most=at_most))
    return figures
