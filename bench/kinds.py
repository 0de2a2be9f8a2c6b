"""Empty task kinds on Foyer's engine, to measure the engine alone."""

import time

from bench import QUEUE
from foyer.task_engine.celery_app import app
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run

__all__ = ["app"]


@task_kind(queue=QUEUE)
def empty(_run: Run) -> Result:
    """An empty task."""
    return None


@task_kind(queue=QUEUE)
def stamped(_run: Run) -> Result:
    """Print the start of the function in Unix time."""
    return {"began": time.time()}
