"""Roll-ups: ended tasks counted by span of time, so that statistics need not read the history.

What has ended never changes, so it is counted once, when it has ended, under the time it was
created, as the list of tasks goes by. The mark, up to which all is counted, moves in the same
transaction as the counts; any number of sweeps may try.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from foyer.task_engine.history.durations import CLASSES, MEASURED, MEASURES, class_of
from foyer.task_engine.history.rollup_tables import DurationRollup, RollupMark, TaskRollup
from foyer.task_engine.models import Task

MINUTE = 60
DAY = 1440 * MINUTE
WIDTHS = (MINUTE, 15 * MINUTE, 240 * MINUTE, DAY, 7 * DAY)  # seconds
AT_ONCE = timedelta(days=1)  # of history counted in one transaction
KEEP_MINUTES = timedelta(days=7)
# finished_at is taken by the statement that ends the task, and its transaction is short: this much
# later it is there for all to see.
SETTLED = timedelta(seconds=20)

_ENDED = "finished_at >= :since AND finished_at < :until"
_COUNT = text(f"""
    INSERT INTO task_rollups AS known
    SELECT :width, to_timestamp(floor(extract(epoch FROM created_at) / :width) * :width), kind,
        state, coalesce(error_group, ''), count(*)
    FROM tasks WHERE {_ENDED} AND created_at >= :oldest GROUP BY 2, 3, 4, 5
    ON CONFLICT (width, began_at, kind, state, error_group)
    DO UPDATE SET count = known.count + excluded.count
""")  # noqa: S608 - nothing in it comes from outside
_MEASURE = text(f"""
    SELECT CAST(extract(epoch FROM date_trunc('minute', created_at)) AS bigint), kind, measure,
        {class_of("duration")}, count(*)
    FROM tasks, {MEASURES} WHERE {_ENDED} AND {MEASURED} GROUP BY 1, 2, 3, 4
""")  # noqa: S608
_ADD = text("""
    INSERT INTO duration_rollups AS known
    VALUES (:width, to_timestamp(:began_at), :kind, :measure, :counts)
    ON CONFLICT (width, began_at, kind, measure) DO UPDATE SET counts = (
        SELECT array_agg(a + b ORDER BY class)
        FROM unnest(known.counts, excluded.counts) WITH ORDINALITY AS pairs (a, b, class)
    )
""")


def advance(session: Session) -> bool:
    """Count the next minutes that are over; tell whether more are waiting."""
    mark = session.scalar(select(RollupMark).with_for_update(skip_locked=True))
    if mark is None:
        return False  # another sweep is at it
    now = session.scalars(select(func.now())).one()
    settled = (now - SETTLED).replace(second=0, microsecond=0)
    until = min(settled, mark.until + AT_ONCE)
    if until <= mark.until:
        return False
    span = {"since": mark.until, "until": until}
    oldest = now - KEEP_MINUTES
    for width in WIDTHS:
        since = {"oldest": oldest if width == MINUTE else "-infinity"}
        session.execute(_COUNT, span | since | {"width": width})
    if durations := _durations(session, span, oldest):
        session.execute(_ADD, durations)
    for table in (TaskRollup, DurationRollup):
        session.execute(delete(table).where(table.width == MINUTE, table.began_at < oldest))
    mark.until = until
    return bool(until < settled)


def forget(session: Session, *, before: datetime) -> None:
    """Forget the counts of tasks that are themselves forgotten."""
    for table in (TaskRollup, DurationRollup):
        session.execute(delete(table).where(table.began_at < before))


def start_over(session: Session) -> None:
    """Forget all counts: `advance` will count the whole history again, a day at a time."""
    session.execute(select(RollupMark).with_for_update())
    session.execute(delete(TaskRollup))
    session.execute(delete(DurationRollup))
    oldest = select(func.coalesce(func.min(Task.finished_at), func.now())).scalar_subquery()
    session.execute(update(RollupMark).values(until=func.date_trunc("minute", oldest)))


def _durations(session: Session, span: dict[str, Any], oldest: datetime) -> list[dict[str, Any]]:
    """What waited and ran how long, by each width; by the minute only of late."""
    found: dict[tuple[int, int, str, str], list[int]] = {}
    for minute, kind, measure, duration, count in session.execute(_MEASURE, span):
        for width in WIDTHS if minute >= oldest.timestamp() else WIDTHS[1:]:
            key = (width, minute // width * width, kind, measure)
            found.setdefault(key, [0] * CLASSES)[duration] += count
    names = ("width", "began_at", "kind", "measure")
    return [dict(zip(names, key, strict=True)) | {"counts": found[key]} for key in sorted(found)]
