"""What can be found wrong."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FINAL = frozenset({"SUCCESS", "FAILURE", "REVOKED"})
MAX_CRASHES = 3  # as the product promises: its own constant would excuse itself


class Wrong(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"
    OTHER = "otherwise wrong"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise."""

    wrong: Wrong
    what: str
    task_id: UUID | None = None
