"""The listener: one database connection a process that receives notifications of changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import structlog
from sqlalchemy import func, select

from foyer.db.engines import async_engine, listening_connection
from foyer.db.timeouts import AsyncTimeoutConnection
from foyer.long_polling.fd_limit import raise_fd_limit
from foyer.long_polling.shutdown import on_stop_signal
from foyer.long_polling.subscriptions import Subscriptions

log = structlog.stdlib.get_logger(__name__)

CHANNEL = "changes"  # the triggers of migration 0005 send to it
# How often a query checks that the server still answers. Its response also proves that all earlier
# notifications arrived. With the connection's own timeout, a frozen server is noticed within 7 s.
CHECK_INTERVAL = 0.5  # seconds
RECONNECT_DELAY = 1.0  # seconds
PROOF_TIMEOUT = 3.0  # seconds for a notification to itself
RETRY_DELAY_WITHOUT_LISTEN = 60.0  # seconds; until somebody changes the pooler


class ListenUnavailableError(Exception):
    """LISTEN has no effect: a pooler stands before the database, PgBouncer in transaction mode."""


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
        delay = RECONNECT_DELAY
        try:
            async with await listening_connection() as connection:
                await _listen(connection, subscriptions)
        except ListenUnavailableError as error:
            reason = f"{error.__doc__} Pages poll instead. Give Foyer a pool in session mode."
            log.error("long_polling_unavailable", reason=reason)  # noqa: TRY400 - no traceback
            delay = RETRY_DELAY_WITHOUT_LISTEN
        except Exception as error:  # noqa: BLE001 - after any error, connect again
            log.warning("listener_lost", reason=repr(error))
        finally:
            subscriptions.close_all()
        await asyncio.sleep(delay)


async def _listen(connection: AsyncTimeoutConnection, subscriptions: Subscriptions) -> None:
    await _prove_listen(connection)
    await connection.execute(f"LISTEN {CHANNEL}")
    log.info("listening")
    subscriptions.open()
    while True:
        subscriptions.heard()
        async for notification in connection.notifies(timeout=CHECK_INTERVAL):
            for resource_id in notification.payload.split():
                subscriptions.notify(resource_id)
        await connection.execute("SELECT 1")


async def _prove_listen(connection: AsyncTimeoutConnection) -> None:
    """Receive a notification that another connection sends.

    It has a channel of its own: PgBouncer may leave the LISTEN behind on a server connection.

    Raises:
        ListenUnavailableError: the notification did not arrive.
    """
    channel = f"proof_{uuid4().hex}"
    await connection.execute(f"LISTEN {channel}")
    async with async_engine().begin() as sender:
        await sender.execute(select(func.pg_notify(channel, "")))
    received = connection.notifies(timeout=PROOF_TIMEOUT, stop_after=1)
    if not [notification async for notification in received]:
        raise ListenUnavailableError
    await connection.execute(f"UNLISTEN {channel}")
