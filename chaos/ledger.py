"""What the bodies themselves say they did, in a file that no server's death can touch.

One line a fact, appended in one write: lines of several processes do not mix, and a killed process
leaves a whole line or none.
"""

import os
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

VARIABLE = "CHAOS_FOLDER"
KINDS_WITH_EFFECT = frozenset({"quick", "slow", "flaky"})


class Fact(StrEnum):
    BEGAN = "began"
    DID = "did"  # the effect is in the world
    ENDED = "ended"  # the body is about to return or to raise


@dataclass(frozen=True, slots=True)
class Line:
    """One fact about one run of a body; `at` is Unix time in seconds."""

    fact: Fact
    task_id: UUID
    attempt: int
    at: float


def note(fact: Fact, task_id: UUID, attempt: int) -> None:
    """Append one line; there is no buffer that could be lost."""
    line = f"{fact} {task_id} {attempt} {time.time():.3f}\n"
    descriptor = os.open(file(folder()), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def folder() -> Path:
    """Where the campaign keeps its evidence; its processes learn it from the environment."""
    return Path(os.environ[VARIABLE])


def file(evidence: Path) -> Path:
    return evidence / "ledger"


def effect(evidence: Path, task_id: UUID) -> Path:
    """The one effect a task of the campaign has: a file with a name and a content of its own."""
    return evidence / "effects" / str(task_id)


def read(evidence: Path) -> list[Line]:
    lines = []
    for text in file(evidence).read_text().splitlines():
        fact, task_id, attempt, at = text.split()
        lines.append(Line(Fact(fact), UUID(task_id), int(attempt), float(at)))
    return lines
