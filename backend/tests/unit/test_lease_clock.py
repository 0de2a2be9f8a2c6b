"""The clock that tells when expired leases may be judged."""

from datetime import UTC, datetime, timedelta

import pytest

from foyer.task_engine.dispatcher.lease_clock import LeaseClock

START = datetime(2026, 1, 1, tzinfo=UTC)
LEASE, HEARTBEAT = timedelta(seconds=15), timedelta(seconds=4)


def judged(*seconds: float) -> list[bool]:
    """Return the answers when the database shows these times."""
    clock = LeaseClock(LEASE, HEARTBEAT)
    return [clock.is_steady(START + timedelta(seconds=second)) for second in seconds]


def test_leases_are_judged_after_the_time_of_a_lease() -> None:
    assert judged(*range(20)) == [False] * 15 + [True] * 5


def test_a_short_gap_changes_nothing() -> None:
    assert judged(*range(16), 22, 23)[-3:] == [True, True, True]


@pytest.mark.parametrize("step", [8, 600, -3600], ids=["frozen", "away", "clock stepped back"])
def test_after_a_gap_leases_are_judged_after_the_time_of_a_lease(step: int) -> None:
    later = [16 + step + second for second in range(18)]
    assert judged(*range(16), *later)[-19:] == [True] + [False] * 15 + [True] * 3
