"""The listener: one database connection a process that receives notifications of changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from foyer.db.engines import listening_connection
from foyer.db.timeouts import AsyncTimeoutConnection
from foyer.long_polling.fd_limit import raise_fd_limit
from foyer.long_polling.shutdown import on_stop_signal
from foyer.long_polling.subscriptions import Subscriptions

log = structlog.stdlib.get_logger(__name__)

CHANNEL = "changes"  # the triggers of migration 0005 send to it
# After this long without a notification, a query checks that the server still answers. With the
# connection's own timeout, a frozen server is noticed within 9 s.
CHECK_INTERVAL = 3.0  # seconds
RECONNECT_DELAY = 1.0  # seconds


@asynccontextmanager
async def listening(max_long_polls: int) -> AsyncIterator[Subscriptions]:
    """Run the listener, and allow this many long polls, until a signal stops the process."""
    subscriptions = Subscriptions(raise_fd_limit(max_long_polls))
    listener = asyncio.create_task(_listen_forever(subscriptions), name="listener")
    try:
        with on_stop_signal(subscriptions.shut_down):
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
    await connection.execute(f"LISTEN {CHANNEL}")
    log.info("listening")
    subscriptions.open()
    while True:
        async for notification in connection.notifies(timeout=CHECK_INTERVAL):
            for resource_id in notification.payload.split():
                subscriptions.notify(resource_id)
        await connection.execute("SELECT 1")
