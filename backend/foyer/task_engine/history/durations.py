"""Histograms of durations. A bucket is half an octave wide; they reach from 1 ms to four hours.

The counts of buckets can be summed over any time and any number of tasks, and give percentiles with
an error of a fifth at most. Percentiles themselves cannot be summed.
"""

from collections.abc import Mapping

BUCKETS = 48
MEASURES = """
    LATERAL (VALUES ('wait', started_at - run_at), ('run', finished_at - started_at))
    AS measured (measure, duration)
"""  # SQL: the durations of an ended task
# A revoked task ended while it waited for its next attempt, or in the middle of an attempt.
MEASURED = "started_at IS NOT NULL AND state <> 'REVOKED'"


def histogram_bucket(interval: str) -> str:
    """Return SQL for the bucket of an SQL interval. Bucket n begins at 2^(n/2) ms."""
    milliseconds = f"greatest(extract(epoch FROM {interval})::float8 * 1000, 1)"
    return f"least(floor(2 * ln({milliseconds}) / ln(2)), {BUCKETS - 1})::smallint"


def bucket_end(bucket: int) -> float:
    """Return the seconds at which a bucket ends."""
    return float(2 ** ((bucket + 1) / 2) / 1000)


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """Return the duration in seconds below which this share of the counts lies.

    Args:
        counts: of each bucket.
        share: from 0 to 1.

    Returns:
        None if the counts are empty.
    """
    rank = share * sum(counts.values())
    if not rank:
        return None
    below = 0
    for bucket, count in sorted(counts.items()):
        if below + count >= rank:
            within = (rank - below) / count
            return float(2 ** ((bucket + within) / 2) / 1000)
        below += count
    raise AssertionError("the rank is not larger than the sum of the counts")
