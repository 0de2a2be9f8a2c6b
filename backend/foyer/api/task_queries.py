"""The questions to the task history, as they stand in an address."""

import re
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts import user_search
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.models import TaskState

YEARS = range(1970, 2970)  # what is beyond overflows somewhere below


def _time(text: object) -> datetime:
    """As RFC 3339 writes it; a bare number, which pydantic would take for seconds, is no time."""
    if not isinstance(text, str):
        raise ValueError("a time as RFC 3339 writes it")  # noqa: TRY004 - pydantic's way to refuse
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError("a time of this age")
    return moment


Time = Annotated[AwareDatetime, BeforeValidator(_time)]
Word = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,100}$")]
_HEX = re.compile(r"[0-9a-f]{32}")


class TaskQuery(BaseModel):
    """Which tasks; what is left out restricts nothing."""

    model_config = ConfigDict(populate_by_name=True)

    state: Annotated[list[TaskState], Field(default_factory=list, max_length=len(TaskState))]
    kind: Kind | None = None
    q: Annotated[
        Word | None,
        Field(description="An id or a reference, an address, or words of an error."),
    ] = None
    user: Annotated[UUID | None, Field(description="An account's id, or a sign-up's.")] = None
    worker: Word | None = None
    error: Annotated[Word | None, Field(description="The name of an error group.")] = None
    since: Annotated[Time | None, Field(alias="from", description="Created from here on.")] = None
    until: Annotated[Time | None, Field(alias="to", description="Created before.")] = None

    async def filter(self, session: AsyncSession) -> TaskFilter:
        """Find out who is meant; nothing of what was typed about a person goes on from here."""
        text = (self.q or "").strip()
        about: set[UUID] | None = None
        if self.user:
            about = set(await user_search.subject_ids_of(session, self.user))
        if "@" in text:
            theirs = set(await user_search.subject_ids_of_address(session, text))
            about = theirs if about is None else about & theirs
        some_id = None if "@" in text else _id_in(text)
        words = text if text and "@" not in text and not some_id else None
        return TaskFilter(
            states=tuple(dict.fromkeys(self.state)),
            kind=self.kind or None,
            worker=self.worker or None,
            error_group=self.error or None,
            subject_ids=None if about is None else tuple(sorted(about)),
            any_id=some_id,
            words=words,
            since=self.since,
            until=self.until,
        )


class BulkFilter(TaskQuery):
    """Which tasks to act on. A key that nobody knows must not mean all of them."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")

    @model_validator(mode="after")
    def _restricts(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a filter that restricts something")
        return self


class PageQuery(TaskQuery):
    """One page of them, newest first."""

    cursor: Annotated[Word | None, Field(description="`next_cursor` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CountQuery(TaskQuery):
    """How many they are."""

    newer_than: Annotated[
        Word | None, Field(description="Only what came since: `first_cursor` of a page.")
    ] = None


class SpanQuery(BaseModel):
    """A span of time: the last hour, if nothing is said."""

    model_config = ConfigDict(populate_by_name=True)

    kind: Kind | None = None
    since: Annotated[Time | None, Field(alias="from")] = None
    until: Annotated[Time | None, Field(alias="to")] = None


def _id_in(text: str) -> UUID | None:
    plain = text.lower().replace("-", "")
    return UUID(plain) if _HEX.fullmatch(plain) else None
