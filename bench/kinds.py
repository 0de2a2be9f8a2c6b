"""Empty task kinds on Foyer's engine, to measure the engine alone."""

import time

from bench import QUEUE
from foyer.task_engine.celery_app import app
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.payload import Payload

__all__ = ["app"]


class Empty(Payload, kind="empty", queue=QUEUE): ...


class Stamped(Payload, kind="stamped", queue=QUEUE): ...


@task_kind(Empty)
def empty(_run: Run[Empty]) -> Result:
    """An empty task."""
    return None


@task_kind(Stamped)
def stamped(_run: Run[Stamped]) -> Result:
    """Print the start of the function in Unix time."""
    return {"began": time.time()}
