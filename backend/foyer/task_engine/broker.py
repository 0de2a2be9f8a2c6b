"""Operations on the broker: publishing, and finding out which messages it lost."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from foyer.task_engine.celery_app import app

_GENERATION = "foyer:generation"


@dataclass(frozen=True, slots=True)
class Broker:
    """A connection from Celery's pool."""

    producer: Any

    def publish(self, task_id: UUID, kind: str, queue: str) -> None:
        """Publish the task's id, without its payload.

        Raises:
            Exception: of kombu, redis or the socket; callers catch them all.
        """
        app.send_task(kind, task_id=str(task_id), queue=queue, producer=self.producer)

    def publish_control(self, name: str, queue: str) -> None:
        """Publish a message without a task row. It expires, because it is useless when late."""
        app.send_task(name, queue=queue, producer=self.producer, expires=60)

    def generation(self) -> str:
        """Return the name of the broker's generation, a key that is lost with all its messages.

        A broker that was emptied, or restarted without its data, gets a new name. So the lost
        messages are known without a query for each of them.
        """
        self._client.set(_GENERATION, uuid4().hex, nx=True)
        name: bytes = self._client.get(_GENERATION)
        return name.decode()

    def idle(self, queues: Iterable[str]) -> list[str]:
        """Return the queues that are empty."""
        return [queue for queue in queues if not self._client.llen(queue)]

    @property
    def _client(self) -> Any:
        return self.producer.channel.client


@contextmanager
def connect() -> Iterator[Broker]:
    """Take a connection from the pool.

    Raises:
        Exception: no connection was possible within some seconds.
    """
    with app.producer_pool.acquire(block=True, timeout=2) as producer:
        yield Broker(producer)
