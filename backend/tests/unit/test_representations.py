"""The memory of representations: when it answers, and when the resource must be read again."""

import pytest

from foyer.long_polling.representations import MAX_AGE, Representation, RepresentationCache

FIRST, SECOND = Representation('"1"', b"one"), Representation('"2"', b"two!")
PATH = "/api/tasks/a"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("foyer.long_polling.representations.time", clock)
    return clock


def test_representation_is_valid_until_its_resource_changes(clock: Clock) -> None:
    cache = RepresentationCache()
    assert cache.get("a") is None
    cache.put("a", FIRST, PATH)
    clock.now += MAX_AGE - 1
    assert cache.get("a") == cache.at(PATH) == FIRST
    cache.discard("a")
    assert cache.get("a") is cache.at(PATH) is None


def test_representation_expires_after_the_maximum_age(clock: Clock) -> None:
    """Some changes send no notification."""
    cache = RepresentationCache()
    cache.put("a", FIRST, PATH)
    clock.now += MAX_AGE + 1
    assert cache.get("a") is cache.at(PATH) is None


def test_representation_that_is_read_again_unchanged_keeps_its_time(clock: Clock) -> None:
    """`stored_before` is the listener's latest read; requests may come without a pause."""
    cache = RepresentationCache()
    cache.put("a", FIRST, PATH)
    heard_at = clock.now
    clock.now += 1
    cache.put("a", FIRST, PATH)
    assert cache.at(PATH, stored_before=heard_at) == FIRST
    cache.put("a", SECOND, PATH)
    assert cache.at(PATH, stored_before=heard_at) is None
    clock.now += MAX_AGE + 1
    cache.put("a", SECOND, PATH)
    assert cache.at(PATH) == SECOND


def test_cleared_cache_is_empty() -> None:
    cache = RepresentationCache()
    cache.put("a", FIRST, PATH)
    cache.clear()
    assert cache.get("a") is cache.at(PATH) is None


def test_resource_without_a_path_is_found_by_its_id_only() -> None:
    cache = RepresentationCache()
    cache.put("a", FIRST)
    assert (cache.get("a"), cache.at(PATH)) == (FIRST, None)


def test_expired_entries_are_removed_from_memory(clock: Clock) -> None:
    cache = RepresentationCache()
    for number in range(100):
        cache.put(f"{number}", FIRST)
    clock.now += MAX_AGE / 2
    cache.put("0", SECOND)
    clock.now += MAX_AGE / 2 + 1
    cache.put("new", FIRST)
    assert len(cache) == 2
    assert cache.get("0") == SECOND


def test_oldest_entries_leave_when_the_memory_is_full() -> None:
    cache = RepresentationCache(max_bytes=10, max_entries=3)
    for name in "abc":
        cache.put(name, FIRST, name)  # three bytes each
    cache.put("d", FIRST, "d")
    assert [cache.at(name) for name in "abcd"] == [None, FIRST, FIRST, FIRST]
    cache.put("b", SECOND, "b")  # four bytes: ten in all
    cache.put("a", SECOND, "a")
    assert [cache.at(name) for name in "abcd"] == [SECOND, SECOND, None, None]
