"""One campaign: runs operations and faults on a stack, and collects the history."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

from chaos import audit_trigger, run_log
from chaos.cast import Cast, make_cast, pooler_of
from chaos.history import History, collect
from chaos.nemesis import Nemesis
from chaos.plan import Fault, Plan, PlannedFault, make_plan
from chaos.processes import Client, Poller, context_of
from local.application import Api
from local.process import Process
from local.stack import Stack
from testkit import clock
from testkit.long_polls import another_api

# Shorter than the defaults, so that a recovery takes seconds instead of a minute. As in production,
# several heartbeats fit into a lease.
SETTINGS = {"LEASE": "PT5S", "HEARTBEAT": "PT1S", "LOST_AFTER": "PT5S"}
PARTS = frozenset({"database", "broker", "mail", "api"})
_TICK = 0.05  # seconds
_PATIENCE = 300.0  # seconds until some process can take a fault
_UNFINISHED = "SELECT count(*) FROM tasks WHERE state NOT IN ('SUCCESS', 'FAILURE', 'REVOKED')"


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a campaign; after the faults it waits at most `settling` seconds for the end."""

    tasks: int
    seconds: float
    faults: int
    settling: float


SHORT = Size(tasks=200, seconds=25, faults=6, settling=60)


def long(*, tasks: int, minutes: float) -> Size:
    """Use two thirds of the time for the fault phase, at most one third for the remaining work."""
    fault_phase = minutes * 60 * 2 / 3
    faults = round(fault_phase / 4.5)
    return Size(tasks, seconds=fault_phase, faults=faults, settling=minutes * 60 / 3)


def run(
    seed: int, size: Size, folder: Path, progress: Callable[[str], None] = lambda _line: None
) -> History:
    """Run a campaign in `folder`, which is emptied first and holds all files afterwards.

    Raises:
        ProcessFailedError: a process did not start again after its last fault.
    """
    folder = folder.resolve()  # the processes have other working folders
    shutil.rmtree(folder, ignore_errors=True)
    data = folder / "history"
    (data / "effects").mkdir(parents=True)
    run_log.file(data).touch()
    library = clock.build_library(folder)
    faults = [fault for fault in Fault if library or fault is not Fault.STEP_CLOCK]
    plan = make_plan(
        seed,
        tasks=size.tasks,
        seconds=size.seconds,
        faults=size.faults,
        kinds_of_faults=faults,
    )
    environment = SETTINGS | {"LOG_BACKUPS": "50"}
    with (
        Stack(folder, parts=PARTS, env=environment, durable=True) as stack,
        pooler_of(stack) as pooler,
        another_api(stack, folder / "reader") as reader,  # the nemesis kills the other one only
    ):
        audit_trigger.install(stack.database_url)
        cast = make_cast(stack, data, library, pooler)
        progress(f"clocks step: {bool(library)}; PgBouncer: {bool(pooler)}")
        with _Campaign(stack, reader, data, cast, seed, size, progress) as campaign:
            campaign.run(plan)
            settled = campaign.wait_until_settled()
            return collect(
                stack,
                data,
                campaign.nemesis,
                settled=settled,
                client_failures=campaign.client_failures,
            )


class _Campaign:
    """A running campaign."""

    def __init__(
        self,
        stack: Stack,
        reader: Api,
        data: Path,
        cast: Cast,
        seed: int,
        size: Size,
        progress: Callable[[str], None],
    ) -> None:
        self._stack, self._size, self._progress = stack, size, progress
        self._processes: list[Process] = [*cast.dispatchers, *cast.workers.values()]
        amount = {"seed": seed, "tasks": size.tasks, "seconds": size.seconds, "faults": size.faults}
        numbers = [part for key, value in amount.items() for part in (f"--{key}", str(value))]
        context, folder = context_of(stack, data), stack.folder / "run"
        self._client = Client(folder, context, ["--url", stack.api.url, *numbers])
        urls = ["--url", stack.api.url, "--url", reader.url]
        self._poller, self._reader = Poller(folder, context, urls), reader
        self.client_failures: list[str] = []
        self.nemesis = Nemesis(stack, cast.workers, cast.dispatchers, seed)

    def __enter__(self) -> Self:
        for process in self._processes:
            process.start(wait=False)
        for process in self._processes:
            process.wait_ready()
        self._progress("four workers are ready; the fault phase begins")
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self._processes, self._client, self._poller):
            process.kill()

    def run(self, plan: Plan) -> None:
        """Start the client's operations, and inject each planned fault at its time."""
        self._client.start()
        self._poller.start()
        started = time.time()
        for planned in plan.faults:
            self._wait_until(started + planned.at)
            self._inject(planned)
            self._progress(f"{time.time() - started:6.1f} s  {planned.fault}")
        while self._client.is_running:
            self._tick()

    def wait_until_settled(self) -> float | None:
        """Heal everything and wait until each row is final; return the seconds, None if not.

        Then stop the poller.
        """
        self.nemesis.heal_due(every_fault=True)
        self._progress("the fault phase is over")
        began = time.monotonic()
        is_settled = self._settles(began + self._size.settling)
        settled = time.monotonic() - began
        self._stop_polling()
        return settled if is_settled else None

    def _stop_polling(self) -> None:
        """Let the poller see the end of all tasks. It and its API must not have failed before."""
        if not self._reader.is_running:
            self.client_failures.append(self._reader.exit_report())
        self._poller.stop()
        if self._poller.exit_code != 0:
            self.client_failures.append(self._poller.exit_report())

    def _settles(self, deadline: float) -> bool:
        while self._unfinished() != 0:
            if time.monotonic() > deadline:
                return False
            self.nemesis.restart_exited()
            time.sleep(_TICK)
        return True

    def _inject(self, planned: PlannedFault) -> None:
        """Inject the fault as soon as a process can take it.

        Raises:
            TimeoutError: none could, because one that an earlier fault hit does not recover.
        """
        deadline = time.monotonic() + _PATIENCE
        while not self.nemesis.inject(planned):
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"for {_PATIENCE:.0f} s no process could take the fault: {planned.fault};"
                    f" the last that ended: {self.nemesis.exit_reports[-3:]}"
                )
            self._tick()

    def _wait_until(self, moment: float) -> None:
        while time.time() < moment:
            self._tick()

    def _tick(self) -> None:
        self.nemesis.heal_due()
        self.nemesis.restart_exited()
        time.sleep(_TICK)

    def _unfinished(self) -> int:
        try:
            with psycopg.connect(self._stack.database_url, connect_timeout=2) as connection:
                unfinished = connection.execute(_UNFINISHED).fetchone()
        except psycopg.OperationalError:  # the database is still starting
            return -1
        return int(unfinished[0]) if unfinished else -1
