"""Commits that change tasks, with the trigger that records changes and without, if each takes 5 ms.

PostgreSQL waits 5 ms before each write to the disk (`commit_delay`), as with a distant disk or a
synchronous replica. Commits of this time share the write, unless they wait for each other.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

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
    INSERT INTO tasks (id, kind, queue, payload, state, progress, attempts, crashes)
    VALUES (%s, 'bench', 'bench', '{}', 'STARTED', 0, 0, 0)
"""
_CHANGE = "UPDATE tasks SET progress = %s WHERE id = %s"
_RECORDED, _NOT_RECORDED = "with recorded changes", "without"
_TRIGGERS = {
    _NOT_RECORDED: "SET session_replication_role = replica",  # triggers do not fire
    _RECORDED: "SET session_replication_role = origin",
}


def measure() -> list[Figure]:
    """Return the commits per second of both ways, and their ratio."""
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
    rates: dict[str, list[float]] = {name: [] for name in _TRIGGERS}
    for _ in range(ROUNDS):
        for name, setting in _TRIGGERS.items():
            rates[name].append(_commits(stack.database_url, setting) / SECONDS)
    figures = [median_of(f"tasks {name}", rounds, "commits/s") for name, rounds in rates.items()]
    recorded, others = rates[_RECORDED], rates[_NOT_RECORDED]
    ratio = ratio_of(
        f"tasks {_RECORDED}", recorded, others, f"of those {_NOT_RECORDED}", at_least=RATIO
    )
    return [*figures, ratio]


def _commits(url: str, triggers: str) -> int:
    """Change one task in a loop from each of the connections; return the number of commits."""
    with ThreadPoolExecutor(CLIENTS) as threads:
        return sum(threads.map(lambda _: _change(url, triggers), range(CLIENTS)))


def _change(url: str, triggers: str) -> int:
    count, task_id = 0, uuid4()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_INSERT, (task_id,))
        connection.execute(triggers)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            count += 1
            connection.execute(_CHANGE, (count % 100, task_id))
    return count
