"""`python -m bench.simulation`: simulate the systems of standard input; print the outcomes.

Both are JSON, see bench/systems.py. The cores take turns between all that need the processor, for
`SLICE` seconds each, as the scheduler of the operating system does.
"""

import json
import random
import statistics
import sys
from collections.abc import Generator
from dataclasses import asdict
from typing import Any

import simpy

from bench.systems import ALL, Outcome, System, Work

SLICE = 0.004  # seconds
PAUSE = 0.05  # seconds between two passes of the dispatcher while tasks wait for room
# The dispatcher publishes two messages for each process, and one is with the process.
MESSAGES = 3
_NONE = 1e-9  # seconds; what remains of a float

Steps = Generator[simpy.Event, Any]


class _Pool:
    """A worker: its main process, and its worker processes."""

    def __init__(self, environment: simpy.Environment, processes: int) -> None:
        self.main = simpy.Resource(environment)
        self.processes = simpy.Resource(environment, processes)
        self.messages = simpy.Resource(environment, MESSAGES * processes)


class _Simulation:
    def __init__(self, system: System) -> None:
        self._system = system
        self._environment = simpy.Environment()
        self._cores = simpy.Resource(self._environment, system.cores)
        self._dispatcher = simpy.Resource(self._environment)
        self._pools = {
            name: _Pool(self._environment, count) for name, count in system.pools.items()
        }
        self._running = system.sign_ups * len(system.tasks)
        self._elapsed = 0.0
        self._waits: list[float] = []
        self._responses: list[float] = []

    def run(self) -> Outcome:
        self._environment.process(self._arrivals())
        self._environment.process(self._passes())
        self._environment.run()
        quantiles = statistics.quantiles(self._waits, n=20)
        return Outcome(
            self._elapsed,
            statistics.median(self._waits),
            quantiles[-1],
            statistics.fmean(self._waits),
            statistics.fmean(self._responses),
        )

    def _arrivals(self) -> Steps:
        times = random.Random(self._system.seed)  # noqa: S311 - no secret
        for _ in range(self._system.sign_ups):
            if self._system.rate:
                yield self._environment.timeout(times.expovariate(self._system.rate))
            self._environment.process(self._sign_up())

    def _passes(self) -> Steps:
        """Look for room in the broker's queues while tasks wait for it."""
        share = self._system.waiting  # of the time, when the pass has a core for itself
        while self._running:
            yield self._environment.timeout(PAUSE)
            if any(pool.messages.queue for pool in self._pools.values()):
                yield from self._compute_in(self._dispatcher, PAUSE * share / (1 - share))

    def _sign_up(self) -> Steps:
        yield from self._compute(self._system.request)
        for kind, work in self._system.tasks.items():
            pool = self._pools[kind if kind in self._pools else ALL]
            self._environment.process(self._task(pool, work))

    def _task(self, pool: _Pool, work: Work) -> Steps:
        created = self._environment.now
        with pool.messages.request() as message:
            yield message
            yield from self._compute_in(self._dispatcher, work.dispatcher)
            yield from self._compute_in(pool.main, work.main)
            with pool.processes.request() as process:
                yield process
                self._waits.append(self._environment.now - created)
                self._environment.process(self._compute(work.others))
                yield from self._compute(work.process + work.database)
                yield self._environment.timeout(work.wait)
                self._responses.append(self._environment.now - created)
                self._running -= 1
                self._elapsed = self._environment.now

    def _compute_in(self, program: simpy.Resource, seconds: float) -> Steps:
        """Use the processor in a program that does one thing at a time."""
        if seconds:
            with program.request() as turn:
                yield turn
                yield from self._compute(seconds)

    def _compute(self, seconds: float) -> Steps:
        while seconds > _NONE:
            with self._cores.request() as core:
                yield core
                yield self._environment.timeout(min(SLICE, seconds))
            seconds -= SLICE


def main() -> None:
    """Simulate all systems."""
    systems = [_system(content) for content in json.load(sys.stdin)]
    print(json.dumps([asdict(_Simulation(system).run()) for system in systems]))


def _system(content: dict[str, Any]) -> System:
    tasks = {kind: Work(**work) for kind, work in content["tasks"].items()}
    return System(**(content | {"tasks": tasks}))


if __name__ == "__main__":
    main()
