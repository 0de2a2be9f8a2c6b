"""The delays between attempts."""

from datetime import timedelta

from foyer.task_engine.kinds import RetryPolicy


def test_the_last_delay_repeats() -> None:
    policy = RetryPolicy(delays=tuple(timedelta(seconds=s) for s in (10, 100)))
    for attempt, seconds in ((1, 10), (2, 100), (3, 100), (9, 100)):
        delay = policy.delay(attempt).total_seconds()
        assert seconds * 0.9 <= delay <= seconds * 1.1


def test_delays_have_a_random_jitter() -> None:
    assert len({RetryPolicy().delay(1) for _ in range(20)}) > 1
