"""Memory of representations: the latest body and ETag of the resources that clients asked for.

An entry is valid until the listener reads that its resource changed. Most polls are answered
from here, without a query.
"""

import math
import time
from dataclasses import dataclass

MAX_AGE = 60.0  # seconds; some changes are not recorded, so an older entry is read again
MAX_ENTRIES = 20_000
MAX_BYTES = 16 * 1024 * 1024  # of all bodies together; one has about 1 kB


@dataclass(frozen=True, slots=True)
class Representation:
    """The body of a resource at one moment, and its ETag."""

    etag: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    representation: Representation
    path: str | None
    stored_at: float


class RepresentationCache:
    """The latest representation of each resource, by its id and by its path.

    Only resources that need no log-in have a path here.
    """

    def __init__(self, max_bytes: int = MAX_BYTES, max_entries: int = MAX_ENTRIES) -> None:
        self._max_bytes = max_bytes
        self._max_entries = max_entries
        self._bytes = 0
        self._entries: dict[str, _Entry] = {}  # by resource id, the oldest first
        self._ids_by_path: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def put(
        self, resource_id: str, representation: Representation, path: str | None = None
    ) -> None:
        """Store a representation that was just read, and drop the oldest ones over the limits.

        One that did not change keeps its entry. Otherwise, requests that follow each other without
        a pause would make it too new for each of them, and all would read the database.
        """
        entry = self._entries.get(resource_id)
        if entry and entry.path == path and self.get(resource_id) == representation:
            return
        self.discard(resource_id)
        self._entries[resource_id] = _Entry(representation, path, time.monotonic())
        self._bytes += len(representation.content)
        if path:
            self._ids_by_path[path] = resource_id
        self.trim()

    def get(self, resource_id: str) -> Representation | None:
        """Return the representation, or None when the resource must be read from the database."""
        entry = self._entries.get(resource_id)
        return entry.representation if entry and not _is_expired(entry) else None

    def at(self, path: str, *, stored_before: float = math.inf) -> Representation | None:
        """Return the representation at a path, or None as `get` does, or if it is too new."""
        resource_id = self._ids_by_path.get(path)
        if resource_id is None or self._entries[resource_id].stored_at > stored_before:
            return None
        return self.get(resource_id)

    def discard(self, resource_id: str) -> None:
        """Remove one entry, because its resource changed."""
        entry = self._entries.pop(resource_id, None)
        if entry is None:
            return
        self._bytes -= len(entry.representation.content)
        if entry.path:
            del self._ids_by_path[entry.path]

    def clear(self) -> None:
        """Remove all entries, because changes are not read any more."""
        self._entries.clear()
        self._ids_by_path.clear()
        self._bytes = 0

    def trim(self) -> None:
        """Remove the entries that are too old, and the oldest ones over the limits."""
        while self._entries:
            oldest_id, oldest = next(iter(self._entries.items()))
            within_limits = (
                self._bytes <= self._max_bytes and len(self._entries) <= self._max_entries
            )
            if within_limits and not _is_expired(oldest):
                return
            self.discard(oldest_id)


def _is_expired(entry: _Entry) -> bool:
    return entry.stored_at <= time.monotonic() - MAX_AGE
