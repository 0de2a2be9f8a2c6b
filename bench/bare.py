"""Bare Celery with an empty task, for comparison with the engine.

Its settings are those that matter for speed, as Foyer has them; the broker is the same one, another
database of it.
"""

import os

from celery import Celery

app = Celery("bare", broker=os.environ["BARE_BROKER_URL"])
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    task_default_queue="bare",
    worker_prefetch_multiplier=4,  # Celery's default, good for short tasks
)


@app.task(name="empty")
def empty() -> None:
    """Do nothing."""
