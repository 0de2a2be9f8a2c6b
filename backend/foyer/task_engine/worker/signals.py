"""What a worker does besides tasks: it says which kinds it knows, forks with care, sets limits."""

import gc
import resource
import sys
from typing import Any

from celery.signals import celeryd_after_setup, worker_process_init

from foyer.db.engines import forget_engine, transaction
from foyer.settings import get_settings
from foyer.task_engine import outbox
from foyer.task_engine.kinds import kinds
from foyer.task_engine.worker import liveness


@celeryd_after_setup.connect
def _introduce(sender: str, instance: Any, **_: Any) -> None:
    """Say which kinds there are, and listen to the questions whether this worker consumes.

    A worker that cannot reach the database does not start; its supervisor tries again. Celery
    swallows an Exception raised here, and would start a worker that nobody sends anything.
    """
    instance.app.amqp.queues.select_add(liveness.queue_of(sender))
    try:
        with transaction() as session:
            outbox.register_kinds(session, {kind.name: kind.queue for kind in kinds.values()})
        liveness.introduce(sender)
    except Exception as error:  # noqa: BLE001 - all of them must become an exit
        sys.exit(f"the database is away: {error!r}")
    gc.freeze()  # what is loaded by now stays: no child has to look through it, or copy it


@worker_process_init.connect
def _own_engine(**_: Any) -> None:
    forget_engine()


@worker_process_init.connect
def _limit_memory(**_: Any) -> None:
    """Let a task that wants too much fail by itself, before the kernel ends whom it likes.

    RLIMIT_DATA counts what is allocated; RLIMIT_AS would count the addresses set aside as well,
    some 200 MiB before the first task. Other systems do not hold this limit to what matters.
    """
    limit = get_settings().pool_process_memory
    if not limit or sys.platform != "linux":
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
