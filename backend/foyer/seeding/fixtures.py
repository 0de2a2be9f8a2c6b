"""Who and what the made-up history is about."""

from dataclasses import dataclass

FIRST_NAMES = [
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Dorothy",
    "Edsger",
    "Frances",
    "Grace",
    "Hedy",
    "Ida",
    "Joan",
    "Karen",
    "Leslie",
]
LAST_NAMES = [
    "Allen",
    "Borg",
    "Clarke",
    "Dijkstra",
    "Hamilton",
    "Hopper",
    "King",
    "Lamport",
    "Liskov",
    "Rhodes",
    "Spärck",
]


@dataclass(frozen=True, slots=True)
class SeededKind:
    name: str
    queue: str
    weight: float
    seconds: float  # that it runs, at the median
    failing: float  # the share of its tasks
    errors: tuple[dict[str, str], ...]  # as they are kept


def _error(code: str, message: str, place: str, error_class: str = "") -> dict[str, str]:
    known = {"class": error_class} if error_class else {}
    return {"code": code, "message": message, "place": f"foyer.{place}"} | known


_REFUSED = _error(
    "mail_refused", "The mail server of this address does not know it.", "mail.smtp.send"
)
KINDS = (
    SeededKind(
        *("resize_thumbnail", "pictures", 0.4, 0.25, 0.03),
        (
            _error(
                *("picture_damaged", "This picture is damaged or incomplete."),
                "pictures.thumbnails.thumbnails",
            ),
            _error(
                *("picture_too_many_pixels", "This picture has more than 50 million pixels."),
                "pictures.headers.check",
            ),
            _error("too_slow", "This took too long.", "pictures.resize.render_square"),
        ),
    ),
    SeededKind(
        *("send_confirmation_email", "mail", 0.45, 0.15, 0.015),
        (
            _REFUSED,
            _error(
                *("mail_delayed", "The mail server cannot be reached at the moment."),
                "mail.smtp.send",
            ),
        ),
    ),
    SeededKind(*("send_password_reset_email", "mail", 0.14, 0.15, 0.01), (_REFUSED,)),
    SeededKind(
        *("clean_pictures", "control", 0.01, 1.5, 0.02),
        (
            _error(
                *("internal_error", "Something went wrong on our side."),
                *("pictures.cleaning.delete_orphaned_files", "PermissionError"),
            ),
        ),
    ),
)
