"""How long Foyer's programs take to start: their imports, and until they are ready.

The imports are beside those of their libraries alone. The programs start one at a time, on a
database and a broker that run already.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure, median_of
from bench.scale import DURABLE, sized
from local.process import Process, ProcessFailedError
from local.stack import Stack

ROUNDS = sized(10, 1)
STARTS = sized(5, 1)
INTERVAL = 0.01  # seconds between two checks whether a program is ready
# The program's imports, and what they are compared with.
_IMPORTS = {
    "API": "import foyer.main",
    "FastAPI, SQLAlchemy, psycopg": "import fastapi, sqlalchemy.ext.asyncio, psycopg",
    "worker": "import foyer.tasks",
    "Celery, SQLAlchemy, psycopg, Pillow": "import celery, sqlalchemy, psycopg, PIL.Image",
    "command line": "import foyer.cli",
    "Python alone": "pass",
}


def measure() -> list[Figure]:
    """Return the times of the imports, and of the programs until they are ready."""
    return [*_imports(), *_starts()]


def _imports() -> list[Figure]:
    """Return the start times of the interpreter with these imports."""
    rounds: dict[str, list[float]] = {name: [] for name in _IMPORTS}
    for _ in range(ROUNDS):
        for name, code in _IMPORTS.items():
            rounds[name].append(_import(code))
    return [median_of(f"import: {name}", times, "ms") for name, times in rounds.items()]


def _import(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - started) * 1000


def _starts() -> list[Figure]:
    """Return the times from the start of each program until it is ready."""
    parts = {"database", "broker", "dispatcher"}  # the dispatcher, so that the stack migrates
    env = {"FORK": "0"}  # a smoke run forks the processes of other rows
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, env=env, durable=DURABLE) as stack,
    ):
        programs: dict[str, tuple[Process, Callable[[], bool]]] = {
            "API answers /health/live": (stack.api, stack.api.is_ready),
            "worker is ready": (stack.worker, stack.worker.is_ready),
            "dispatcher leads": (stack.dispatcher, lambda: _leads(stack.dispatcher)),
        }
        stack.dispatcher.stop()
        rounds: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(STARTS):
            for name, (process, is_ready) in programs.items():
                rounds[name].append(_start(process, is_ready))
                process.kill()  # takes less time than a graceful stop
    return [median_of(f"start: {name}", times, "ms") for name, times in rounds.items()]


def _leads(dispatcher: Process) -> bool:
    return dispatcher.output.contains("dispatcher_active")


def _start(process: Process, is_ready: Callable[[], bool]) -> float:
    """Start the process; return the milliseconds until it is ready.

    Raises:
        ProcessFailedError: it ended, or was not ready in time; with its last lines.
    """
    started = time.perf_counter()
    process.start(wait=False)
    while not is_ready():
        late = time.perf_counter() - started > process.start_within
        if late or not process.is_running:
            raise ProcessFailedError(process.exit_report())
        time.sleep(INTERVAL)
    return (time.perf_counter() - started) * 1000
