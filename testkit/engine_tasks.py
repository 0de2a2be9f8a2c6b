"""Task kinds for tests of the engine. A worker with `-A testkit.engine_tasks` runs them."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded

from foyer.errors import FoyerError
from foyer.task_engine.celery_app import app
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from testkit import interrupted_tasks, misbehaving_tasks
from testkit.misbehaving_tasks import QUICK, add_effect

__all__ = ["app", "interrupted_tasks", "misbehaving_tasks"]


class HopelessError(FoyerError):
    """This can never work."""

    code = "hopeless"


class BusyError(FoyerError):
    """Come back in a moment."""

    code = "busy"


# A complete task kind, as docs/adding-a-task.md describes it.
@task_kind(queue="mail", retry=QUICK, permanent=(HopelessError,))
def report(run: Run) -> Result:
    run.progress(40, "collecting")
    if run.payload.get("hopeless"):
        raise HopelessError
    if run.attempt <= run.payload.get("busy", 0):
        raise BusyError
    add_effect(run, "sent")
    return {"pages": 7}


@task_kind(queue="mail", retry=QUICK)
def slow(run: Run) -> Result:
    """Run in small steps until the gate file exists, then have an effect."""
    while not Path(run.payload["gate"]).exists():
        run.progress(50, "working")
        time.sleep(0.1)
    run.progress(90, "finishing")
    add_effect(run, "done")
    return None


@task_kind(queue="mail", retry=QUICK)
def poison(_run: Run) -> Result:
    os.kill(os.getpid(), signal.SIGKILL)
    return None


@task_kind(queue="mail", retry=QUICK, time_limit=timedelta(seconds=1))
def tardy(_run: Run) -> Result:
    time.sleep(60)
    return None


@task_kind(queue="mail", retry=QUICK, time_limit=timedelta(seconds=1), grace=timedelta(seconds=1))
def stubborn(_run: Run) -> Result:
    while True:
        try:
            time.sleep(60)
        except SoftTimeLimitExceeded:
            continue
