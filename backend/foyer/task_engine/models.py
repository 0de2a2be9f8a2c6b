"""The engine's tables: tasks, their attempts, workers and the dispatcher."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from foyer.db.base import Base


class TaskState(StrEnum):
    """The names of Celery's states."""

    PENDING = "PENDING"
    STARTED = "STARTED"
    RETRY = "RETRY"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    REVOKED = "REVOKED"


FINAL_STATES = frozenset({TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED})
WAITING_STATES = frozenset({TaskState.PENDING, TaskState.RETRY})
ACTIVE_STATES = tuple(state for state in TaskState if state not in FINAL_STATES)

UNIQUE = "unique_key IS NOT NULL AND state IN ('PENDING', 'RETRY', 'STARTED')"
ERROR_GROUP = """
coalesce(error->>'class', error->>'code') || coalesce(' in ' || (error->>'place'), '')
""".strip()


class Task(Base):
    """A task. The package's docstring lists the modules that write each column."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    queue: Mapped[str] = mapped_column(server_default="")  # "" only until the dispatcher sets it
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="0")  # the lowest runs first
    subject_id: Mapped[UUID | None]  # the object that the task is about, e.g. a sign-up
    unique_key: Mapped[str | None]  # of the kind: one unfinished task has it
    slot: Mapped[str | None]  # of a periodic kind: one task in each period
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    payload_version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    state: Mapped[TaskState] = mapped_column(default=TaskState.PENDING)
    progress: Mapped[int] = mapped_column(SmallInteger, default=0)  # percent
    step: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    run_at: Mapped[datetime] = mapped_column(server_default=func.now())  # not started earlier
    # Of a follower, see links.py: the tasks it waits for, and its `run_at` when they have ended.
    blockers: Mapped[int] = mapped_column(server_default="0")
    release_at: Mapped[datetime | None]
    has_followers: Mapped[bool] = mapped_column(server_default="false")
    published_at: Mapped[datetime | None]
    published_to: Mapped[str | None]  # the broker's generation, see broker.py
    started_at: Mapped[datetime | None]  # of the latest attempt
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    crashes: Mapped[int] = mapped_column(SmallInteger, default=0)  # attempts whose worker was lost
    max_crashes: Mapped[int] = mapped_column(SmallInteger, server_default="3")  # of the kind
    # Attempts that a fault of a server ended. They do not count as failures.
    deferrals: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    snoozes: Mapped[int] = mapped_column(server_default="0")
    worker: Mapped[str | None]
    pid: Mapped[int | None]  # of the pool process that runs it
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]  # {code, message} for the user, and class, place
    traceback: Mapped[str | None]  # for an administrator
    # Equal for failures with the same class or code of the error and the same place in the code.
    error_group: Mapped[str | None] = mapped_column(Computed(ERROR_GROUP, persisted=True))
    reference: Mapped[str | None]  # the id of the request that led to it
    traceparent: Mapped[str | None]  # of the code that enqueued it, see trace_context.py
    retry_of: Mapped[UUID | None]  # a task has one rerun at most, see history/rerun.py
    asked_by: Mapped[UUID | None]  # the bulk task that enqueued or revoked it
    forgotten: Mapped[bool] = mapped_column(server_default="false")  # erased, see subjects.py


# Indexes for the history's filters. All lists are newest first, so each index ends with that order.
# An index for a rare property is partial, because each write to a task writes to all full indexes.
_NEWEST = (Task.created_at.desc(), Task.id.desc())
_FAILED = "state = 'FAILURE'"
# A literal: with a parameter, the planner could not estimate how many rows a word finds.
SIMPLE = text("'simple'::regconfig")
ERROR_WORDS = func.jsonb_to_tsvector(SIMPLE, Task.error, text("'[\"string\"]'::jsonb"))
Index("ix_tasks_history", *_NEWEST)
Index("ix_tasks_subject", Task.subject_id, *_NEWEST)
Index("ix_tasks_kind", Task.kind, *_NEWEST)
Index("ix_tasks_worker", Task.worker, *_NEWEST)
Index("ix_tasks_failed", *_NEWEST, postgresql_where=text(_FAILED))
Index("ix_tasks_failed_kind", Task.kind, *_NEWEST, postgresql_where=text(_FAILED))
# Not "error IS NOT NULL", which each search for words implies: see `task_filter.of_words`.
Index("ix_tasks_errors_newest", *_NEWEST, postgresql_where=text("error_group IS NOT NULL"))
Index("ix_tasks_revoked", *_NEWEST, postgresql_where=text("state = 'REVOKED'"))
Index(
    "ix_tasks_error_group",
    Task.error_group,
    *_NEWEST,
    postgresql_where=text("error_group IS NOT NULL"),
)
Index(
    "ix_tasks_error_words",
    ERROR_WORDS,
    postgresql_using="gin",
    postgresql_where=text("error IS NOT NULL"),
)
Index("ix_tasks_reference", Task.reference, postgresql_where=text("reference IS NOT NULL"))
Index("uq_tasks_slot", Task.slot, unique=True, postgresql_where=text("slot IS NOT NULL"))
Index(
    "uq_tasks_retry_of", Task.retry_of, unique=True, postgresql_where=text("retry_of IS NOT NULL")
)
Index(
    "uq_tasks_unique_key",
    Task.kind,
    Task.unique_key,
    unique=True,
    postgresql_where=text(UNIQUE),
)
Index("ix_tasks_finished", Task.finished_at, postgresql_where=text("finished_at IS NOT NULL"))
# These contain only active tasks, so they stay small however long the history is.
_WAITING = "state IN ('PENDING', 'RETRY')"
_UNPUBLISHED = text(f"{_WAITING} AND published_at IS NULL")
Index("ix_tasks_due", Task.run_at, postgresql_where=_UNPUBLISHED)
Index("ix_tasks_queue", Task.queue, Task.priority, Task.run_at, postgresql_where=_UNPUBLISHED)
# For `lateness`: it passes over the tasks that a limit of their kind holds back.
Index(
    "ix_tasks_queue_kind",
    Task.queue,
    Task.kind,
    Task.priority,
    Task.run_at,
    postgresql_where=_UNPUBLISHED,
)
Index(
    "ix_tasks_periodic",
    Task.kind,
    postgresql_where=text(f"slot IS NOT NULL AND ({_WAITING} OR state = 'STARTED')"),
)
Index(
    "ix_tasks_published",
    Task.published_at,
    postgresql_where=text(f"{_WAITING} AND published_at IS NOT NULL"),
)
# Not on `lease_until`: each heartbeat changes it, and would have to write to every index.
Index("ix_tasks_running", Task.started_at, postgresql_where=text("state = 'STARTED'"))


class TaskLink(Base):
    """A task, and one that waits for its end. The rows stay as long as both tasks."""

    __tablename__ = "task_links"

    task_id: Mapped[UUID] = mapped_column(
        ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True
    )
    follower_id: Mapped[UUID] = mapped_column(
        ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    needs_success: Mapped[bool]


class TaskAttempt(Base):
    """One attempt of a task by one worker."""

    __tablename__ = "task_attempts"

    task_id: Mapped[UUID] = mapped_column(
        ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    worker: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[TaskState | None]
    error: Mapped[dict[str, Any] | None]
    traceback: Mapped[str | None]
    log: Mapped[str | None]  # the worker's log lines, see attempt_log.py


class Worker(Base):
    """A running worker, or one that ended without leaving. See workers.py."""

    __tablename__ = "workers"

    id: Mapped[UUID] = mapped_column(primary_key=True)  # each start of a worker has its own
    name: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    heartbeat_at: Mapped[datetime] = mapped_column(server_default=func.now())
    answered_at: Mapped[datetime] = mapped_column(server_default=func.now())  # the latest ping
    asked_at: Mapped[datetime | None]  # the oldest ping without an answer, or an answered one
    queues: Mapped[list[str]] = mapped_column(ARRAY(Text))  # that it consumes now
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    slots: Mapped[int] = mapped_column(SmallInteger)  # the processes of its pool
    busy: Mapped[int] = mapped_column(SmallInteger, server_default="0")  # of these processes


class Schedule(Base):
    """The next time at which a kind with a cron expression is enqueued."""

    __tablename__ = "schedules"

    kind: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[str]  # from which `next_at` was computed
    next_at: Mapped[datetime]


class PausedQueue(Base):
    """A queue from which nothing is published. See pauses.py."""

    __tablename__ = "paused_queues"

    queue: Mapped[str] = mapped_column(primary_key=True)
    paused_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LimitUse(Base):
    """Tasks of a rate that were published at this moment. See budgets.py."""

    __tablename__ = "limit_uses"

    limit_name: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime] = mapped_column(primary_key=True)
    amount: Mapped[int]


class DispatcherRow(Base):
    """The dispatcher that is active, and when it last was. The table has at most one row."""

    __tablename__ = "dispatcher"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str]
    active_at: Mapped[datetime]
