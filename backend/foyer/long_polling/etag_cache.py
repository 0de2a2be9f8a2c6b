"""Cache of each resource's ETag, valid until the database notifies that the resource changed.

A client that asks again for an unchanged resource is answered without a query.
"""

import time
from itertools import takewhile

MAX_AGE = 60.0  # seconds; some changes send no notification, so an older entry is read again


class EtagCache:
    """The latest known ETag of each resource."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, float]] = {}  # ETag and time, the oldest first

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, resource_id: str, etag: str) -> None:
        """Store an ETag that was just computed, and drop the entries that are too old."""
        now = time.monotonic()
        self._entries.pop(resource_id, None)
        self._entries[resource_id] = (etag, now)
        expired = takewhile(lambda item: item[1][1] < now - MAX_AGE, self._entries.items())
        for expired_id, _ in list(expired):
            del self._entries[expired_id]

    def get(self, resource_id: str) -> str | None:
        """Return the ETag, or None when the resource must be read from the database."""
        etag, stored_at = self._entries.get(resource_id, (None, 0.0))
        return etag if stored_at > time.monotonic() - MAX_AGE else None

    def discard(self, resource_id: str) -> None:
        """Remove one entry, because its resource changed."""
        self._entries.pop(resource_id, None)

    def clear(self) -> None:
        """Remove all entries, because changes are not notified any more."""
        self._entries.clear()
