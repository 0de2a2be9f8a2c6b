"""Time ranges in queries: absolute by `from` and `to`, or relative by `last`.

A relative range ends now by the server's clock. A client whose clock is wrong should ask for the
"last hour" by `last=PT1H`, and not compute the times itself.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from foyer.db.base import utc_now

LONGEST_RANGE = timedelta(days=3660)
_FIRST_YEAR, _LAST_YEAR = 1970, 9999
_YEAR = re.compile(r"[+-]?\d+(?=-)")


def _year_error() -> PydanticCustomError:
    return PydanticCustomError("year_out_of_range", "Choose a year from 1970 to 9999.")


def _timestamp(text: object) -> datetime:
    """Parse an RFC 3339 timestamp. Numbers are refused; pydantic would read them as seconds."""
    if not isinstance(text, str) or not (year := _YEAR.match(text)):
        raise PydanticCustomError("timestamp_invalid", "Write a time like 2026-01-31T12:00:00Z.")
    if not _FIRST_YEAR <= int(year[0]) <= _LAST_YEAR:
        raise _year_error()
    try:
        timestamp = datetime.fromisoformat(text)
        in_utc = timestamp.astimezone(UTC) if timestamp.tzinfo else timestamp
    except ValueError as error:
        raise PydanticCustomError(
            "timestamp_invalid", "Write a time like 2026-01-31T12:00:00Z."
        ) from error
    except OverflowError as error:  # in UTC, the year is 10000
        raise _year_error() from error
    if in_utc.year < _FIRST_YEAR:
        raise _year_error()
    return in_utc


def _duration(text: object) -> object:
    """Accept ISO 8601 only. Pydantic would also read numbers as seconds."""
    if not isinstance(text, str) or not text.startswith("P"):
        raise PydanticCustomError("duration_invalid", "Write a duration like PT1H or P7D.")
    return text


Timestamp = Annotated[AwareDatetime, BeforeValidator(_timestamp)]
Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(), le=LONGEST_RANGE)]


class TimeRange(BaseModel):
    """A range of creation times."""

    model_config = ConfigDict(populate_by_name=True)

    since: Annotated[
        Timestamp | None, Field(alias="from", description="Created at this time or later.")
    ] = None
    until: Annotated[
        Timestamp | None, Field(alias="to", description="Created before this time.")
    ] = None
    last: Annotated[
        Duration | None,
        Field(
            description="Instead of `from` and `to`: created within this duration before now, by "
            "the server's clock. An ISO 8601 duration, for example `PT1H`."
        ),
    ] = None

    @model_validator(mode="after")
    def _is_absolute_or_relative(self) -> Self:
        if self.last and (self.since or self.until):
            raise PydanticCustomError(
                "time_range_ambiguous", "Give either `last`, or `from` and `to`."
            )
        return self

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The first time of the range and the first time after it."""
        if self.last:
            return utc_now() - self.last, None
        return self.since, self.until
