"""Query parameters of the task history."""

import re
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts import user_search
from foyer.accounts.email.addresses import AddressError, parse_address
from foyer.api.time_range import TimeRange
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.models import TaskState

Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,100}$")]
_HEX = re.compile(r"[0-9a-f]{32}")


class TaskQuery(TimeRange):
    """A filter for tasks. A parameter that is missing does not restrict the result."""

    state: Annotated[list[TaskState], Field(default_factory=list, max_length=len(TaskState))]
    kind: Kind | None = None
    q: Annotated[
        Text | None,
        Field(description="An id, a reference, an e-mail address or words of an error."),
    ] = None
    user: Annotated[UUID | None, Field(description="The id of an account or of a sign-up.")] = None
    worker: Text | None = None
    error: Annotated[Text | None, Field(description="Name of an error group.")] = None

    async def filter(self, session: AsyncSession) -> TaskFilter:
        """The filter for the task tables. E-mail addresses are replaced by ids of accounts."""
        text = (self.q or "").strip()
        is_address = _is_address(text)
        searched_id = None if is_address else _parse_id(text)
        since, until = self.bounds()
        return TaskFilter(
            states=tuple(dict.fromkeys(self.state)),
            kind=self.kind or None,
            worker=self.worker or None,
            error_group=self.error or None,
            subject_ids=await self._subject_ids(session, text if is_address else None),
            any_id=searched_id,
            words=None if is_address or searched_id else text or None,
            since=since,
            until=until,
        )

    async def _subject_ids(
        self, session: AsyncSession, address: str | None
    ) -> tuple[UUID, ...] | None:
        """The subjects that match both the `user` parameter and the address; None means any."""
        matches: list[set[UUID]] = []
        if self.user:
            matches.append(set(await user_search.subject_ids_of(session, self.user)))
        if address:
            matches.append(set(await user_search.subject_ids_of_address(session, address)))
        return tuple(sorted(set.intersection(*matches))) if matches else None


class BulkFilter(TaskQuery):
    """A filter for bulk actions. Unknown keys are refused: a typo must not select all tasks."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")

    @model_validator(mode="after")
    def _restricts(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a filter with at least one restriction")
        return self


class PageQuery(TaskQuery):
    """One page of tasks, newest first."""

    cursor: Annotated[Text | None, Field(description="`next_cursor` of the previous page.")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CountQuery(TaskQuery):
    """The number of tasks."""

    newer_than: Annotated[
        Text | None, Field(description="`first_cursor` of a page; counts only newer tasks.")
    ] = None


class StatisticsQuery(TimeRange):
    """A time range; by default the last hour."""

    kind: Kind | None = None
    error_groups: Annotated[int, Field(ge=1, le=1000, description="How many to list.")] = 50


def _is_address(text: str) -> bool:
    """Whether the text is an address. False for words with an @, such as a worker's name."""
    try:
        parse_address(text)
    except AddressError:
        return False
    return True


def _parse_id(text: str) -> UUID | None:
    digits = text.lower().replace("-", "")
    return UUID(digits) if _HEX.fullmatch(digits) else None
