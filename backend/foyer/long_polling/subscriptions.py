"""The subscriptions of this process: each long poll waits for changes of one resource."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foyer.long_polling.representations import Representation, RepresentationCache

# A notification may wake hundreds of long polls. They read a few at a time, so that most of the
# pool's connections stay free for other requests.
PARALLEL_READS = 8
READ_SLOT_TIMEOUT = 8.0  # seconds; thousands of reads fit into it
# The memory is used only while the listening connection has answered this recently. So no response
# is older than this, even if the connection is dead and its end has not been noticed.
MAX_SILENCE = 1.5  # seconds


class Subscription:
    """One long poll's wait for changes of one resource."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.is_closed = False

    def notify(self) -> None:
        """Wake the long poll: the resource may have changed."""
        self._event.set()

    def close(self) -> None:
        """Wake the long poll for the last time: no notification will come any more."""
        self.is_closed = True
        self._event.set()

    def clear(self) -> None:
        """Forget the notifications so far. Call it before reading the resource."""
        if not self.is_closed:
            self._event.clear()

    @property
    def is_notified(self) -> bool:
        """Whether a notification came since the last `clear`."""
        return self._event.is_set()

    async def wait(self, until: float) -> bool:
        """Wait for a notification until this time of the event loop's clock.

        Returns:
            Whether to read the resource again; False after the time is up or after `close`.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._event.wait()
                return not self.is_closed
        return False


class Subscriptions:
    """All subscriptions of the process, up to a limit, while the listener receives notifications.

    Attributes:
        limit: of the number of subscriptions.
        memory: the latest representations; `notify` removes that of a changed resource.
    """

    def __init__(self, limit: int) -> None:
        self.memory = RepresentationCache()
        self.limit = limit
        self._count = 0
        self._by_resource: dict[str, set[Subscription]] = {}
        self._read_slots = asyncio.Semaphore(PARALLEL_READS)
        self._is_open = False
        self._is_shut_down = False
        self._is_requested = asyncio.Event()
        self._heard_at = 0.0

    def __len__(self) -> int:
        return self._count

    @contextmanager
    def subscribe(self, resource_id: object) -> Iterator[Subscription | None]:
        """Subscribe to changes of a resource; yield None when long polling is not possible now."""
        self._is_requested.set()
        if not self._is_open or self._count >= self.limit:
            yield None
            return
        subscription = Subscription()
        subscriptions = self._by_resource.setdefault(str(resource_id), set())
        subscriptions.add(subscription)
        self._count += 1
        try:
            yield subscription
        finally:
            self._count -= 1
            subscriptions.discard(subscription)
            if not subscriptions:
                del self._by_resource[str(resource_id)]

    @asynccontextmanager
    async def read_slot(self) -> AsyncIterator[None]:
        """Limit how many long polls read from the database at once, in order of arrival.

        Raises:
            PoolTimeoutError: no slot became free, as if the pool had no free connection.
        """
        try:
            async with asyncio.timeout(READ_SLOT_TIMEOUT):
                await self._read_slots.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError("no read slot became free") from error
        try:
            yield
        finally:
            self._read_slots.release()

    def notify(self, resource_id: str) -> None:
        """Wake all long polls of a changed resource."""
        self.memory.discard(resource_id)
        for subscription in self._by_resource.get(resource_id, ()):
            subscription.notify()

    def heard(self, read_at: float) -> None:
        """The listener has notified of all changes that were committed before this time.

        Args:
            read_at: when it began to read them, in monotonic time.
        """
        self._heard_at = read_at

    def representation_at(self, path: str) -> Representation | None:
        """Return the representation at a path if it is in memory and surely current.

        One that was read after the latest read of the changes may have changed meanwhile.
        """
        if self._is_silent:
            return None
        return self.memory.at(path, stored_before=self._heard_at)

    def representation_of(self, resource_id: str) -> Representation | None:
        """Return the representation of a resource that the caller has subscribed to.

        A later notification tells the caller if it has changed meanwhile.
        """
        return None if self._is_silent else self.memory.get(resource_id)

    @property
    def _is_silent(self) -> bool:
        return time.monotonic() - self._heard_at > MAX_SILENCE

    @property
    def are_used(self) -> bool:
        """Whether a change may matter: there are long polls, or representations in memory."""
        self.memory.trim()
        return self._count > 0 or len(self.memory) > 0

    async def wait_for_use(self, seconds: float) -> None:
        """Wait until a request asks for a resource, at most for this time."""
        self._is_requested.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._is_requested.wait()

    def open(self) -> None:
        """Accept subscriptions: the listener receives notifications from now on."""
        self._is_open = not self._is_shut_down

    def close_all(self) -> None:
        """End all long polls and accept no more: the listener receives no notifications."""
        self._is_open = False
        self.memory.clear()
        for subscriptions in self._by_resource.values():
            for subscription in subscriptions:
                subscription.close()

    def shut_down(self) -> None:
        """End all long polls for good, because the process stops."""
        self._is_shut_down = True
        self.close_all()
