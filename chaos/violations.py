"""Violations of the promise."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FINAL = frozenset({"SUCCESS", "FAILURE", "REVOKED"})
MAX_CRASHES = 3  # the documented limit, not the engine's constant


class ViolationKind(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"
    STALE = "stale"  # an answer of the API, not the task itself
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation."""

    kind: ViolationKind
    description: str
    task_id: UUID | None = None
