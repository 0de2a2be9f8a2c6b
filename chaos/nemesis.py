"""The nemesis: injects faults into real processes, and heals them after the planned time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import redis

from chaos.plan import Fault, PlannedFault
from chaos.processes import ChaosWorker
from local.process import Process, ProcessFailedError
from local.stack import Stack

Heal = Callable[[], None]

_START_TIME = 6.0  # seconds that a started process is spared further faults


@dataclass(frozen=True, slots=True)
class FaultEvent:
    """An injected fault. Times are Unix times in seconds; `worker` is set if a worker was hit."""

    fault: Fault
    at: float
    healed: float
    worker: str | None = None


class Nemesis:
    """Injects faults into one stack and heals them, from one thread."""

    def __init__(self, stack: Stack, workers: dict[str, ChaosWorker], seed: int) -> None:
        self._stack, self._workers = stack, workers
        self._rng = random.Random(seed)  # noqa: S311 - must be repeatable
        self._open: list[tuple[float, Process | None, Heal, FaultEvent]] = []
        self._protected_until: dict[str, float] = {}
        self.faults: list[FaultEvent] = []
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
        for process in (*self._stack.processes(), *self._workers.values()):
            if process.should_run and not process.is_running:
                self.exit_reports.append(process.exit_reason())
                process.start(wait=False)

    def _victims(self, planned: PlannedFault) -> list[Process]:
        """Return the processes that the fault may hit, the planned one first."""
        stack = self._stack
        match planned.fault:
            case Fault.KILL_BROKER | Fault.FREEZE_BROKER | Fault.FLUSH_BROKER:
                return [stack.broker]
            case Fault.KILL_DATABASE | Fault.FREEZE_DATABASE | Fault.RESTART_DATABASE:
                return [stack.postgres]
            case Fault.KILL_API:
                return [stack.api]
            case Fault.KILL_DISPATCHER:
                return [stack.dispatcher]
            case _:
                planned_one = self._workers[planned.worker]
                return [planned_one, *(w for w in self._workers.values() if w is not planned_one)]

    def _inject(self, fault: Fault, process: Process) -> Heal | None:
        match fault:
            case Fault.KILL_CHILD:
                return self._kill_child(process)
            case Fault.FLUSH_BROKER:
                with redis.Redis.from_url(self._stack.broker_url, socket_timeout=5) as connection:
                    connection.flushall()
                return lambda: None
            case Fault.RESTART_DATABASE:
                process.stop()
                return lambda: process.start(wait=False)
            case Fault.STOP_WORKER:
                process.request_stop()
                return lambda: _replace(process)
            case Fault.FREEZE_WORKER | Fault.FREEZE_BROKER | Fault.FREEZE_DATABASE:
                process.pause()
                return process.resume
            case _:
                process.kill()
                return lambda: process.start(wait=False)

    def _kill_child(self, process: Process) -> Heal | None:
        try:
            self._rng.choice(psutil.Process(process.pid).children()).kill()
        except (IndexError, psutil.NoSuchProcess, ProcessFailedError):
            return None  # it has none yet, or that one has just ended by itself
        return lambda: None


def _replace(process: Process) -> None:
    process.kill()
    process.start(wait=False)
