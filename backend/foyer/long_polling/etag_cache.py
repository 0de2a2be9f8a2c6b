"""Looks: how things were when somebody looked, as long as nobody said that they changed.

Who asks again what was answered a moment ago need not look again.
"""

import time
from itertools import takewhile

FRESH = 60.0  # seconds; then it is looked at again, for what changes without a word


class Looks:
    """The tags of what was looked at, by thing; the oldest first."""

    def __init__(self) -> None:
        self._by_thing: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        return len(self._by_thing)

    def keep(self, thing: str, tag: str) -> None:
        """It was like this just now."""
        now = time.monotonic()
        self._by_thing.pop(thing, None)
        self._by_thing[thing] = (tag, now)
        stale = takewhile(lambda item: item[1][1] < now - FRESH, self._by_thing.items())
        for old, _ in list(stale):
            del self._by_thing[old]

    def latest(self, thing: str) -> str | None:
        """How it still is; None when that has to be looked at."""
        tag, looked_at = self._by_thing.get(thing, (None, 0.0))
        return tag if looked_at > time.monotonic() - FRESH else None

    def forget(self, thing: str) -> None:
        self._by_thing.pop(thing, None)

    def forget_all(self) -> None:
        self._by_thing.clear()
