"""200 sign-ups with photos of 1 to 15 megapixels, eight at a time, until all tasks are done.

The time is compared with the processor time that all processes of the product used, divided by the
number of cores: the least time in which this machine can do the work.

450 more follow with the same photos, four at a time. The API process's memory stays flat meanwhile.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg

from bench.figures import Figure, milliseconds
from bench.scale import DURABLE, SMOKE, sized
from bench.sign_up_request import sign_up
from local.stack import Stack
from local.up import WORKER_NICE, WORKER_PROCESSES
from testkit.photos import camera_photo

SIGN_UPS = sized(200, 4)
AT_A_TIME = 8
MORE_SIGN_UPS = sized(450, 8)
MORE_AT_A_TIME = 4
SINGLE = sized(20, 1)
MEGAPIXELS = (1,) if SMOKE else (1, 2, 3, 5, 8, 12, 15)
OF_PROCESSOR_TIME = 1.25
API_MEMORY = 170.0  # MB
GROWTH = 1.05  # of the API process's memory, with the sign-ups after the first 200
SINGLE_GOAL = 150.0  # milliseconds from POST to the end of the tasks, 15 megapixels, median
_UNFINISHED = "SELECT count(*) FROM tasks WHERE finished_at IS NULL"
_TIMEOUT = 120.0  # seconds


def measure() -> list[Figure]:
    """Return the time of all sign-ups, and of single ones on an idle machine."""
    photos = [camera_photo(size) for size in MEGAPIXELS]
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(
            Path(folder),
            env={"WORKER_NICE": WORKER_NICE},
            parts=parts,
            durable=DURABLE,
            worker_processes=WORKER_PROCESSES,
        ) as stack,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        for photo in photos:  # warm-up
            sign_up(stack, photo)
        _wait(database)
        idle_memory = _api_memory(stack)
        singles = [_single(stack, database, photos[-1]) for _ in range(SINGLE + 1)]
        elapsed, processor, posts = _all(stack, database, photos)
        memory = _api_memory(stack)
        _send(stack, photos, MORE_SIGN_UPS, MORE_AT_A_TIME)
        _wait(database)
        later = _api_memory(stack)
    cores = os.cpu_count() or 1
    ratio = elapsed / (processor / cores)
    unit = f"of that after {SIGN_UPS}"
    return [
        Figure(f"{SIGN_UPS} sign-ups, {AT_A_TIME} at a time", elapsed, "s"),
        Figure("their processor time, by core", processor / cores, "s"),
        Figure("their time", ratio, "of processor time", at_most=OF_PROCESSOR_TIME),
        *milliseconds("their POST", posts),
        Figure("API's memory before them", idle_memory, "MB"),
        Figure("API's memory after them", memory, "MB", at_most=API_MEMORY),
        Figure(f"API's memory after {MORE_SIGN_UPS} more", later, "MB", at_most=API_MEMORY),
        Figure(f"API's memory after {MORE_SIGN_UPS} more", later / memory, unit, at_most=GROWTH),
        *milliseconds("POST to done, 15 MP, idle", singles, p50_at_most=SINGLE_GOAL),
    ]


def _all(
    stack: Stack, database: psycopg.Connection, photos: Sequence[bytes]
) -> tuple[float, float, list[float]]:
    """Return the elapsed time, the processor time, and the seconds of each POST."""
    used, started = _processor_time(), time.perf_counter()
    posts = _send(stack, photos, SIGN_UPS, AT_A_TIME)
    _wait(database)
    return time.perf_counter() - started, _processor_time() - used, posts


def _send(stack: Stack, photos: Sequence[bytes], count: int, at_a_time: int) -> list[float]:
    """Send sign-ups with these photos in turn; return the seconds of each POST."""
    with ThreadPoolExecutor(at_a_time) as pool:
        chosen = [photos[number % len(photos)] for number in range(count)]
        return list(pool.map(lambda photo: sign_up(stack, photo), chosen))


def _single(stack: Stack, database: psycopg.Connection, photo: bytes) -> float:
    started = time.perf_counter()
    sign_up(stack, photo)
    _wait(database)
    return time.perf_counter() - started


def _wait(database: psycopg.Connection) -> None:
    deadline = time.monotonic() + _TIMEOUT
    while (database.execute(_UNFINISHED).fetchone() or (0,))[0]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the tasks did not end within {_TIMEOUT:.0f} s")
        time.sleep(0.005)


def _api_memory(stack: Stack) -> float:
    return psutil.Process(stack.api.pid).memory_info().rss / 1e6


def _processor_time() -> float:
    """Return the processor time of the product's processes so far; this client's does not count."""
    times = (process.cpu_times() for process in psutil.Process().children(recursive=True))
    return sum(used.user + used.system for used in times)
