"""Commits that change what pages wait for, beside commits that do not, when a commit takes 5 ms.

PostgreSQL waits 5 ms before each write to the disk (`commit_delay`), as with a distant disk or a
synchronous replica. Commits of this time share the write, unless they wait for each other.
"""

import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from bench.figures import Figure, median_of, ratio_of
from bench.scale import DURABLE, sized
from local.stack import Stack

CLIENTS = 16
ROUNDS = sized(5, 1)
SECONDS = float(sized(4, 1))  # of a round
RATIO = 0.8

_SLOW = ("ALTER SYSTEM SET commit_delay = 5000", "ALTER SYSTEM SET commit_siblings = 0")
_INSERT = """
    INSERT INTO tasks (id, kind, queue, payload, state, progress, attempts, crashes, subject_id)
    VALUES (%s, 'bench', 'bench', '{}', 'STARTED', 0, 0, 0, %s)
"""
_CHANGE = "UPDATE tasks SET progress = %s WHERE id = %s"


def measure() -> list[Figure]:
    """Return the commits per second of both kinds, and their ratio."""
    parts = {"database", "api"}  # the API reads the changes
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, durable=DURABLE) as stack,
    ):
        return _measure(stack)


def _measure(stack: Stack) -> list[Figure]:
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        for statement in _SLOW:
            database.execute(statement)
        database.execute("SELECT pg_reload_conf()")
        task_ids: dict[str, list[UUID]] = {"without a page": [], "with a page": []}
        for ids, subject_id in zip(task_ids.values(), (None, uuid4()), strict=True):
            for _ in range(CLIENTS):
                ids.append(uuid4())
                database.execute(_INSERT, (ids[-1], subject_id))
    rates: dict[str, list[float]] = {name: [] for name in task_ids}
    for _ in range(ROUNDS):
        for name, ids in task_ids.items():
            rates[name].append(_commits(stack.database_url, ids) / SECONDS)
    figures = [median_of(f"tasks {name}", rounds, "commits/s") for name, rounds in rates.items()]
    waited_for, others = rates["with a page"], rates["without a page"]
    unit = "of those without"
    return [*figures, ratio_of("tasks with a page", waited_for, others, unit, at_least=RATIO)]


def _commits(url: str, task_ids: Sequence[UUID]) -> int:
    """Change each task in a loop from a connection of its own; return the number of commits."""
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda task_id=task_id: counts.append(_change(url, task_id)))
        for task_id in task_ids
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _change(url: str, task_id: UUID) -> int:
    count = 0
    with psycopg.connect(url, autocommit=True) as connection:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            count += 1
            connection.execute(_CHANGE, (count % 100, task_id))
    return count
