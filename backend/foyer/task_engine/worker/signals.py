"""Handlers of Celery's signals: register the worker, prepare each pool process."""

import gc
import sys
from typing import Any

from billiard import pool
from celery.concurrency.prefork import TaskPool
from celery.signals import (
    celeryd_after_setup,
    worker_process_init,
    worker_ready,
    worker_shutdown,
)
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from foyer.db.engines import forget_engine, transaction
from foyer.db.rights import MISSING_RIGHT
from foyer.settings import get_settings
from foyer.task_engine.broker_rights import (
    BrokerRightMissingError,
    consuming,
    publishing,
    refuse_missing_right,
)
from foyer.task_engine.dispatch import dispatch_after_commit
from foyer.task_engine.worker.lease_renewer import LeaseRenewer
from foyer.task_engine.worker.presence import Presence

# A pool process that ends waits until the main process has read its last result. A main process
# that stops does not read it if the task had been handed over but had not started when the signal
# came. Then the worker needed 30 s to stop, and its supervisor killed it after ten. Nothing depends
# on that result: the pool process has stored the outcome in the database.
RESULT_CHECKS = 10  # of 0.1 s each; billiard's own value is 300

# Of this worker, by its name.
_renewers: dict[str, LeaseRenewer] = {}
_presence: dict[str, Presence] = {}


@celeryd_after_setup.connect
def _set_up(sender: str, instance: Any, **_: Any) -> None:
    """Check the servers, and consume the queue of this worker's pings.

    A worker that cannot reach the database exits, and its supervisor starts it again. Celery would
    swallow an Exception raised here, and start a worker that cannot work.
    """
    if not issubclass(instance.pool_cls, TaskPool):
        sys.exit(
            "The worker needs `--pool prefork`. The time limits of a task, and the release of a"
            " lost one, need a process for each running task."
        )
    presence = _presence[sender] = Presence(sender)
    queues = instance.app.amqp.queues
    queues.select_add(presence.queue)
    _require_broker_rights(list(queues.consume_from))
    try:
        with transaction() as session:
            missing = session.scalar(MISSING_RIGHT)
    except Exception as error:  # noqa: BLE001 - each error must end the process
        sys.exit(f"the database is unavailable: {error!r}")
    if missing:
        sys.exit(f"the database cannot be used: {missing}")
    gc.freeze()  # keeps the garbage collector of each pool process from copying shared memory


@worker_ready.connect
def _start_heartbeats(sender: Any, **_: Any) -> None:
    """Register, and renew leases. Celery sends this signal again after it lost the broker."""
    if sender.hostname not in _renewers:
        _renewers[sender.hostname] = LeaseRenewer(sender.hostname)
        _renewers[sender.hostname].start()
        _presence[sender.hostname].start(sender)


@worker_shutdown.connect
def _leave(sender: Any, **_: Any) -> None:
    if presence := _presence.pop(sender.hostname, None):
        presence.leave()


def _require_broker_rights(queues: list[str]) -> None:
    url = get_settings().broker_url
    commands = [*publishing(queues), *consuming(queues, url.database)]
    timeouts: dict[str, Any] = {"socket_timeout": 5, "socket_connect_timeout": 2}
    with Redis(**url.redis_parameters(), **timeouts, retry=Retry(NoBackoff(), 0)) as broker:
        try:
            refuse_missing_right(broker, commands)
        except BrokerRightMissingError as error:
            sys.exit(str(error))


@worker_process_init.connect
def _prepare_process(**_: Any) -> None:
    """Use connections of its own, and dispatch what task functions enqueue."""
    pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = RESULT_CHECKS
    forget_engine(close=False)
    dispatch_after_commit()
