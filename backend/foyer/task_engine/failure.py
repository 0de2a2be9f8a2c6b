"""Failures: why an attempt came to nothing."""

import traceback
from dataclasses import dataclass, replace
from typing import Self

UNKNOWN = "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed: for the person, and for an administrator.

    Attributes:
        code: stable; programs may rely on it.
        message: what the person may read.
        traceback: what an administrator may read.
        error_class: of an error that has no code of its own.
        place: the function it came from; with the code or the class, what failed alike.
    """

    code: str
    message: str
    traceback: str | None = None
    error_class: str | None = None
    place: str | None = None

    @property
    def error(self) -> dict[str, str]:
        """As it is kept in the row."""
        said = {"code": self.code, "message": self.message}
        known = {"class": self.error_class, "place": self.place}
        return said | {key: value for key, value in known.items() if value}

    def at(self, error: BaseException, package: str) -> Self:
        """The same, with the traceback of an error that came out of this package's code."""
        return replace(
            self,
            message=self.message.replace("\0", ""),  # which PostgreSQL has no place for
            traceback="".join(traceback.format_exception(error)).replace("\0", ""),
            place=_place(error, package),
        )


VANISHED = Failure("worker_lost", "The worker that ran this stopped without a word.")
CANCELLED = Failure("cancelled", "An administrator cancelled this.")
TOO_SLOW = Failure("too_slow", "This took too long.")
REPLACED = Failure("replaced", "Something newer took the place of this.")
DATABASE_UNAVAILABLE = Failure("database_away", "We will go on shortly.")


def unknown(error: Exception) -> Failure:
    """An error that nobody foresaw: its class is all that tells it from another."""
    return Failure("internal_error", UNKNOWN, error_class=type(error).__name__)


def _place(error: BaseException, package: str) -> str | None:
    """The innermost function of the package: where the libraries beneath failed varies too much.

    No line: it moves with each release.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == package:
            return f"{module}.{frame.f_code.co_name}"
    return None
