"""What a worker does besides tasks: it says which kinds it knows, and forks with care."""

from typing import Any

from celery.signals import celeryd_after_setup, worker_init, worker_process_init

from foyer.db import forget_engine, transaction
from foyer.tasks import liveness, record
from foyer.tasks.engine import kinds


@worker_init.connect
def _register_kinds(**_: Any) -> None:
    """A worker that cannot reach the database does not start; its supervisor tries again."""
    with transaction() as session:
        record.register_kinds(session, {kind.name: kind.queue for kind in kinds.values()})


@celeryd_after_setup.connect
def _listen_to_questions(sender: str, instance: Any, **_: Any) -> None:
    """Each worker has a queue of its own, for the questions whether it still consumes."""
    instance.app.amqp.queues.select_add(liveness.queue_of(sender))
    liveness.introduce(sender)


@worker_process_init.connect
def _own_engine(**_: Any) -> None:
    forget_engine()
