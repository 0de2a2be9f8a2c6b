"""Failures: why an attempt came to nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed: for the person, and for an administrator."""

    code: str
    message: str
    traceback: str | None = None

    @property
    def error(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


VANISHED = Failure("worker_lost", "The worker that ran this stopped without a word.")
CANCELLED = Failure("cancelled", "An administrator cancelled this.")
TOO_SLOW = Failure("too_slow", "This took too long.")
REPLACED = Failure("replaced", "Something newer took the place of this.")
