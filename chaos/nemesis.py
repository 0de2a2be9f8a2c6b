"""The nemesis: injects faults into real processes, and heals them after the planned time."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import psutil
import redis

from chaos.plan import DATABASE_FAULTS, Fault, PlannedFault
from chaos.processes import ChaosDispatcher, ChaosWorker
from chaos.revocations import Revocation, revoke_some
from local.process import Process, ProcessFailedError
from local.stack import Stack

Heal = Callable[[], None]

MAX_OLD_WORKERS = 2  # so that two workers know all kinds
HOUR = timedelta(hours=1)
_START_TIME = 6.0  # seconds that a started process is spared further faults


@dataclass(frozen=True, slots=True)
class FaultEvent:
    """An injected fault. Times are Unix times in seconds; `worker` is set if a worker was hit."""

    fault: Fault
    at: float
    healed: float
    worker: str | None = None


class Nemesis:
    """Injects faults into the processes of one campaign and heals them, from one thread."""

    def __init__(
        self,
        stack: Stack,
        workers: dict[str, ChaosWorker],
        dispatchers: Sequence[ChaosDispatcher],
        seed: int,
    ) -> None:
        self._stack, self._workers, self._dispatchers = stack, workers, dispatchers
        self._rng = random.Random(seed)  # noqa: S311 - must be repeatable
        self._special: dict[Fault, Callable[[Process], Heal | None]] = {
            Fault.KILL_CHILD: self._kill_child,
            Fault.FLUSH_BROKER: self._flush_broker,
            Fault.STOP_WORKER: _stop,
            Fault.DEPLOY: _deploy,
            Fault.STEP_CLOCK: self._step_clocks,
            Fault.REVOKE_TASKS: self._revoke_tasks,
        }
        self._open: list[tuple[float, Process | None, Heal, FaultEvent]] = []
        self._protected_until: dict[str, float] = {}
        self.faults: list[FaultEvent] = []
        self.revocations: list[Revocation] = []
        self.exit_reports: list[str] = []

    def inject(self, planned: PlannedFault) -> bool:
        """Inject one fault; return False if no process can take it now, so that the caller retries.

        A process that is broken, or has only just started, is spared. A worker's fault then hits
        another worker.
        """
        for process in self._victims(planned):
            now = time.time()
            if self._protected_until.get(process.name, 0) > now or not process.is_running:
                continue
            if heal := self._inject(planned.fault, process):
                until = now + planned.lasts
                self._protected_until[process.name] = until + _START_TIME
                worker = process.name if process in self._workers.values() else None
                self._open.append(
                    (until, process, heal, FaultEvent(planned.fault, now, until, worker))
                )
                return True
        return False

    def heal_due(self, *, every_fault: bool = False) -> None:
        """Heal the faults whose time is over."""
        now = time.time()
        for entry in sorted(self._open, key=lambda injected: injected[0]):
            until, _, heal, event = entry
            if every_fault or until <= now:
                self._open.remove(entry)
                heal()
                self.faults.append(FaultEvent(event.fault, event.at, time.time(), event.worker))

    def restart_exited(self) -> None:
        """Restart processes that exited, as a supervisor does in production.

        A worker exits, for example, when it finds no database at its start.
        """
        for process in (
            *self._stack.processes(),
            *self._workers.values(),
            *self._dispatchers,
        ):
            if process.should_run and not process.is_running:
                self.exit_reports.append(process.exit_reason())
                process.start(wait=False)

    def _victims(self, planned: PlannedFault) -> Sequence[Process]:
        """Return the processes that the fault may hit, the planned one first."""
        fault = planned.fault
        if fault in {Fault.KILL_DISPATCHER, Fault.FREEZE_DISPATCHER}:
            return [dispatcher for dispatcher in self._dispatchers if dispatcher.leads]
        if fault in {
            Fault.REVOKE_TASKS,
            Fault.KILL_BROKER,
            Fault.FREEZE_BROKER,
            Fault.FLUSH_BROKER,
        }:
            return [self._stack.broker]
        if fault in DATABASE_FAULTS:
            return [self._stack.postgres]
        return [self._stack.api] if fault is Fault.KILL_API else self._workers_from(planned)

    def _workers_from(self, planned: PlannedFault) -> Sequence[ChaosWorker]:
        old = [worker for worker in self._workers.values() if worker.is_old]
        if planned.fault is Fault.DEPLOY and len(old) >= MAX_OLD_WORKERS:
            return old
        planned_one = self._workers[planned.worker]
        return [planned_one, *(w for w in self._workers.values() if w is not planned_one)]

    def _inject(self, fault: Fault, process: Process) -> Heal | None:
        if special := self._special.get(fault):
            return special(process)
        if fault.name.startswith("FREEZE"):
            process.pause()
            return process.resume
        if fault.name.startswith("KILL"):
            process.kill()
        else:
            process.stop()
        return lambda: process.start(wait=False)

    def _flush_broker(self, _broker: Process) -> Heal:
        with redis.Redis.from_url(self._stack.broker_url, socket_timeout=5) as connection:
            connection.flushall()
        return lambda: None

    def _step_clocks(self, worker: Process) -> Heal:
        """Step the clock of the worker, and that of the leading dispatcher, by an hour."""
        clocked = [dispatcher for dispatcher in self._dispatchers if dispatcher.leads]
        processes = [self._workers[worker.name], *clocked]
        for process in processes:
            process.step_clock(self._rng.choice((-HOUR, HOUR)))

        def heal() -> None:
            for process in processes:
                process.step_clock(timedelta())

        return heal

    def _revoke_tasks(self, _broker: Process) -> Heal | None:
        revocations = revoke_some(self._stack)
        self.revocations += revocations
        return (lambda: None) if revocations else None

    def _kill_child(self, process: Process) -> Heal | None:
        try:
            self._rng.choice(psutil.Process(process.pid).children()).kill()
        except (IndexError, psutil.NoSuchProcess, ProcessFailedError):
            return None  # it has none yet, or that one has just ended by itself
        return lambda: None


def _stop(worker: Process) -> Heal:
    """Ask the worker to stop. If it still runs when the fault is healed, it is killed."""
    worker.request_stop()

    def heal() -> None:
        worker.kill()
        worker.start(wait=False)

    return heal


def _deploy(worker: Process) -> Heal:
    """Do the same, and start another version."""
    if isinstance(worker, ChaosWorker):
        worker.deploy_other_version()
    return _stop(worker)
