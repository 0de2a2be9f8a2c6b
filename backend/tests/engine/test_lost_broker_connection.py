"""A worker whose connection to the broker is lost while it holds messages."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection, Message, Queue

from foyer.task_engine.redis_transport import register
from local.context import Context
from local.ports import free_port
from local.valkey import Valkey


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    broker = Valkey(tmp_path / "broker", free_port(), Context(tmp_path / "logs"))
    broker.start()
    yield broker
    broker.stop()


def test_a_lost_connection_with_unacknowledged_messages_raises_connection_errors_only(
    broker: Valkey,
) -> None:
    register()
    connection = Connection(broker.url)
    messages: list[Message] = []
    # Two channels wait for messages, as those of a worker: one for tasks, one for its commands.
    for name in ("tasks", "commands"):
        channel = connection.default_channel if name == "tasks" else connection.channel()
        queue = Queue(name, channel=channel)
        consumer = connection.Consumer(
            [queue], callbacks=[lambda _body, message: messages.append(message)], channel=channel
        )
        consumer.consume()
    connection.Producer().publish({}, routing_key="tasks")
    while not messages:
        connection.drain_events(timeout=5)
    with pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.1)
    broker.kill()
    # Celery does both when it has lost its connection.
    connection.collect()
    connection.close()
    # The task of the message ends after that.
    messages[0].ack_log_error(logging.getLogger(), connection.connection_errors)
