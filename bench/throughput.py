"""Empty tasks on Foyer's engine, bare Celery, Dramatiq and RQ; and Foyer's idle latency.

The same machine and broker, in turn, each with one worker of four processes (two a core here:
Foyer's wait for the database's disk). Only Foyer has rows, leases and a history. RQ stores results
in Redis and forks a process for each task, as it does by default.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import QUEUE
from bench.clients import ROOT, ask
from bench.figures import Figure, median_of, milliseconds, ratio_of
from bench.scale import DURABLE, sized
from bench.workers import BenchWorker, DramatiqWorker, RqWorker
from local.context import Context
from local.extra_packages import install
from local.stack import Stack

TASKS = {
    "bare Celery": sized(2000, 20),
    "Foyer": sized(2000, 20),
    "Dramatiq": sized(2000, 20),
    "RQ": sized(100, 4),
}
ROUNDS = sized(5, 1)
SINGLE = sized(100, 3)
RATIO = 0.55
LATENCY = 8.0  # milliseconds, the median


def measure() -> list[Figure]:
    """Return the rates of all, and Foyer's idle latency."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "dispatcher"}
        with Stack(Path(folder), parts=parts, durable=DURABLE) as stack, _workers(stack) as env:
            rates = _rates(env)
            latencies = ask(env, "latencies", SINGLE)
    foyer, celery = rates["Foyer"], rates["bare Celery"]
    return [
        *(median_of(name, rounds, "tasks/s") for name, rounds in rates.items()),
        ratio_of("Foyer", foyer, celery, "of bare Celery", at_least=RATIO),
        *milliseconds("COMMIT to start, idle", latencies, p50_at_most=LATENCY),
    ]


@contextmanager
def _workers(stack: Stack) -> Iterator[Mapping[str, str]]:
    """Run a worker of each; yield the environment of the client process."""
    database = stack.broker_url.removesuffix("0")
    env = stack.env | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}:{install('bench')}",
        "BARE_BROKER_URL": f"{database}1",
        "PEER_REDIS_URL": f"{database}2",
    }
    bare_env = env | {"BROKER_URL": env["BARE_BROKER_URL"]}  # read by Celery's command line
    runs, context = stack.folder / "run", Context(stack.logs, env)
    stack.extra_workers += [
        BenchWorker("bare", runs, Context(stack.logs, bare_env), ["bare"]),
        BenchWorker("kinds", runs, context, [QUEUE, "control"]),
        DramatiqWorker(runs, context),
        RqWorker(runs, context),
    ]
    for worker in stack.extra_workers:
        worker.start()
    yield env


def _rates(env: Mapping[str, str]) -> dict[str, list[float]]:
    """Return the tasks per second of each round."""
    for name, count in TASKS.items():
        ask(env, name, max(count // 10, 1))  # warm-up
    rates: dict[str, list[float]] = {name: [] for name in TASKS}
    for _ in range(ROUNDS):
        for name, count in TASKS.items():
            rates[name].append(count / ask(env, name, count))
    return rates
