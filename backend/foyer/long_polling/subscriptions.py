"""Who waits in this process, and for news of what."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foyer.long_polling.etag_cache import Looks

LOOKING = 8  # at a time, of hundreds that are woken together: the pool's connections are not theirs
TURN_WITHIN = 8.0  # seconds, in which thousands had theirs


class Waiter:
    """Waits for one thing to change."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self.is_dismissed = False

    def wake(self) -> None:
        """Something may have changed."""
        self._woken.set()

    def dismiss(self) -> None:
        """There is nothing more to wait for: it would not be told, or is not there any more."""
        self.is_dismissed = True
        self._woken.set()

    def attend(self) -> None:
        """Before looking how the thing is: what is told from now on wakes."""
        if not self.is_dismissed:
            self._woken.clear()

    @property
    def is_woken(self) -> bool:
        """Whether something was told since it attended."""
        return self._woken.is_set()

    async def wait(self, until: float) -> bool:
        """Until woken, at the latest to this time of the loop's clock; False: no use in looking."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._woken.wait()
                return not self.is_dismissed
        return False


class Waiters:
    """All of them. They are let in while news arrive, and not beyond a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._by_thing: dict[str, set[Waiter]] = {}
        self._turns = asyncio.Semaphore(LOOKING)
        self.looks = Looks()
        self._admitting = False
        self._closed = False

    def __len__(self) -> int:
        return self._count

    @contextmanager
    def join(self, thing: object) -> Iterator[Waiter | None]:
        """Wait for news of the thing with this id; None if nobody can wait now."""
        if not self._admitting or self._count >= self._most:
            yield None
            return
        waiter = Waiter()
        others = self._by_thing.setdefault(str(thing), set())
        others.add(waiter)
        self._count += 1
        try:
            yield waiter
        finally:
            self._count -= 1
            others.discard(waiter)
            if not others:
                del self._by_thing[str(thing)]

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Look how a thing is, first come, first served.

        Raises:
            PoolTimeoutError: as if the pool had no connection left.
        """
        try:
            async with asyncio.timeout(TURN_WITHIN):
                await self._turns.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError("no turn to look") from error
        try:
            yield
        finally:
            self._turns.release()

    def tell(self, thing: str) -> None:
        """Wake whoever waits for this."""
        self.looks.forget(thing)
        for waiter in self._by_thing.get(thing, ()):
            waiter.wake()

    def admit(self) -> None:
        """News arrive from now on."""
        self._admitting = not self._closed

    def dismiss(self) -> None:
        """News do not arrive any more: nobody may wait in vain."""
        self._admitting = False
        self.looks.forget_all()
        for waiters in self._by_thing.values():
            for waiter in waiters:
                waiter.dismiss()

    def close(self) -> None:
        """This process leaves; for good."""
        self._closed = True
        self.dismiss()
