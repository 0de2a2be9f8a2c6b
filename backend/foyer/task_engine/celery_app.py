"""The Celery application of the API, the workers, the dispatcher and Flower.

Messages contain only ids. The results are in the task rows, so there is no result backend.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging

from foyer import logs
from foyer.settings import LogFormat, get_settings
from foyer.task_engine import redis_transport
from foyer.task_engine.attempt_log import attempt_log

PONG = "foyer.pong"
CONTROL_QUEUE = "control"

_settings = get_settings()

# These variables override Celery's configuration, and the `celery` command sets the first one from
# BROKER_URL.
for _name in ("CELERY_BROKER_URL", "CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL"):
    os.environ.pop(_name, None)

redis_transport.register()
app = Celery(
    "foyer",
    include=[
        "foyer.task_engine.worker.memory_limit",
        "foyer.task_engine.worker.process_priority",
        "foyer.task_engine.worker.signals",
        "foyer.task_engine.worker.liveness",
        "foyer.task_engine.worker.remote_control",
    ],
)
app.conf.update(
    **_settings.broker_url.celery_settings(),
    # --- the state of a task is only in PostgreSQL
    result_backend=None,
    task_ignore_result=True,
    accept_content=["json"],
    # --- a dead or frozen broker costs seconds, not minutes; the dispatcher publishes later
    task_publish_retry=False,
    broker_pool_acquire_timeout=2,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        # A message that is unacknowledged for longer is delivered again. That costs little: while
        # its task runs, there is nothing to claim.
        "visibility_timeout": 120,
        # kombu looks for such messages every interval * throttle seconds; its 10 * 10 is 100 s.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "max_retries": 1,
        "interval_start": 0,
        "interval_max": 0.5,
    },
    # --- a message is acknowledged when its task has ended, not when it was received
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=45,
    task_time_limit=60,
    worker_max_tasks_per_child=1000,
    worker_max_memory_per_child=400_000,  # KiB, checked between tasks
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # --- events for Flower
    worker_send_task_events=True,
    worker_consumer="foyer.task_engine.worker.consumer:BatchedEventsConsumer",
    # The row has the time of publishing; the event would double the cost of publishing.
    task_send_sent_event=False,
    task_default_queue=CONTROL_QUEUE,
)

_process = {"name": "celery"}  # until a worker sets its own name


@celeryd_init.connect
def _prepare_logs(sender: str, instance: Any, **_: Any) -> None:
    _process["name"] = sender
    if _settings.log_format is LogFormat.JSON:
        instance.quiet = True  # Celery's banner is plain text


@setup_logging.connect
def _configure_logs(**_: Any) -> None:
    """Set up logging. A connected handler keeps Celery from its own set-up."""
    logs.configure(
        logs.celery_log_file(_settings),
        attempt_log,
        terminal=_settings.log_format,
        worker=_process["name"],
        quiet=frozenset({PONG}),
    )
