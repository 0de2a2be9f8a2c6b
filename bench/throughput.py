"""The engine's throughput of empty tasks beside bare Celery's, and its idle latency.

The same machine and broker, in turn, each with one worker of four processes (two a core here: ours
wait for the database's disk). Bare Celery has no row, no lease and no history; a killed
child's task is gone.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import QUEUE
from bench.scale import sized
from local.application import Worker
from local.context import Context
from local.stack import Stack

TASKS = sized(2000, 200)
ROUNDS = sized(5, 1)
PROCESSES = 4
SINGLE = sized(100, 3)
RATIO = 0.40
LATENCY = 0.025  # seconds, the median
ROOT = Path(__file__).parents[1]


class BenchWorker(Worker):
    """A worker with the kinds of one module of this folder."""

    def __init__(
        self,
        module: str,
        folder: Path,
        context: Context,
        queues: Sequence[str],
        *,
        processes: int = PROCESSES,
    ) -> None:
        super().__init__(f"bench-{module}", folder, context, queues=queues, concurrency=processes)
        self._module = module

    def command(self) -> Sequence[str | Path]:
        module = f"bench.{self._module}"
        return [module if part == "foyer.tasks" else part for part in super().command()]


def measure() -> bool:
    """Print the figures; return whether the goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "dispatcher"}
        with Stack(Path(folder), parts=parts, durable=True) as stack:
            return _measure(stack)


def _measure(stack: Stack) -> bool:
    paths = f"{ROOT}:{ROOT / 'backend'}"
    bare_url = stack.broker_url.removesuffix("0") + "1"
    env = stack.env | {"PYTHONPATH": paths, "BARE_BROKER_URL": bare_url}
    bare_env = env | {"BROKER_URL": bare_url}  # read by Celery's command line
    runs = stack.folder / "run"
    bare = BenchWorker("bare", runs, Context(stack.logs, bare_env), ["bare"])
    foyer = BenchWorker("kinds", runs, Context(stack.logs, env), [QUEUE, "control"])
    stack.extra_workers += [bare, foyer]
    for worker in (bare, foyer):
        worker.start()
    for name in ("bare_celery", "foyer"):
        ask(env, name, 200)  # warm-up
    rates: dict[str, list[float]] = {"bare_celery": [], "foyer": []}
    for _ in range(ROUNDS):
        for name, measured in rates.items():
            measured.append(TASKS / ask(env, name, TASKS))
    latencies = ask(env, "latencies", SINGLE)
    return _report(rates["bare_celery"], rates["foyer"], latencies)


def ask(env: dict[str, str], what: str, count: int) -> Any:
    """Run the client process; return its answer."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.asking", what, str(count)],
        env=env,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _report(bare: list[float], foyer: list[float], latencies: list[float]) -> bool:
    ratio = statistics.median(foyer) / statistics.median(bare)
    median = statistics.median(latencies)
    slow = statistics.quantiles(latencies, n=20)[18]
    print(
        f"Empty tasks end to end, {TASKS} at a time, {ROUNDS} rounds in turn, {PROCESSES} processes"
    )
    for name, rates in (("bare Celery", bare), ("Foyer", foyer)):
        rounds = ", ".join(f"{rate:.0f}" for rate in sorted(rates))
        print(f"  {name:<16} {statistics.median(rates):6.0f} tasks/s   ({rounds})")
    print(
        f"  ratio of the medians {ratio:.2f}, wanted {RATIO:.2f} or more: {_said(ratio >= RATIO)}"
    )
    print(
        f"From COMMIT to the start of the body, idle, {SINGLE} single tasks\n"
        f"  p50 {median * 1000:.1f} ms   p95 {slow * 1000:.1f} ms,"
        f" wanted a median of {LATENCY * 1000:.0f} ms or less: {_said(median <= LATENCY)}"
    )
    return ratio >= RATIO and median <= LATENCY


def _said(met: bool) -> str:
    return "met" if met else "MISSED"
