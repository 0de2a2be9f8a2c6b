"""One campaign: start everything, let the client ask and the saboteur break, wait, collect."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from chaos import witness
from chaos.evidence import Evidence, collect
from chaos.faults import Saboteur
from chaos.plan import WORKERS, Plan, make_plan
from chaos.processes import ChaosWorker, Client, context_of
from local.stack import Stack

# Short, so that what takes a minute in production takes seconds here; a heartbeat, as there, fits
# several times into a lease.
SETTINGS = {"LEASE": "PT5S", "HEARTBEAT": "PT1S", "LOST_AFTER": "PT5S"}
PARTS = frozenset({"database", "broker", "mail", "api", "beat"})
_TICK = 0.05  # seconds
_UNFINISHED = "SELECT count(*) FROM tasks WHERE state NOT IN ('SUCCESS', 'FAILURE', 'REVOKED')"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it. `seconds` of orders and faults, then at most `settling` seconds of peace."""

    tasks: int
    seconds: float
    faults: int
    settling: float


SHORT = Size(tasks=200, seconds=25, faults=6, settling=60)


def long(*, tasks: int, minutes: float) -> Size:
    """Two thirds of the time for the storm, one third at most for what is left after it."""
    storm = minutes * 60 * 2 / 3
    return Size(tasks, seconds=storm, faults=round(storm / 4.5), settling=minutes * 60 / 3)


def run(
    seed: int, size: Size, folder: Path, say: Callable[[str], None] = lambda _line: None
) -> Evidence:
    """Run it in `folder`, which is emptied first and holds the evidence afterwards.

    Raises:
        ProcessFailedError: a part did not come back although nobody struck it any more.
    """
    folder = folder.resolve()  # its processes work in other folders
    shutil.rmtree(folder, ignore_errors=True)
    found = folder / "evidence"
    (found / "effects").mkdir(parents=True)
    for name in ("accepted", "ledger"):
        (found / name).touch()
    plan = make_plan(seed, tasks=size.tasks, seconds=size.seconds, faults=size.faults)
    environment = SETTINGS | {"LOG_BACKUPS": "50"}
    with Stack(folder, parts=PARTS, env=environment, durable=True) as stack:
        witness.install(stack.database_url)
        storm = _Storm(stack, found, seed, size, say)
        storm.start()
        storm.rage(plan)
        settled = storm.settle()
        return collect(stack, found, storm.saboteur.struck, settled=settled)


class _Storm:
    """A running campaign."""

    def __init__(
        self, stack: Stack, found: Path, seed: int, size: Size, say: Callable[[str], None]
    ) -> None:
        context = context_of(stack, found)
        runs = stack.folder / "run"
        self._stack, self._size, self._say = stack, size, say
        self._workers = {name: ChaosWorker(name, runs, context) for name in WORKERS}
        stack.extra_workers.extend(self._workers.values())  # so that the stack stops them
        amount = {"seed": seed, "tasks": size.tasks, "seconds": size.seconds, "faults": size.faults}
        numbers = [part for key, value in amount.items() for part in (f"--{key}", str(value))]
        self._client = Client(runs, context, ["--url", stack.api.url, *numbers])
        self.saboteur = Saboteur(stack, self._workers, seed)

    def start(self) -> None:
        for worker in self._workers.values():
            worker.start(wait=False)
        for worker in self._workers.values():
            worker.wait_ready()
        self._say("four workers are ready; the storm begins")

    def rage(self, plan: Plan) -> None:
        """Let the client ask for everything, and break what is planned, each at its time."""
        self._client.start()
        started = time.time()
        for planned in plan.faults:
            self._wait_until(started + planned.at)
            while not self.saboteur.strike(planned):
                self._tick()
            self._say(f"{time.time() - started:6.1f} s  {planned.fault}")
        while self._client.is_running:
            self._tick()

    def settle(self) -> float | None:
        """Mend everything and wait until each row is final; return the seconds, None if not."""
        self.saboteur.mend_due(all_of_them=True)
        self._say("the storm is over")
        began = time.monotonic()
        while time.monotonic() < began + self._size.settling:
            self.saboteur.revive()
            if self._unfinished() == 0:
                return time.monotonic() - began
            time.sleep(_TICK)
        return None

    def _wait_until(self, moment: float) -> None:
        while time.time() < moment:
            self._tick()

    def _tick(self) -> None:
        self.saboteur.mend_due()
        self.saboteur.revive()
        time.sleep(_TICK)

    def _unfinished(self) -> int:
        try:
            with psycopg.connect(self._stack.database_url, connect_timeout=2) as link:
                row = link.execute(_UNFINISHED).fetchone()
        except psycopg.OperationalError:  # it is still coming up
            return -1
        return int(row[0]) if row else -1
