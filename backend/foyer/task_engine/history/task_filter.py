"""The filter of the history: which tasks, as a value and as SQL.

Each part is written as the index that serves it is, see models/tasks.py.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, or_

from foyer.task_engine.models import ERROR_WORDS, SIMPLE, WAITING_STATES, Task, TaskState


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; what is left out restricts nothing."""

    ids: tuple[UUID, ...] | None = None
    states: tuple[TaskState, ...] = ()
    kind: str | None = None
    worker: str | None = None
    error_group: str | None = None
    subject_ids: tuple[UUID, ...] | None = None
    any_id: UUID | None = None  # a task's, its subject's, or its request's reference
    words: str | None = None  # that the error says, the last one perhaps half typed
    since: datetime | None = None
    until: datetime | None = None


def conditions(tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """The filter in SQL."""
    wanted: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
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
    return [condition(value) for value, condition in wanted if value is not None]


def of_states(states: Collection[TaskState]) -> ColumnElement[bool]:
    """As SQL text: a partial index is used only where the plan can see the value."""
    return or_(*(literal_column(_state_in_sql(state)) for state in states))


def _state_in_sql(state: TaskState) -> str:
    condition = f"tasks.state = '{state.value}'"
    if state in WAITING_STATES:
        # They are in two partial indexes, one for those that are published, one for the others.
        condition += " AND (tasks.published_at IS NULL OR tasks.published_at IS NOT NULL)"
    return f"({condition})"


def _of_id(wanted: UUID) -> ColumnElement[bool]:
    return or_(Task.id == wanted, Task.subject_id == wanted, Task.reference == wanted.hex)


def of_words(words: str) -> ColumnElement[bool]:
    *whole, last = words.split()
    begun = func.to_tsquery(SIMPLE, func.quote_literal(last) + ":*")
    query = func.plainto_tsquery(SIMPLE, " ".join(whole)).op("&&")(begun) if whole else begun
    said = ERROR_WORDS.op("@@", is_comparison=True)(query)
    return and_(Task.error.is_not(None), or_(said, Task.error_group == words))
