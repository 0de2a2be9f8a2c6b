"""The listener: one connection a process, on which the database tells what changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from foyer.db.engines import listening_connection
from foyer.db.timeouts import PunctualAsyncConnection
from foyer.long_polling.fd_limit import make_room
from foyer.long_polling.shutdown import before_leaving
from foyer.long_polling.subscriptions import Waiters

log = structlog.stdlib.get_logger(__name__)

CHANNEL = "changes"  # the triggers' own, in the migration 0005
# Silence may be that of a frozen server; with the connection's own patience, 9 s until it is known.
SILENCE = 3.0  # seconds
PAUSE = 1.0  # seconds between two tries to reach the database


@asynccontextmanager
async def listening(most: int) -> AsyncIterator[Waiters]:
    """Let up to so many wait in this process, until a signal asks it to leave."""
    waiters = Waiters(make_room(most))
    listener = asyncio.create_task(_listen_for_ever(waiters), name="listener")
    try:
        with before_leaving(waiters.close):
            yield waiters
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


async def _listen_for_ever(waiters: Waiters) -> None:
    while True:
        try:
            async with await listening_connection() as connection:
                await _listen(connection, waiters)
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody would be told: once more
            log.warning("listener_lost", reason=repr(error))
        finally:
            waiters.dismiss()
        await asyncio.sleep(PAUSE)


async def _listen(connection: PunctualAsyncConnection, waiters: Waiters) -> None:
    await connection.execute(f"LISTEN {CHANNEL}")
    log.info("listening")
    waiters.admit()
    while True:
        async for notification in connection.notifies(timeout=SILENCE):
            for thing in notification.payload.split():
                waiters.tell(thing)
        await connection.execute("SELECT 1")
