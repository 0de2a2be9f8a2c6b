"""The faults, done to real processes. What is broken is mended after the planned time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import redis

from chaos.plan import Fault, Planned
from chaos.processes import ChaosWorker
from local.process import Process, ProcessFailedError
from local.stack import Stack

Mend = Callable[[], None]

_STARTS_WITHIN = 6.0  # seconds; what was started is not struck again before


@dataclass(frozen=True, slots=True)
class Struck:
    """What was really done. Times are Unix times in seconds; `worker` is set if one was struck."""

    fault: Fault
    at: float
    mended: float
    worker: str | None = None


class Saboteur:
    """Breaks and mends the parts of one stack, from one thread."""

    def __init__(self, stack: Stack, workers: dict[str, ChaosWorker], seed: int) -> None:
        self._stack, self._workers = stack, workers
        self._chance = random.Random(seed)  # noqa: S311 - repeatable is the point
        self._open: list[tuple[float, Process | None, Mend, Struck]] = []
        self._spared: dict[str, float] = {}
        self.struck: list[Struck] = []
        self.revived: list[str] = []

    def strike(self, planned: Planned) -> bool:
        """Break one thing; False when nothing can be broken now, so that it is tried again later.

        What is broken already, or only just came back, is spared. A fault of a worker then takes
        another worker.
        """
        for process in self._victims(planned):
            now = time.time()
            if self._spared.get(process.name, 0) > now or not process.is_running:
                continue
            if mend := self._break(planned.fault, process):
                until = now + planned.lasts
                self._spared[process.name] = until + _STARTS_WITHIN
                worker = process.name if process in self._workers.values() else None
                self._open.append((until, process, mend, Struck(planned.fault, now, until, worker)))
                return True
        return False

    def mend_due(self, *, all_of_them: bool = False) -> None:
        """Mend what was broken for long enough."""
        now = time.time()
        for entry in sorted(self._open, key=lambda each: each[0]):
            until, _, mend, struck = entry
            if all_of_them or until <= now:
                self._open.remove(entry)
                mend()
                self.struck.append(Struck(struck.fault, struck.at, time.time(), struck.worker))

    def revive(self) -> None:
        """Start again what ended by itself, as a supervisor does in production.

        A worker that finds no database when it starts, for one, ends.
        """
        for process in (*self._stack.processes(), *self._workers.values()):
            if process.should_run and not process.is_running:
                self.revived.append(process.exit_reason())
                process.start(wait=False)

    def _victims(self, planned: Planned) -> list[Process]:
        """The processes that the fault may strike, the planned one first."""
        stack = self._stack
        match planned.fault:
            case Fault.KILL_BROKER | Fault.FREEZE_BROKER | Fault.FLUSH_BROKER:
                return [stack.broker]
            case Fault.KILL_DATABASE | Fault.FREEZE_DATABASE | Fault.RESTART_DATABASE:
                return [stack.postgres]
            case Fault.KILL_API:
                return [stack.api]
            case Fault.KILL_BEAT:
                return [stack.beat]
            case _:
                planned_one = self._workers[planned.worker]
                return [planned_one, *(w for w in self._workers.values() if w is not planned_one)]

    def _break(self, fault: Fault, process: Process) -> Mend | None:
        match fault:
            case Fault.KILL_CHILD:
                return self._kill_child(process)
            case Fault.FLUSH_BROKER:
                with redis.Redis.from_url(self._stack.broker_url, socket_timeout=5) as link:
                    link.flushall()
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

    def _kill_child(self, process: Process) -> Mend | None:
        try:
            self._chance.choice(psutil.Process(process.pid).children()).kill()
        except (IndexError, psutil.NoSuchProcess, ProcessFailedError):
            return None  # it has none yet, or that one has just ended by itself
        return lambda: None


def _replace(process: Process) -> None:
    process.kill()
    process.start(wait=False)
