"""Cron: the times at which a kind's tasks are enqueued, in a time zone."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

FIELDS = 5


@dataclass(frozen=True, slots=True)
class Cron:
    """Times such as `Cron("30 3 * * MON-FRI", zone="Europe/Berlin")`.

    When clocks change, it does what Debian's cron does. With a fixed hour and minute, a time in the
    skipped hour moves to the end of that hour, and a time in the doubled hour is used once. With an
    asterisk (`*/10 * * * *`), the times follow the hours that really pass.

    Attributes:
        expression: minute, hour, day of the month, month, day of the week.
        zone: the time zone's name in the tz database.
        jitter: each task starts after a random delay, up to this one.
        may_overlap: enqueue also while an earlier task still waits or runs.

    Raises:
        ValueError: no such expression or zone, or the expression has no time.
    """

    expression: str
    zone: str = "UTC"
    jitter: timedelta = timedelta(0)
    may_overlap: bool = False

    def __post_init__(self) -> None:
        if len(self.expression.split()) != FIELDS:
            raise ValueError(f"{self.expression!r} must have {FIELDS} fields.")
        try:
            self.next_after(datetime.now(UTC))
        except (CronSimError, StopIteration) as error:
            raise ValueError(f"{self.expression!r} is no cron expression: {error}") from None
        except (ZoneInfoNotFoundError, IsADirectoryError):
            raise ValueError(f"There is no time zone {self.zone!r}.") from None

    def __str__(self) -> str:
        return f"{self.expression} {self.zone}"

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after this moment, in UTC."""
        times = CronSim(self.expression, moment.astimezone(ZoneInfo(self.zone)))
        # In the second pass of a doubled hour, the library also returns times of the first one.
        while (time := next(times).astimezone(UTC)) <= moment:
            pass
        return time

    def random_delay(self) -> timedelta:
        return self.jitter * random.random()  # noqa: S311 - no secret
