"""The lease clock: whether expired leases may be judged now.

While the database is away or frozen, no worker can renew its lease. Afterwards, each worker has the
time of one lease to do it. The same holds after a step of the database's clock.
"""

from datetime import datetime, timedelta


class LeaseClock:
    """Watches the times of the database that the dispatcher sees.

    Args:
        lease: the length of a lease.
        heartbeat: how often workers renew their leases.
    """

    def __init__(self, lease: timedelta, heartbeat: timedelta) -> None:
        self._lease = lease
        # After a shorter gap, each lease is still valid until the next heartbeat.
        self._longest_gap = lease - 2 * heartbeat
        self._previous: datetime | None = None
        self._steady_since: datetime | None = None

    def is_steady(self, now: datetime) -> bool:
        """Return whether the database has answered without a gap for the time of a lease.

        Args:
            now: the time of the database. Call this method often: a pause is a gap, too.
        """
        has_gap = self._previous is None or abs(now - self._previous) > self._longest_gap
        self._previous = now
        if has_gap or self._steady_since is None:
            self._steady_since = now
        return now - self._steady_since >= self._lease
