"""kombu's transport for Redis: one client object for each channel, and shares of queues.

kombu makes a new client object for each command. That took a sixth of a worker's main process and
an eighth of the dispatcher's work. The clients of a channel share its connection pool anyway, and
redis-py's client may be used by several threads.

A channel asks Redis for one message at a time, from all its queues. So it can leave out the queues
that must not take another slot of this worker, and the rule is exact. See slot_shares.py.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from kombu.utils.scheduling import round_robin_cycle

from foyer.task_engine.slot_shares import SlotShares
from foyer.urls.broker import driver_info

RETRY_CLOSED = 0.1  # seconds; then a queue that was left out may be asked again


class OpenQueues(round_robin_cycle):  # type: ignore[type-arg]
    """kombu's order of the queues, without those that are closed now."""

    closed: frozenset[str] = frozenset()

    def consume(self, n: int) -> list[str]:  # type: ignore[override]
        """Return the first of the queues, in the order in which Redis looks at them."""
        return [queue for queue in super().consume(n) if queue not in self.closed]


class TimedQoS(redis.QoS):
    """kombu's record of unacknowledged messages, which also knows since when each one is."""

    prefetch_count: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares = SlotShares()

    def append(self, message: Any, delivery_tag: str) -> None:
        """Add a message that was taken."""
        super().append(message, delivery_tag)
        self.shares.start(delivery_tag, message.delivery_info["routing_key"], time.monotonic())

    def ack(self, delivery_tag: str) -> None:
        """Remove a message whose task has ended."""
        self.shares.end(delivery_tag, time.monotonic())
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Remove a message, or give it back to its queue."""
        self.shares.end(delivery_tag, time.monotonic())
        super().reject(delivery_tag, requeue=requeue)


class Channel(redis.Channel):
    """A channel that keeps its client until the connection pool is replaced."""

    QoS = TimedQoS
    qos: TimedQoS
    active_queues: set[str]
    connection: Any  # the transport; its client is kombu's connection
    _create_client: Any
    _kept_client: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue_cycle = OpenQueues()

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]
        return parameters | {"driver_info": driver_info()}

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        """Yield the given client or the channel's own.

        Raises:
            ConnectionError: the connection has been closed. kombu has no such check: its
                AttributeError would end a worker that acknowledges a message, or closes the
                channel again, after it has lost its connection.
        """
        yield client or self._own_client()

    def _own_client(self) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the connection of this channel is closed")
        client = self._kept_client
        if client is None or client.connection_pool is not self.pool:  # as after a fork
            client = self._kept_client = self._create_client()
        return client

    def _brpop_start(self, timeout: float | None = None) -> None:
        """Ask Redis for the next message of the open queues."""
        closed = self.qos.shares.closed(
            self.active_queues, self.qos.prefetch_count, time.monotonic()
        )
        self._queue_cycle.closed = frozenset(closed)
        super()._brpop_start(  # type: ignore[misc]
            RETRY_CLOSED if closed else timeout
        )


class Transport(redis.Transport):
    """The transport with this channel."""

    Channel = Channel


def register() -> None:
    """Make kombu use this transport for Redis.

    The name stays "redis": Flower knows the broker by the scheme of its URL.
    """
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"
