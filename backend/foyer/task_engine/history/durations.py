"""Durations by class: half an octave wide, from a millisecond to four hours.

Counts of classes can be added up over any time and any number of tasks, and tell a percentile to a
fifth of its value; of the durations themselves, neither is true.
"""

from collections.abc import Mapping

CLASSES = 48
MEASURES = """
    LATERAL (VALUES ('wait', started_at - run_at), ('run', finished_at - started_at))
    AS measured (measure, duration)
"""  # SQL: of a task that has run
# What was cancelled ended while it waited for its next attempt, or in the middle of one.
MEASURED = "started_at IS NOT NULL AND state <> 'REVOKED'"


def class_of(interval: str) -> str:
    """The class of an SQL expression of type interval, as SQL. Class n begins at 2^(n/2) ms."""
    milliseconds = f"greatest(extract(epoch FROM {interval})::float8 * 1000, 1)"
    return f"least(floor(2 * ln({milliseconds}) / ln(2)), {CLASSES - 1})::smallint"


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """In seconds: below it is this share of what was counted; None when nothing was."""
    rank = share * sum(counts.values())
    if not rank:
        return None
    below = 0
    for number, count in sorted(counts.items()):
        if below + count >= rank:
            within = (rank - below) / count
            return float(2 ** ((number + within) / 2) / 1000)
        below += count
    raise AssertionError("the rank is within the sum")
