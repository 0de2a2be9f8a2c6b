"""Foyer's engine with kinds that do nothing: what it costs by itself."""

import time

from bench import QUEUE
from foyer.task_engine.celery_app import app
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run

__all__ = ["app"]


@task_kind(queue=QUEUE)
def empty(_run: Run) -> Result:
    """Do nothing."""
    return None


@task_kind(queue=QUEUE)
def stamped(_run: Run) -> Result:
    """Say when the body began, in Unix time."""
    return {"began": time.time()}
