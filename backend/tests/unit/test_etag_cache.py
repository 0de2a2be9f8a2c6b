"""What was looked at a moment ago."""

import pytest

from foyer.long_polling.etag_cache import FRESH, Looks


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("foyer.long_polling.etag_cache.time", clock)
    return clock


def test_what_was_seen_is_so_until_somebody_says_otherwise(clock: Clock) -> None:
    looks = Looks()
    assert looks.latest("thing") is None
    looks.keep("thing", '"1"')
    clock.now += FRESH - 1
    assert looks.latest("thing") == '"1"'
    looks.forget("thing")
    assert looks.latest("thing") is None


def test_it_is_not_believed_for_ever(clock: Clock) -> None:
    """Some things change without a word."""
    looks = Looks()
    looks.keep("thing", '"1"')
    clock.now += FRESH + 1
    assert looks.latest("thing") is None


def test_nothing_is_known_once_nobody_would_be_told() -> None:
    looks = Looks()
    looks.keep("thing", '"1"')
    looks.forget_all()
    assert looks.latest("thing") is None


def test_the_old_ones_make_room(clock: Clock) -> None:
    looks = Looks()
    for number in range(100):
        looks.keep(f"{number}", '"1"')
    clock.now += FRESH / 2
    looks.keep("0", '"2"')
    clock.now += FRESH / 2 + 1
    looks.keep("new", '"1"')
    assert len(looks) == 2
    assert looks.latest("0") == '"2"'
