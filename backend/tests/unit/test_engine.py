"""The engine's own rules."""

from datetime import timedelta

from foyer.task_engine.kinds import RetryPolicy


def test_delays_grow_and_the_last_one_repeats() -> None:
    policy = RetryPolicy(delays=tuple(timedelta(seconds=s) for s in (10, 100)))
    for attempt, seconds in ((1, 10), (2, 100), (3, 100), (9, 100)):
        delay = policy.delay(attempt).total_seconds()
        assert seconds * 0.9 <= delay <= seconds * 1.1


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({RetryPolicy().delay(1) for _ in range(20)}) > 1
