"""Statistics of the tasks that were created in a time span.

They are computed from the roll-ups, from the tasks that ended since the last roll-up, and from the
active tasks. All count by the time of creation, so that a bar of the histogram and the list of its
tasks agree.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.db.base import utc_now
from foyer.task_engine.history import totals
from foyer.task_engine.history.durations import MEASURED, MEASURES, histogram_bucket, percentile
from foyer.task_engine.history.rollup import KEEP_MINUTES, WIDTHS
from foyer.task_engine.history.rollup_tables import Measure, RollupMark
from foyer.task_engine.models import FINAL_STATES, TaskState

BARS = 60

_OF_KIND = "(CAST(:kind AS text) IS NULL OR kind = :kind)"
_CREATED = f"created_at >= :since AND created_at < :until AND {_OF_KIND}"
# The last minutes are not rolled up yet. Each statement reads the mark together with the roll-ups,
# because the dispatcher may change both at any time. The earlier mark is for the planner, see
# `totals.RECENT`.
_RECENT = f"{totals.RECENT} AND {_CREATED}"
_ROLLED_UP = f"width = :width AND began_at >= :since AND began_at < :until AND {_OF_KIND}"
_BARS = text(f"""
    SELECT date_bin(:bar, at, :since) AS bar, state, CAST(sum(count) AS bigint)
    FROM (
        SELECT began_at AS at, state, count FROM task_rollups WHERE {_ROLLED_UP}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks WHERE {_RECENT}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks
        WHERE state IN ('PENDING', 'RETRY') AND (published_at IS NULL OR published_at IS NOT NULL)
            AND {_CREATED}
        UNION ALL
        SELECT created_at, state, 1 FROM tasks WHERE state = 'STARTED' AND {_CREATED}
    ) AS counted
    GROUP BY 1, 2
""")  # noqa: S608 - only constants
_DURATIONS = text(f"""
    SELECT measure, bucket - 1, CAST(sum(count) AS bigint)
    FROM duration_rollups, unnest(counts) WITH ORDINALITY AS buckets (count, bucket)
    WHERE {_ROLLED_UP} AND count > 0 GROUP BY 1, 2
    UNION ALL
    SELECT measure, {histogram_bucket("duration")}, count(*)
    FROM tasks, {MEASURES} WHERE {_RECENT} AND {MEASURED} GROUP BY 1, 2
""")  # noqa: S608
_ERROR_GROUPS = text(f"""
    WITH groups AS (
        SELECT name, CAST(sum(count) AS bigint) AS count
        FROM (
            SELECT error_group AS name, count FROM task_rollups
            WHERE {_ROLLED_UP} AND state = 'FAILURE'
            UNION ALL
            SELECT error_group, 1 FROM tasks WHERE {_RECENT} AND state = 'FAILURE'
        ) AS counted
        WHERE name > '' GROUP BY name
    )
    SELECT (SELECT count(*) FROM groups) AS group_count,
        (SELECT CAST(sum(groups.count) AS bigint) FROM groups) AS error_count,
        name, listed.count,
        (SELECT min(created_at) FROM tasks WHERE error_group = name AND {_CREATED}),
        (SELECT max(created_at) FROM tasks WHERE error_group = name AND {_CREATED})
    FROM (SELECT name, count FROM groups ORDER BY 2 DESC, 1 LIMIT :error_groups) AS listed
    ORDER BY listed.count DESC, name
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Bar:
    began_at: datetime
    counts: dict[TaskState, int]


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Failed tasks with the same error at the same place."""

    name: str
    count: int
    first_at: datetime | None  # None: the tasks were deleted
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Percentiles:
    """In seconds; None when no task ended."""

    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of the tasks that were created in a time span.

    Attributes:
        since: the start of the first bar.
        until: the end of the last bar.
        bar_seconds: the length of each bar.
        bars: about 60 of them, including empty ones.
        counts: the sums of all bars.
        failure_rate: failed tasks among those that succeeded or failed, from 0 to 1; None when
            there are none.
        wait: the time from `run_at` to `started_at` of the last attempt.
        run: the time from `started_at` to `finished_at`.
        error_groups: the most frequent ones first, as many as were asked for.
        error_group_count: the number of all error groups.
        error_count: the number of failed tasks in all error groups.
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
    error_group_count: int
    error_count: int


async def statistics(
    session: AsyncSession, *, since: datetime, until: datetime, kind: str | None, error_groups: int
) -> Statistics:
    """Compute the statistics of a time span. Each bar consists of whole spans of the roll-ups."""
    span = (until - since).total_seconds()
    widths = WIDTHS if since > utc_now() - KEEP_MINUTES else WIDTHS[1:]
    # At most half a bar, so that rounding to whole widths still gives about sixty bars.
    width = max((width for width in widths if 2 * width * BARS <= span), default=widths[0])
    bar = width * max(1, round(span / BARS / width))
    start = _floor(since, width)
    bars = -(-(until - start) // timedelta(seconds=bar))
    values = {
        "since": start,
        "until": _end(start, bar * bars),
        "kind": kind,
        "width": width,
        "earlier_mark": await session.scalar(select(RollupMark.until)),
    }
    counted = (await session.execute(_BARS, values | {"bar": timedelta(seconds=bar)})).all()
    # Percentiles need no bars, so wider roll-ups with fewer rows are enough. They may start a
    # little earlier.
    wide = max((width for width in widths if width * BARS / 2 <= span), default=width)
    coarse = values | {"width": wide, "since": _floor(since, wide)}
    measured = (await session.execute(_DURATIONS, coarse)).all()
    listed = {"error_groups": error_groups}
    groups = (await session.execute(_ERROR_GROUPS, values | listed)).all()
    return _summarize(values, bar, bars, counted, measured, groups)


def _summarize(
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
    for measure, bucket, count in measured:
        durations[measure][bucket] += count
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
        error_groups=[ErrorGroup(*group) for _, _, *group in groups],
        error_group_count=groups[0][0] if groups else 0,
        error_count=groups[0][1] if groups else 0,
    )


def _failure_rate(counts: Counter[TaskState]) -> float | None:
    ended = sum(counts[state] for state in FINAL_STATES - {TaskState.REVOKED})
    return counts[TaskState.FAILURE] / ended if ended else None


def _percentiles(durations: Mapping[int, int]) -> Percentiles:
    return Percentiles(percentile(durations, 0.5), percentile(durations, 0.95))


def _floor(moment: datetime, width: int) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() // width * width, UTC)


def _end(start: datetime, seconds: int) -> datetime:
    """Return the end of the last bar, which may be later than the year 9999 allows."""
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
