"""The names of the users and the kinds of the tasks in the generated history."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from foyer.errors import FoyerError
from foyer.mail import smtp
from foyer.mail.errors import MailDelayedError, MailRefusedError
from foyer.pictures import cleanup, resize, thumbnails, validation
from foyer.pictures.validation import PictureDamagedError, PictureHasTooManyPixelsError
from foyer.task_engine import failure
from foyer.task_engine.failure import TIMED_OUT, Failure

FIRST_NAMES = [
    *("Ada", "Alan", "Barbara", "Claude", "Dorothy", "Edsger", "Frances", "Grace", "Hedy"),
    *("Ida", "Joan", "Karen", "Leslie"),
]
LAST_NAMES = [
    *("Allen", "Borg", "Clarke", "Dijkstra", "Hamilton", "Hopper", "King", "Lamport", "Liskov"),
    *("Rhodes", "Spärck"),
]


@dataclass(frozen=True, slots=True)
class SeededKind:
    """A kind of task in the generated history.

    Attributes:
        name: of the kind.
        queue: of the kind.
        weight: its share of all tasks.
        seconds: the median time that it runs.
        failure_rate: the share of its tasks that fail.
        failures: one of them is chosen for each failed attempt.
    """

    name: str
    queue: str
    weight: float
    seconds: float
    failure_rate: float
    failures: tuple[Failure, ...]


def _raised(error: FoyerError | Failure, function: Callable[..., Any]) -> Failure:
    """The failure that is stored when this function raises the error."""
    reason = Failure(error.code, error.detail) if isinstance(error, FoyerError) else error
    return replace(reason, place=f"{function.__module__}.{function.__name__}")


_TOO_MANY_PIXELS = PictureHasTooManyPixelsError("This picture has 64 million pixels.")
_MAIL_REFUSED = _raised(MailRefusedError(), smtp.send)
KINDS = (
    SeededKind(
        *("resize_thumbnail", "pictures", 0.4, 0.25, 0.03),
        (
            _raised(PictureDamagedError(), thumbnails.make_thumbnails),
            _raised(_TOO_MANY_PIXELS, validation.check_pixels),
            _raised(TIMED_OUT, resize.render_square),
        ),
    ),
    SeededKind(
        *("send_confirmation_email", "mail", 0.45, 0.15, 0.015),
        (_MAIL_REFUSED, _raised(MailDelayedError(), smtp.send)),
    ),
    SeededKind(*("send_password_reset_email", "mail", 0.14, 0.15, 0.01), (_MAIL_REFUSED,)),
    SeededKind(
        *("clean_pictures", "control", 0.01, 1.5, 0.02),
        (_raised(failure.unknown(PermissionError()), cleanup.delete_orphaned_files),),
    ),
)
