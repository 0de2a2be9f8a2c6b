"""kombu's transport for Redis, with one client object for each channel.

kombu makes a new client object for each command. That took a sixth of a worker's main process and
an eighth of the dispatcher's work. The clients of a channel share its connection pool anyway, and
redis-py's client may be used by several threads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """A channel that keeps its client until the connection pool is replaced."""

    _create_client: Any
    _kept_client: Any = None

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        """Yield the given client or the channel's own."""
        yield client or self._own_client()

    def _own_client(self) -> Any:
        client = self._kept_client
        if client is None or client.connection_pool is not self.pool:  # as after a fork
            client = self._kept_client = self._create_client()
        return client


class Transport(redis.Transport):
    """The transport with this channel."""

    Channel = Channel


def register() -> None:
    """Make kombu use this transport for Redis.

    The name stays "redis": Flower knows the broker by the scheme of its URL.
    """
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"
