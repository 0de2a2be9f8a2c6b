"""Processor time of programs with all their processes, also of those that ended."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil

PROCESSES, MAIN, BENCH = "worker processes", "worker's main process", "mail server and client"


@dataclass(frozen=True, slots=True)
class Processor:
    """Seconds so far: by the clock, of each part, and of all programs of the machine."""

    clock: float
    parts: Mapping[str, float]
    machine: float


def processor_time(programs: Mapping[str, int], worker: int) -> Processor:
    """Return the processor time of programs, of a worker, and of this process.

    Args:
        programs: the id of the main process of each.
        worker: the id of the worker's main process.
    """
    parts = {part: _time_with_children(psutil.Process(pid)) for part, pid in programs.items()}
    main = psutil.Process(worker)
    parts[MAIN] = _time(main)
    parts[PROCESSES] = _time_with_children(main) - parts[MAIN]
    parts[BENCH] = _time(psutil.Process())
    machine = psutil.cpu_times()
    return Processor(time.perf_counter(), parts, machine.user + machine.nice + machine.system)


def _time(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def _time_with_children(program: psutil.Process) -> float:
    """Return the time of the process and its descendants.

    The time of a process that ended is in its parent's `children_…`: backends of PostgreSQL.
    """
    seconds = 0.0
    for process in (program, *program.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            used = process.cpu_times()
            seconds += used.user + used.system + used.children_user + used.children_system
    return seconds
