"""Roll-ups: what tasks came to, by span of time. See tasks/rollup.py."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Integer, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foyer.db.base import Base
from foyer.task_engine.models import TaskState


class Measure(StrEnum):
    """What is measured of a task's last attempt."""

    WAIT = "wait"  # from when it was due until it started
    RUN = "run"


class TaskRollup(Base):
    """How many tasks ended alike in a span of time; see tasks/rollup.py."""

    __tablename__ = "task_rollups"

    width: Mapped[int] = mapped_column(primary_key=True)  # of the span, seconds
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[TaskState] = mapped_column(primary_key=True)
    error_group: Mapped[str] = mapped_column(primary_key=True)  # "" without an error
    count: Mapped[int]


class DurationRollup(Base):
    """How long the tasks that ended in a span of time waited, and ran: counts by class."""

    __tablename__ = "duration_rollups"

    width: Mapped[int] = mapped_column(primary_key=True)  # of the span, seconds
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(ARRAY(Integer))  # see tasks/durations.py


class RollupMark(Base):
    """Up to when the roll-ups are complete: one row."""

    __tablename__ = "rollup_mark"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    until: Mapped[datetime]
