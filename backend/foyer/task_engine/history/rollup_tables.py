"""The tables of the roll-ups and of the totals. See rollup.py and totals.py."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Integer, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foyer.db.base import Base
from foyer.task_engine.models import TaskState


class Measure(StrEnum):
    """A duration of a task's last attempt."""

    WAIT = "wait"  # from `run_at` to `started_at`
    RUN = "run"  # from `started_at` to `finished_at`


class TaskRollup(Base):
    """The number of tasks created in a time span that ended in the same way."""

    __tablename__ = "task_rollups"

    width: Mapped[int] = mapped_column(primary_key=True)  # of the span, seconds
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[TaskState] = mapped_column(primary_key=True)
    error_group: Mapped[str] = mapped_column(primary_key=True)  # "" without an error
    count: Mapped[int]


class DurationRollup(Base):
    """A histogram of the durations of tasks created in a time span."""

    __tablename__ = "duration_rollups"

    width: Mapped[int] = mapped_column(primary_key=True)  # of the span, seconds
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(ARRAY(Integer))  # of each bucket, see durations.py


class TaskTotal(Base):
    """The number of all tasks that ended."""

    __tablename__ = "task_totals"

    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[TaskState] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class AttemptTotal(Base):
    """The number of attempts of all tasks that ended, and the seconds that they took."""

    __tablename__ = "attempt_totals"

    kind: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[TaskState] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float]


class DurationTotal(Base):
    """A bucket of the histogram of a duration of all tasks that ended."""

    __tablename__ = "duration_totals"

    kind: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)  # see durations.py
    count: Mapped[int] = mapped_column(BigInteger)


class RollupMark(Base):
    """The time up to which the roll-ups are complete. The table has one row."""

    __tablename__ = "rollup_mark"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    until: Mapped[datetime]
