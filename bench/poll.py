"""Polls of one API process beside a bare FastAPI route and Celery's AsyncResult, in turn.

A process of its own sends GET requests for one address on 32 connections, without a pause.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.load import Load
from bench.scale import sized
from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo

CONNECTIONS = 32
SECONDS = sized(4, 1)
ROUNDS = sized(5, 1)
P99 = 15.0  # milliseconds
_ROOT = Path(__file__).parents[1]

# The least share of the bare route's rate, by address.
GOALS = {"sign-up": 0.50, "task": 0.50, "/health/live": 0.60}
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


def measure() -> bool:
    """Print rates and latencies; return whether the goals are met."""
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
    return _report(loads)


def _own_urls(stack: Stack) -> dict[str, str]:
    """Return the addresses of a sign-up whose tasks have ended, of a task, and of a check."""
    with Person(stack) as person:
        person.sign_up(phone_photo()).raise_for_status()
        body = person.wait_for("SUCCESS")
    api = f"{stack.api.url}/api"
    return {
        "sign-up": f"{api}/sign-ups/{body['id']}",
        "task": f"{api}/tasks/{body['tasks'][0]['id']}",
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
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    return Load(**json.loads(done.stdout))


def _report(loads: Mapping[str, Sequence[Load]]) -> bool:
    print(f"GET on {CONNECTIONS} connections, one process, {ROUNDS} rounds of {SECONDS} s in turn")
    rates = {name: _median([load.rate for load in rounds]) for name, rounds in loads.items()}
    for name, rounds in loads.items():
        p50, p99 = _median([load.p50 for load in rounds]), _median([load.p99 for load in rounds])
        spread = f"{min(load.rate for load in rounds):.0f}-{max(load.rate for load in rounds):.0f}"
        print(
            f"  {name:<14} {rates[name]:6.0f} requests/s ({spread})   p50 {p50:5.1f} ms"
            f"   p99 {p99:5.1f} ms   {rates[name] / rates[_BARE]:.2f} of bare"
        )
    shares = {name: rates[name] / rates[_BARE] >= goal for name, goal in GOALS.items()}
    polls = ("sign-up", "task")
    fast = all(rates[name] >= _TIMES_ASYNC_RESULT * rates[_ASYNC_RESULT] for name in polls)
    prompt = all(_median([load.p99 for load in loads[name]]) <= P99 for name in polls)
    met = all(shares.values()) and fast and prompt
    print(
        f"  wanted: {', '.join(f'{name} {goal:.2f} of bare' for name, goal in GOALS.items())};"
        f" polls {_TIMES_ASYNC_RESULT:.0f} times AsyncResult, p99 {P99:.0f} ms:"
        f" {'met' if met else 'MISSED'}"
    )
    return met


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)
