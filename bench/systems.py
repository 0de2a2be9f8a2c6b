"""What bench/simulation.py simulates: systems of cores, worker processes and tasks."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bench.clients import ROOT
from local.extra_packages import install

ALL = "all"  # the pool of the kinds that have no pool of their own


@dataclass(frozen=True, slots=True)
class Work:
    """What a task needs, in seconds. Without `wait`, all are processor time.

    Attributes:
        process: in its worker process.
        database: in PostgreSQL, while the worker process waits for it.
        wait: of its worker process for the mail server, the disk and the network.
        main: in the worker's main process, before the start.
        dispatcher: in the dispatcher, before that.
        others: in programs that the worker process does not wait for.
    """

    process: float
    database: float = 0.0
    wait: float = 0.0
    main: float = 0.0
    dispatcher: float = 0.0
    others: float = 0.0

    @property
    def occupancy(self) -> float:
        """How long the task occupies a worker process when no other task runs."""
        return self.process + self.database + self.wait

    @property
    def processor(self) -> float:
        return self.occupancy - self.wait + self.main + self.dispatcher + self.others


@dataclass(frozen=True, slots=True)
class System:
    """A machine, or several that act as one, and its load.

    Attributes:
        cores: all programs share them.
        pools: the number of worker processes, by kind of task, or for `ALL` kinds.
        tasks: the tasks of each sign-up, by kind.
        sign_ups: how many are simulated.
        rate: sign-ups a second, at random times; without it all tasks wait at the start.
        request: processor time before the tasks of a sign-up exist, in seconds.
        waiting: cores that the dispatcher and its servers use while tasks wait for room in the
            broker's queues, whether or not tasks are published.
        seed: of the random times.
    """

    cores: int
    pools: Mapping[str, int]
    tasks: Mapping[str, Work]
    sign_ups: int
    rate: float | None = None
    request: float = 0.0
    waiting: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds until the last task ended, and of single tasks.

    A task waits from its creation to its start, and its response is from creation to end.
    """

    elapsed: float
    wait_p50: float
    wait_p95: float
    wait_mean: float
    response_mean: float


def simulate(systems: Sequence[System]) -> list[Outcome]:
    """Simulate each system, in a process that has SimPy. The same systems give the same outcomes.

    Raises:
        subprocess.CalledProcessError: the simulation failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.simulation"],
        input=json.dumps([asdict(system) for system in systems]),
        env={"PYTHONPATH": f"{ROOT}:{install('simulation')}"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [Outcome(**outcome) for outcome in json.loads(done.stdout)]
