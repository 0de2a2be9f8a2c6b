"""The cache of ETags: when it answers, and when the resource must be read again."""

import pytest

from foyer.long_polling.etag_cache import MAX_AGE, EtagCache


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


def test_an_etag_is_valid_until_its_resource_changes(clock: Clock) -> None:
    cache = EtagCache()
    assert cache.get("a") is None
    cache.put("a", '"1"')
    clock.now += MAX_AGE - 1
    assert cache.get("a") == '"1"'
    cache.discard("a")
    assert cache.get("a") is None


def test_an_etag_expires_after_the_maximum_age(clock: Clock) -> None:
    """Some changes send no notification."""
    cache = EtagCache()
    cache.put("a", '"1"')
    clock.now += MAX_AGE + 1
    assert cache.get("a") is None


def test_a_cleared_cache_has_no_etag() -> None:
    cache = EtagCache()
    cache.put("a", '"1"')
    cache.clear()
    assert cache.get("a") is None


def test_expired_entries_are_removed_from_memory(clock: Clock) -> None:
    cache = EtagCache()
    for number in range(100):
        cache.put(f"{number}", '"1"')
    clock.now += MAX_AGE / 2
    cache.put("0", '"2"')
    clock.now += MAX_AGE / 2 + 1
    cache.put("new", '"1"')
    assert len(cache) == 2
    assert cache.get("0") == '"2"'
