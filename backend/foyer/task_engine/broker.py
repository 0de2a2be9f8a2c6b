"""Operations on the broker: publishing, and finding out which messages it lost."""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from foyer.task_engine.celery_app import app

MAX_READ = 10_000  # messages

_GENERATION = "foyer:generation"


@dataclass(frozen=True, slots=True)
class Broker:
    """A connection from Celery's pool."""

    producer: Any

    def publish(self, tasks: Iterable[tuple[UUID, str, str]]) -> None:
        """Publish the ids of these tasks, without their payloads, in one round trip.

        Args:
            tasks: id, kind and queue of each.

        Raises:
            Exception: of kombu, redis or the socket; callers catch them all. The broker may have
                accepted some of the messages.
        """
        with self.producer.batch():
            for task_id, kind, queue in tasks:
                app.send_task(
                    kind,
                    task_id=str(task_id),
                    queue=queue,
                    producer=self.producer,
                    declare=(),  # the worker does it
                    ignore_result=True,
                )

    def publish_ping(self, name: str, queue: str) -> None:
        """Publish a message without a task row.

        It does not expire: the worker's clock would decide that, and may be wrong.
        """
        app.send_task(name, queue=queue, producer=self.producer)

    def inspect(self, queues: Collection[str] = ()) -> "BrokerState":
        """Return the broker's generation and the number of messages in each of these queues."""
        with self._client.pipeline(transaction=False) as pipeline:
            pipeline.set(_GENERATION, uuid4().hex, nx=True)
            pipeline.get(_GENERATION)
            for queue in queues:
                pipeline.llen(queue)
            _, generation, *depths = pipeline.execute()
        return BrokerState(generation.decode(), dict(zip(queues, depths, strict=True)))

    def task_ids(self, queue: str) -> set[UUID] | None:
        """Return the ids of all tasks in a queue; None if the queue is too long to be read."""
        if self._client.llen(queue) > MAX_READ:
            return None
        task_ids = map(_task_id, self._client.lrange(queue, 0, -1))
        return {task_id for task_id in task_ids if task_id}

    def delete(self, queue: str) -> None:
        """Delete a queue with its messages and its bindings."""
        bindings = (f"_kombu.{name}.{queue}" for name in ("binding", "binding_permanent"))
        self._client.delete(queue, *bindings)

    @property
    def _client(self) -> Any:
        return self.producer.channel.client


@dataclass(frozen=True, slots=True)
class BrokerState:
    """The broker at one moment.

    Attributes:
        generation: a key that is lost with all messages. A broker that was emptied, or restarted
            without its data, gets a new one. So the lost messages are known without a query for
            each of them.
        depths: the messages in each queue, without those that a worker has reserved.
    """

    generation: str
    depths: dict[str, int]


def _task_id(message: bytes) -> UUID | None:
    """Return the task's id in a message of kombu; None if it is another message."""
    try:
        return UUID(json.loads(message)["headers"]["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@contextmanager
def connect() -> Iterator[Broker]:
    """Take a connection from the pool.

    Raises:
        Exception: no connection was possible within some seconds.
    """
    with app.producer_pool.acquire(block=True, timeout=2) as producer:
        yield Broker(producer)
