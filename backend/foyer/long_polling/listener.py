"""The listener: one database connection a process that reads which resources changed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from foyer.db.engines import listening_connection
from foyer.db.timeouts import AsyncTimeoutConnection
from foyer.long_polling.changes import ChangeReader
from foyer.long_polling.fd_limit import raise_fd_limit
from foyer.long_polling.subscriptions import Subscriptions

log = structlog.stdlib.get_logger(__name__)

READ_INTERVAL = 0.05  # seconds between two reads
# While there are no long polls and no representations in memory, a read only checks that the server
# still answers. With the connection's own timeout, a frozen server is noticed within 7 s.
IDLE_INTERVAL = 0.5
RECONNECT_DELAY = 1.0


@asynccontextmanager
async def listening(max_long_polls: int) -> AsyncIterator[Subscriptions]:
    """Run the listener, and allow this many long polls, until the block ends."""
    subscriptions = Subscriptions(raise_fd_limit(max_long_polls))
    listener = asyncio.create_task(_listen_forever(subscriptions), name="listener")
    try:
        yield subscriptions
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


async def _listen_forever(subscriptions: Subscriptions) -> None:
    while True:
        try:
            async with await listening_connection() as connection:
                await _listen(connection, subscriptions)
        except Exception as error:  # noqa: BLE001 - after any error, connect again
            log.warning("listener_lost", reason=repr(error))
        finally:
            subscriptions.close_all()
        await asyncio.sleep(RECONNECT_DELAY)


async def _listen(connection: AsyncTimeoutConnection, subscriptions: Subscriptions) -> None:
    reader = ChangeReader(connection)
    await reader.start()
    log.info("listening")
    subscriptions.open()
    while True:
        began = time.monotonic()
        for resource_id in await reader.read():
            subscriptions.notify(resource_id)
        subscriptions.heard(began)
        await reader.delete_old()
        if subscriptions.are_used:
            await asyncio.sleep(READ_INTERVAL)
        else:
            await subscriptions.wait_for_use(IDLE_INTERVAL)
