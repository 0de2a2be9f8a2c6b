"""The log that the task functions write to a file, independent of every server.

Each event is one line, appended in one write. Lines of several processes do not mix, and a killed
process leaves a whole line or none.
"""

import os
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

VARIABLE = "CHAOS_FOLDER"
KINDS_WITH_EFFECT = frozenset(
    {
        "quick",
        "slow",
        "flaky",
        "bad_result",
        "holds_interpreter",
        "uses_connections",
        "async_effect",
    }
)


class Event(StrEnum):
    STARTED = "started"
    EFFECT = "effect"  # the effect is visible
    ENDED = "ended"  # the function is about to return or to raise


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one run of a task function; `at` is Unix time in seconds."""

    event: Event
    task_id: UUID
    attempt: int
    at: float


def append(event: Event, task_id: UUID, attempt: int) -> None:
    """Append one line, unbuffered. Its time is monotonic: the campaign steps the wall clocks."""
    line = f"{event} {task_id} {attempt} {time.monotonic():.3f}\n"
    descriptor = os.open(file(folder()), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def folder() -> Path:
    """Return the folder of the history, from the environment."""
    return Path(os.environ[VARIABLE])


def file(history: Path) -> Path:
    return history / "runs"


def effect(history: Path, task_id: UUID) -> Path:
    """Return the path of a task's effect: a file whose name and content are the task's id."""
    return history / "effects" / str(task_id)


def read(history: Path) -> list[Entry]:
    """Return all entries, on the machine that wrote them."""
    entries = []
    began = time.time() - time.monotonic()  # the Unix time of the monotonic zero
    for text in file(history).read_text().splitlines():
        event, task_id, attempt, at = text.split()
        entries.append(Entry(Event(event), UUID(task_id), int(attempt), began + float(at)))
    return entries
