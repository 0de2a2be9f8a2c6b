"""Roll-ups: counts of ended tasks by time span, so that statistics need not read all tasks.

An ended task never changes, so it is counted once, in the span in which it was created. The mark is
the time up to which all ended tasks are counted. It moves in the same transaction as the counts, so
several dispatchers may try at once.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from foyer.task_engine.history import totals
from foyer.task_engine.history.durations import BUCKETS, MEASURED, MEASURES, histogram_bucket
from foyer.task_engine.history.rollup_tables import DurationRollup, RollupMark, TaskRollup
from foyer.task_engine.models import Task

MINUTE = 60
DAY = 1440 * MINUTE
WIDTHS = (MINUTE, 15 * MINUTE, 240 * MINUTE, DAY, 7 * DAY)  # seconds
MAX_STEP = timedelta(days=1)  # of history counted in one transaction
KEEP_MINUTES = timedelta(days=7)
# finished_at is the time of the statement that ends the task. After this time, its transaction is
# committed or has an id, by which `_OLDEST_WRITER` finds it.
SETTLED = timedelta(seconds=20)

# A COMMIT may wait for the disk or for a replica for any time. Sessions that are idle for longer
# than those of Foyer may be (db/engines.py) belong to somebody at a terminal: they do not count.
IDLE = timedelta(seconds=30)
_OLDEST_WRITER = text("""
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
        AND (state = 'active' OR state_change > now() - CAST(:idle AS interval))
""")
_ENDED = "finished_at >= :since AND finished_at < :until"
_COUNT = text(f"""
    INSERT INTO task_rollups AS stored
    SELECT :width, to_timestamp(floor(extract(epoch FROM created_at) / :width) * :width), kind,
        state, coalesce(error_group, ''), count(*)
    FROM tasks WHERE {_ENDED} AND created_at >= :oldest GROUP BY 2, 3, 4, 5
    ON CONFLICT (width, began_at, kind, state, error_group)
    DO UPDATE SET count = stored.count + excluded.count
""")  # noqa: S608 - only constants
_MEASURE = text(f"""
    SELECT CAST(extract(epoch FROM date_trunc('minute', created_at)) AS bigint), kind, measure,
        {histogram_bucket("duration")}, count(*)
    FROM tasks, {MEASURES} WHERE {_ENDED} AND {MEASURED} GROUP BY 1, 2, 3, 4
""")  # noqa: S608
_ADD = text("""
    INSERT INTO duration_rollups AS stored
    VALUES (:width, to_timestamp(:began_at), :kind, :measure, :counts)
    ON CONFLICT (width, began_at, kind, measure) DO UPDATE SET counts = (
        SELECT array_agg(a + b ORDER BY bucket)
        FROM unnest(stored.counts, excluded.counts) WITH ORDINALITY AS pairs (a, b, bucket)
    )
""")


def advance(session: Session) -> bool:
    """Count the next minutes that are settled; return whether there are more."""
    mark = session.scalar(select(RollupMark).with_for_update(skip_locked=True))
    if mark is None:
        return False  # another dispatcher is counting
    now = session.scalars(select(func.now())).one()
    settled = now - SETTLED
    if oldest_writer := session.scalar(_OLDEST_WRITER, {"idle": IDLE}):
        settled = min(settled, oldest_writer)
    settled = settled.replace(second=0, microsecond=0)
    until = min(settled, mark.until + MAX_STEP)
    if until <= mark.until:
        return False
    span = {"since": mark.until, "until": until}
    oldest_minute = now - KEEP_MINUTES
    for width in WIDTHS:
        oldest = {"oldest": oldest_minute if width == MINUTE else "-infinity"}
        session.execute(_COUNT, span | oldest | {"width": width})
    totals.add(session, span)
    if durations := _durations(session, span, oldest_minute):
        session.execute(_ADD, durations)
    for table in (TaskRollup, DurationRollup):
        session.execute(delete(table).where(table.width == MINUTE, table.began_at < oldest_minute))
    mark.until = until
    return bool(until < settled)


def delete_old(session: Session, *, before: datetime) -> None:
    """Delete the counts of tasks that were deleted."""
    for table in (TaskRollup, DurationRollup):
        session.execute(delete(table).where(table.began_at < before))


def start_over(session: Session) -> None:
    """Delete all counts: `advance` then counts the whole history again, a day at a time."""
    session.execute(select(RollupMark).with_for_update())
    session.execute(delete(TaskRollup))
    session.execute(delete(DurationRollup))
    totals.clear(session)
    oldest = select(func.coalesce(func.min(Task.finished_at), func.now())).scalar_subquery()
    session.execute(update(RollupMark).values(until=func.date_trunc("minute", oldest)))


def _durations(
    session: Session, span: dict[str, Any], oldest_minute: datetime
) -> list[dict[str, Any]]:
    """Measure the durations of the span; return rows of all widths, of minutes only recent ones."""
    counts: dict[tuple[int, int, str, str], list[int]] = {}
    for minute, kind, measure, bucket, count in session.execute(_MEASURE, span):
        for width in WIDTHS if minute >= oldest_minute.timestamp() else WIDTHS[1:]:
            key = (width, minute // width * width, kind, measure)
            counts.setdefault(key, [0] * BUCKETS)[bucket] += count
    names = ("width", "began_at", "kind", "measure")
    return [dict(zip(names, key, strict=True)) | {"counts": counts[key]} for key in sorted(counts)]
