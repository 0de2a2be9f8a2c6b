"""Statistics: what the tasks of a span of time came to, from the roll-ups and the last minutes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.models import (
    WAITING_STATES,
    DurationRollup,
    Measure,
    RollupMark,
    Task,
    TaskKindRow,
    TaskRollup,
    TaskState,
)
from foyer.tasks.durations import MEASURES, class_of, percentile
from foyer.tasks.history import of_states
from foyer.tasks.rollup import WIDTHS

BARS = 60

# The last minutes are not rolled up yet.
_OF_LATE = "finished_at >= :since AND finished_at < :until AND kind LIKE :kind"
_LATE_COUNTS = text(f"""
    SELECT date_trunc('minute', finished_at), state, coalesce(error_group, ''), count(*)
    FROM tasks WHERE {_OF_LATE} GROUP BY 1, 2, 3
""")  # noqa: S608 - nothing in it comes from outside
_LATE_DURATIONS = text(f"""
    SELECT measure, {class_of("duration")}, count(*)
    FROM tasks, {MEASURES} WHERE {_OF_LATE} AND started_at IS NOT NULL GROUP BY 1, 2
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Bar:
    began_at: datetime
    counts: dict[TaskState, int]


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Failures alike: the same code at the same place."""

    name: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Percentiles:
    """In seconds; None when nothing ended."""

    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    since: datetime
    until: datetime
    bar_width: timedelta
    bars: list[Bar]
    counts: dict[TaskState, int]
    wait: Percentiles
    run: Percentiles
    error_groups: list[ErrorGroup]


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    waiting: int
    oldest_due_at: datetime | None


async def statistics(
    session: AsyncSession, *, since: datetime, until: datetime, kind: str | None
) -> Statistics:
    """What ended in this span, in bars of a whole number of the roll-ups' spans."""
    unit = _unit(until - since)
    width = unit * max(1, round((until - since).total_seconds() / BARS / unit))
    start = _floor(since, unit)
    mark = await session.scalar(select(RollupMark.until)) or start
    late = {"since": max(mark, start), "until": until, "kind": kind or "%"}
    return _sum_up(
        await _counts(session, unit, start, until, kind, late),
        await _durations(session, unit, start, until, kind, late),
        start,
        until,
        timedelta(seconds=width),
    )


async def queues(session: AsyncSession) -> list[Queue]:
    """What waits, by queue: the partial indexes of waiting tasks hold nothing else."""
    found = await session.execute(
        select(TaskKindRow.queue, func.count(Task.id), func.min(Task.run_at))
        .outerjoin(Task, and_(Task.kind == TaskKindRow.kind, of_states(WAITING_STATES)))
        .group_by(TaskKindRow.queue)
        .order_by(TaskKindRow.queue)
    )
    return [Queue(*row) for row in found]


async def _counts(
    session: AsyncSession,
    unit: int,
    since: datetime,
    until: datetime,
    kind: str | None,
    late: dict[str, Any],
) -> list[Any]:
    shown = (TaskRollup.began_at, TaskRollup.state, TaskRollup.error_group)
    query = select(*shown, func.sum(TaskRollup.count)).group_by(*shown)
    query = query.where(TaskRollup.width == unit, TaskRollup.began_at.between(since, until))
    if kind:
        query = query.where(TaskRollup.kind == kind)
    rolled_up = list((await session.execute(query)).all())
    return [*rolled_up, *(await session.execute(_LATE_COUNTS, late)).all()]


async def _durations(
    session: AsyncSession,
    unit: int,
    since: datetime,
    until: datetime,
    kind: str | None,
    late: dict[str, Any],
) -> list[Any]:
    table = DurationRollup
    query = select(table.measure, table.counts)
    query = query.where(table.width == unit, table.began_at.between(since, until))
    if kind:
        query = query.where(table.kind == kind)
    rolled_up = [
        (measure, duration, count)
        for measure, counts in await session.execute(query)
        for duration, count in enumerate(counts)
        if count
    ]
    return [*rolled_up, *(await session.execute(_LATE_DURATIONS, late)).all()]


def _sum_up(
    counted: Iterable[Any],
    measured: Iterable[Any],
    start: datetime,
    until: datetime,
    width: timedelta,
) -> Statistics:
    bars: defaultdict[int, Counter[TaskState]] = defaultdict(Counter)
    groups: dict[str, ErrorGroup] = {}
    for began_at, state, group, count in counted:
        bars[(began_at - start) // width][TaskState(state)] += count
        if group and state == TaskState.FAILURE:
            groups[group] = _grown(groups.get(group), group, began_at, count)
    durations: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for measure, duration, count in measured:
        durations[measure][duration] += count
    return Statistics(
        since=start,
        until=until,
        bar_width=width,
        bars=[Bar(start + width * n, dict(bars[n])) for n in range(-(-(until - start) // width))],
        counts=dict(sum(bars.values(), Counter())),
        wait=_percentiles(durations[Measure.WAIT]),
        run=_percentiles(durations[Measure.RUN]),
        error_groups=sorted(groups.values(), key=lambda group: -group.count),
    )


def _grown(known: ErrorGroup | None, name: str, began_at: datetime, count: int) -> ErrorGroup:
    if known is None:
        return ErrorGroup(name, count, began_at, began_at)
    return ErrorGroup(
        name, known.count + count, min(known.first_at, began_at), max(known.last_at, began_at)
    )


def _percentiles(durations: Mapping[int, int]) -> Percentiles:
    return Percentiles(percentile(durations, 0.5), percentile(durations, 0.95))


def _unit(span: timedelta) -> int:
    """The widest of the roll-ups' spans that still makes bars."""
    fitting = [width for width in WIDTHS if span.total_seconds() >= width * BARS / 2]
    return max(fitting, default=min(WIDTHS))


def _floor(moment: datetime, unit: int) -> datetime:
    seconds = moment.timestamp() // unit * unit
    return datetime.fromtimestamp(seconds, moment.tzinfo)
