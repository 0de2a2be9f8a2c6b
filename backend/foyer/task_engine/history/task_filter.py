"""The filter of the task history, as a value and as SQL conditions.

Each condition has the form of the index for it, see models.py.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, or_

from foyer.task_engine.models import ERROR_WORDS, SIMPLE, WAITING_STATES, Task, TaskState


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Conditions that a task must meet. A field that is not set does not restrict."""

    ids: tuple[UUID, ...] | None = None
    states: tuple[TaskState, ...] = ()
    kind: str | None = None
    worker: str | None = None
    error_group: str | None = None
    subject_ids: tuple[UUID, ...] | None = None
    any_id: UUID | None = None  # of the task, its subject or its request
    words: str | None = None  # of the error; the last word may be a prefix
    since: datetime | None = None
    until: datetime | None = None


def conditions(tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """Return the filter as SQL conditions."""
    fields: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (tasks.ids, Task.id.in_),
        (tasks.states or None, of_states),
        (tasks.kind, Task.kind.__eq__),
        (tasks.worker, Task.worker.__eq__),
        (tasks.error_group, Task.error_group.__eq__),
        (tasks.subject_ids, Task.subject_id.in_),
        (tasks.any_id, _of_id),
        (tasks.words, of_words),
        (tasks.since, Task.created_at.__ge__),
        (tasks.until, Task.created_at.__lt__),
    ]
    return [condition(value) for value, condition in fields if value is not None]


def of_states(states: Collection[TaskState]) -> ColumnElement[bool]:
    """Match states, as literals: the planner uses a partial index only if it knows the value."""
    return or_(*(literal_column(_state_in_sql(state)) for state in states))


def _state_in_sql(state: TaskState) -> str:
    condition = f"tasks.state = '{state.value}'"
    if state in WAITING_STATES:
        # Two partial indexes contain them: one the published tasks, one the unpublished tasks.
        condition += " AND (tasks.published_at IS NULL OR tasks.published_at IS NOT NULL)"
    return f"({condition})"


def _of_id(any_id: UUID) -> ColumnElement[bool]:
    return or_(Task.id == any_id, Task.subject_id == any_id, Task.reference == any_id.hex)


def of_words(words: str) -> ColumnElement[bool]:
    """Match errors that contain all words, or whose group has exactly this name.

    Only the indexes of words and of groups have it. For a prefix, the planner expects all errors,
    and would take any other index of errors, and compute the words of each of them.
    """
    *whole, last = words.split()
    # Inside quotes of a tsquery, only the backslash and the quote have a meaning.
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    prefix = func.to_tsquery(SIMPLE, f"'{quoted}':*")
    query = func.plainto_tsquery(SIMPLE, " ".join(whole)).op("&&")(prefix) if whole else prefix
    has_words = ERROR_WORDS.op("@@", is_comparison=True)(query)
    return or_(has_words, Task.error_group == words)
