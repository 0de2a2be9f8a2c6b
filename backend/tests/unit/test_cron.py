"""Cron expressions: the next time, also when clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from foyer.task_engine.cron import Cron

STEP = timedelta(minutes=7)


def times(cron: Cron, start: str, end: str) -> list[str]:
    """Return the times of the expression between two moments, in UTC.

    Each time is computed from moments that are minutes apart, as a dispatcher does it.
    """
    moment, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    next_times = []
    while moment < last:
        time = cron.next_after(moment)
        assert time > moment
        next_times.append(time)
        moment = min(moment + STEP, time)
    assert next_times == sorted(next_times)
    unique = dict.fromkeys(time for time in next_times if time <= last)
    return [time.strftime("%d %H:%M") for time in unique]


def test_times_are_those_of_the_zone() -> None:
    cron = Cron("30 3 * * MON-FRI", zone="Europe/Berlin")
    assert times(cron, "2026-11-27T00:00", "2026-12-01T12:00") == [
        "27 02:30",
        "30 02:30",
        "01 02:30",
    ]


def test_a_time_in_the_skipped_hour_moves_to_its_end() -> None:
    cron = Cron("30 2 * * *", zone="Europe/Berlin")
    spring = times(cron, "2026-03-28T00:00", "2026-03-30T12:00")
    assert spring == ["28 01:30", "29 01:00", "30 00:30"]


def test_a_time_in_the_doubled_hour_is_used_once() -> None:
    cron = Cron("30 2 * * *", zone="Europe/Berlin")
    autumn = times(cron, "2026-10-24T00:00", "2026-10-26T12:00")
    assert autumn == ["24 00:30", "25 00:30", "26 01:30"]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_an_expression_with_asterisks_follows_the_hours_that_pass(day: str) -> None:
    cron = Cron("*/30 * * * *", zone="Europe/Berlin")
    moments = [datetime.fromisoformat(day).replace(tzinfo=UTC)]
    for _ in range(10):
        moments.append(cron.next_after(moments[-1]))
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(minutes=30)}


def test_a_delay_is_at_most_the_jitter() -> None:
    cron = Cron("0 3 * * *", jitter=timedelta(minutes=5))
    delays = {cron.random_delay() for _ in range(50)}
    assert len(delays) > 1
    assert all(timedelta(0) <= delay <= timedelta(minutes=5) for delay in delays)
    assert Cron("0 3 * * *").random_delay() == timedelta(0)


@pytest.mark.parametrize(
    ("expression", "zone"),
    [
        ("60 * * * *", "UTC"),
        ("* * * *", "UTC"),
        ("0 0 3 * * *", "UTC"),
        ("0 0 31 2 *", "UTC"),
        ("0 3 * * *", "Europe/Foyer"),
        ("0 3 * * *", "Europe"),
        ("0 3 * * *", "../etc/passwd"),
    ],
)
def test_a_wrong_expression_or_zone_is_refused(expression: str, zone: str) -> None:
    with pytest.raises(ValueError, match=r"fields|cron expression|time zone|keys"):
        Cron(expression, zone)
