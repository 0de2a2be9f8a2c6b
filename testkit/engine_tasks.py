"""Task kinds for tests of the engine. A worker with `-A testkit.engine_tasks` runs them."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from foyer.errors import FoyerError
from foyer.task_engine.celery_app import app
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.payload import Payload
from testkit import api_tasks, fair_tasks, interrupted_tasks, limited_tasks, misbehaving_tasks
from testkit.misbehaving_tasks import QUICK, Ledger, add_effect

__all__ = [
    "api_tasks",
    "app",
    "fair_tasks",
    "interrupted_tasks",
    "limited_tasks",
    "misbehaving_tasks",
]


class HopelessError(FoyerError):
    """This can never work."""

    code = "hopeless"


class BusyError(FoyerError):
    """Come back in a moment."""

    code = "busy"


class Report(Ledger, Payload, kind="report", queue="mail", version=2):
    """Version 1 had `is_hopeless` instead of `hopeless`."""

    hopeless: bool = False
    busy: int = 0

    @classmethod
    def upgrade(cls, fields: dict[str, Any], version: int) -> dict[str, Any]:
        assert version == 1
        return {"hopeless": fields.pop("is_hopeless", False), **fields}


class Slow(Ledger, Payload, kind="slow", queue="mail"):
    gate: Path


class Poison(Ledger, Payload, kind="poison", queue="mail"): ...


class Tardy(Ledger, Payload, kind="tardy", queue="mail"): ...


class Stubborn(Ledger, Payload, kind="stubborn", queue="mail"): ...


@task_kind(Report, retry=QUICK, permanent=(HopelessError,))
def report(run: Run[Report]) -> Result:
    run.progress(40, "collecting")
    if run.payload.hopeless:
        raise HopelessError
    if run.attempt <= run.payload.busy:
        raise BusyError
    add_effect(run, "sent")
    return {"pages": 7}


@task_kind(Slow, retry=QUICK)
def slow(run: Run[Slow]) -> Result:
    """Run in small steps until the gate file exists, then have an effect."""
    while not run.payload.gate.exists():
        run.progress(50, "working")
        time.sleep(0.1)
    run.progress(90, "finishing")
    add_effect(run, "done")
    return None


class ReadsTheClock(Ledger, Payload, kind="reads_the_clock", queue="mail"): ...


@task_kind(ReadsTheClock, retry=QUICK)
def reads_the_clock(_run: Run[ReadsTheClock]) -> Result:
    return {"unix_time": time.time()}


@task_kind(Poison, retry=QUICK)
def poison(_run: Run) -> Result:
    os.kill(os.getpid(), signal.SIGKILL)
    return None


@task_kind(Tardy, retry=QUICK, time_limit=timedelta(seconds=1))
def tardy(_run: Run) -> Result:
    time.sleep(60)
    return None


@task_kind(Stubborn, retry=QUICK, time_limit=timedelta(seconds=1), grace=timedelta(seconds=1))
def stubborn(_run: Run) -> Result:
    while True:
        try:
            time.sleep(60)
        except SoftTimeLimitExceeded:
            continue
