"""Failures: why an attempt of a task failed."""

import traceback
from dataclasses import dataclass, replace
from typing import Self

from foyer.db.retry import DatabaseFault
from foyer.task_engine.storable import storable_text

# Characters. The code, class and place are part of an index, whose entries have a size limit.
MAX_MESSAGE = 1000
MAX_NAME = 200
MAX_TRACEBACK = 20_000

UNKNOWN = "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, for the user and for an administrator.

    Attributes:
        code: stable; programs may rely on it.
        message: for the user.
        traceback: for an administrator.
        error_class: the class of an error without a code of its own.
        place: the function that raised the error. Failures with the same place and the same code
            or class form an error group.
    """

    code: str
    message: str
    traceback: str | None = None
    error_class: str | None = None
    place: str | None = None

    @property
    def error(self) -> dict[str, str]:
        """The value of the column `error`."""
        names = {"code": self.code, "class": self.error_class, "place": self.place}
        return {"message": storable_text(self.message, MAX_MESSAGE)} | {
            key: storable_text(name, MAX_NAME) for key, name in names.items() if name
        }

    def at(self, error: BaseException, package: str) -> Self:
        """Return a copy with the error's traceback and its place in the package."""
        return replace(
            self,
            traceback=storable_text("".join(traceback.format_exception(error)), MAX_TRACEBACK),
            place=_place(error, package),
        )


WORKER_LOST = Failure("worker_lost", "The worker that ran this task stopped unexpectedly.")
CANCELLED = Failure("cancelled", "An administrator cancelled this.")
TIMED_OUT = Failure("too_slow", "This took too long.")
REPLACED = Failure("replaced", "A newer task replaced this one.")
DATABASE_FAILURES = {
    DatabaseFault.UNAVAILABLE: Failure("database_away", "We could not reach our data."),
    DatabaseFault.BUSY: Failure("database_busy", "Our database was too busy."),
    DatabaseFault.FULL: Failure("database_full", "Our database has no room left."),
}

RESULT_INVALID = Failure("result_invalid", "This was done, but its result could not be saved.")
PAYLOAD_INVALID = Failure("payload_invalid", "This version cannot read what was asked for.")
PAYLOAD_TOO_NEW = Failure("payload_too_new", "A newer version must do this.")
END_REFUSED = Failure("end_refused", "This ended, but we could not save how.")
PREDECESSOR_FAILED = Failure(
    "predecessor_failed", "This was not done, because a task before it did not succeed."
)
KIND_UNKNOWN = Failure("kind_unknown", "This version cannot do this any more.")


def forget_locals(error: BaseException | None) -> None:
    """Drop the local variables of the frames that the error, and the errors behind it, passed.

    They may be in a reference cycle, and so keep a large picture until the next garbage collection.
    Its memory would be missing for the next task of this process.
    """
    visited: set[int] = set()
    while error is not None and id(error) not in visited:
        visited.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def unknown(error: BaseException) -> Failure:
    """Return the failure for an error without a code; its class distinguishes it from others."""
    return Failure("internal_error", UNKNOWN, error_class=type(error).__name__)


def _place(error: BaseException, package: str) -> str | None:
    """Return the innermost function of the package.

    The libraries below fail in too many places to group by. A line number changes with each
    release.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == package:
            return f"{module}.{frame.f_code.co_name}"
    return None
