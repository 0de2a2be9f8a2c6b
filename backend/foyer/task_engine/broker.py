"""What the engine asks the broker besides publishing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from foyer.task_engine.celery_app import app

_GENERATION = "foyer:generation"


@dataclass(frozen=True, slots=True)
class Broker:
    """One connection, for as long as it is borrowed from the pool."""

    producer: Any

    def publish(self, task_id: UUID, kind: str, queue: str) -> None:
        """Publish the id and nothing else.

        Raises:
            Exception: of kombu, redis or the socket; callers catch them all.
        """
        app.send_task(kind, task_id=str(task_id), queue=queue, producer=self.producer)

    def publish_control(self, name: str, queue: str) -> None:
        """Publish a message that is not a task of ours and is worth nothing when it is late."""
        app.send_task(name, queue=queue, producer=self.producer, expires=60)

    def generation(self) -> str:
        """A name that lives and dies with the broker's content.

        A broker that was emptied, or restarted without its data, has another one. So it is known
        which messages are lost without asking for any of them.
        """
        self._client.set(_GENERATION, uuid4().hex, nx=True)
        name: bytes = self._client.get(_GENERATION)
        return name.decode()

    def idle(self, queues: Iterable[str]) -> list[str]:
        """Those of the queues in which nothing waits."""
        return [queue for queue in queues if not self._client.llen(queue)]

    @property
    def _client(self) -> Any:
        return self.producer.channel.client


@contextmanager
def connect() -> Iterator[Broker]:
    """Borrow a connection.

    Raises:
        Exception: when the broker is not to be had within some seconds.
    """
    with app.producer_pool.acquire(block=True, timeout=2) as producer:
        yield Broker(producer)
