"""The channel of the broker keeps its client as long as its connection pool."""

from types import SimpleNamespace

from foyer.task_engine.celery_app import app
from foyer.task_engine.redis_transport import Channel, Transport


def test_the_application_uses_a_channel_that_keeps_its_client() -> None:
    with app.connection() as connection:
        assert isinstance(connection.transport, Transport)
        assert connection.as_uri().startswith("redis://")  # Flower reads the scheme


def test_a_channel_makes_a_new_client_for_a_new_pool() -> None:
    class OtherPools(Channel):
        pool = "first"
        connection = SimpleNamespace(client="kombu's connection")

        def __init__(self) -> None: ...

        def _create_client(self) -> object:
            return type("Client", (), {"connection_pool": self.pool})()

    channel = OtherPools()
    with channel.conn_or_acquire() as first, channel.conn_or_acquire() as again:
        assert first is again
    channel.pool = "second"  # as after a fork or a lost connection
    with channel.conn_or_acquire() as second:
        assert second is not first
    given = object()
    with channel.conn_or_acquire(given) as client:
        assert client is given
