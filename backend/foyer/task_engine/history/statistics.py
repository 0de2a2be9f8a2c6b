"""Statistics: what the tasks of a span of time came to.

From the roll-ups, from what ended since they were made, and from what has not ended. All by the
time of creation, so that a bar and the list of its span agree.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.db.base import utc_now
from foyer.task_engine.history.durations import MEASURED, MEASURES, class_of, percentile
from foyer.task_engine.history.rollup import KEEP_MINUTES, WIDTHS
from foyer.task_engine.history.rollup_tables import Measure
from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.models import FINAL_STATES, WAITING_STATES, Task, TaskKindRow, TaskState

BARS = 60
ERROR_GROUPS = 50

_OF_KIND = "(CAST(:kind AS text) IS NULL OR kind = :kind)"
_CREATED = f"created_at >= :since AND created_at < :until AND {_OF_KIND}"
# The last minutes are not rolled up yet. The mark is read by the same statement as the roll-ups,
# for a sweep may move both.
_LATE = f"finished_at >= (SELECT until FROM rollup_mark) AND {_CREATED}"  # noqa: S608
_ROLLED_UP = f"width = :width AND began_at >= :since AND began_at < :until AND {_OF_KIND}"
_BARS = text(f"""
    SELECT date_bin(:bar, at, :since) AS bar, state, CAST(sum(count) AS bigint)
    FROM (
        SELECT began_at AS at, state, count FROM task_rollups WHERE {_ROLLED_UP}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks WHERE {_LATE}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks
        WHERE state IN ('PENDING', 'RETRY') AND (published_at IS NULL OR published_at IS NOT NULL)
            AND {_CREATED}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks WHERE state = 'STARTED' AND {_CREATED}
    ) AS counted
    GROUP BY 1, 2
""")  # noqa: S608 - nothing in it comes from outside
_DURATIONS = text(f"""
    SELECT measure, class - 1, CAST(sum(count) AS bigint)
    FROM duration_rollups, unnest(counts) WITH ORDINALITY AS classes (count, class)
    WHERE {_ROLLED_UP} AND count > 0 GROUP BY 1, 2
    UNION ALL
    SELECT measure, {class_of("duration")}, count(*)
    FROM tasks, {MEASURES} WHERE {_LATE} AND {MEASURED} GROUP BY 1, 2
""")  # noqa: S608
_ERROR_GROUPS = text(f"""
    SELECT name, CAST(sum(count) AS bigint) AS count,
        (SELECT min(created_at) FROM tasks WHERE error_group = name AND {_CREATED}),
        (SELECT max(created_at) FROM tasks WHERE error_group = name AND {_CREATED})
    FROM (
        SELECT error_group AS name, count FROM task_rollups
        WHERE {_ROLLED_UP} AND state = 'FAILURE'
        UNION ALL
        SELECT error_group, 1 FROM tasks WHERE {_LATE} AND state = 'FAILURE'
    ) AS counted
    WHERE name > '' GROUP BY name ORDER BY 2 DESC, 1 LIMIT {ERROR_GROUPS}
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Bar:
    began_at: datetime
    counts: dict[TaskState, int]


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Failures alike: the same error at the same place."""

    name: str
    count: int
    first_at: datetime | None  # None: they are no longer in the history
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Percentiles:
    """In seconds; None when nothing ended."""

    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the tasks created in a span of time.

    Attributes:
        since: where the first bar begins.
        until: where the last bar ends.
        bar_seconds: what each bar spans.
        bars: as many as fit, some 60; also those with nothing in them.
        counts: of all bars.
        failure_rate: of those that ended by themselves, from 0 to 1; None when none did.
        wait: from when they were due until they started, of the last attempt.
        run: from then to its end.
        error_groups: the most frequent ones first.
    """

    since: datetime
    until: datetime
    bar_seconds: int
    bars: list[Bar]
    counts: dict[TaskState, int]
    failure_rate: float | None
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
    """What became of the tasks created in this span, in bars of whole spans of the roll-ups."""
    span = (until - since).total_seconds()
    kept = WIDTHS if since > utc_now() - KEEP_MINUTES else WIDTHS[1:]
    # Half a bar or less: rounded to whole ones, there are still some sixty.
    width = max((each for each in kept if 2 * each * BARS <= span), default=kept[0])
    bar = width * max(1, round(span / BARS / width))
    start = _floor(since, width)
    bars = -(-(until - start) // timedelta(seconds=bar))
    values = {
        "since": start,
        "until": start + timedelta(seconds=bar) * bars,
        "kind": kind,
        "width": width,
    }
    counted = (await session.execute(_BARS, values | {"bar": timedelta(seconds=bar)})).all()
    # Percentiles need no bars: wider spans, fewer rows. They may begin a little earlier.
    wide = max((each for each in kept if each * BARS / 2 <= span), default=width)
    coarse = values | {"width": wide, "since": _floor(since, wide)}
    measured = (await session.execute(_DURATIONS, coarse)).all()
    groups = (await session.execute(_ERROR_GROUPS, values)).all()
    return _sum_up(values, bar, bars, counted, measured, groups)


async def queues(session: AsyncSession) -> list[Queue]:
    """What waits, by queue: the partial indexes of waiting tasks hold nothing else."""
    found = await session.execute(
        select(TaskKindRow.queue, func.count(Task.id), func.min(Task.run_at))
        .outerjoin(Task, and_(Task.kind == TaskKindRow.kind, of_states(WAITING_STATES)))
        .group_by(TaskKindRow.queue)
        .order_by(TaskKindRow.queue)
    )
    return [Queue(*row) for row in found]


def _sum_up(
    span: Mapping[str, Any],
    bar: int,
    bars: int,
    counted: Sequence[Any],
    measured: Sequence[Any],
    groups: Sequence[Any],
) -> Statistics:
    by_bar: defaultdict[datetime, Counter[TaskState]] = defaultdict(Counter)
    for began_at, state, count in counted:
        by_bar[began_at][TaskState(state)] += count
    durations: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for measure, duration, count in measured:
        durations[measure][duration] += count
    starts = [span["since"] + timedelta(seconds=bar) * number for number in range(bars)]
    counts = sum(by_bar.values(), Counter[TaskState]())
    return Statistics(
        since=span["since"],
        until=span["until"],
        bar_seconds=bar,
        bars=[Bar(start, dict(by_bar[start])) for start in starts],
        counts=dict(counts),
        failure_rate=_failure_rate(counts),
        wait=_percentiles(durations[Measure.WAIT]),
        run=_percentiles(durations[Measure.RUN]),
        error_groups=[ErrorGroup(*group) for group in groups],
    )


def _failure_rate(counts: Counter[TaskState]) -> float | None:
    ended = sum(counts[state] for state in FINAL_STATES - {TaskState.REVOKED})
    return counts[TaskState.FAILURE] / ended if ended else None


def _percentiles(durations: Mapping[int, int]) -> Percentiles:
    return Percentiles(percentile(durations, 0.5), percentile(durations, 0.95))


def _floor(moment: datetime, width: int) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() // width * width, UTC)
