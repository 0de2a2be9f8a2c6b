"""The campaign's own task kinds, made with the project's decorator."""

import os
import signal
import time
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from pydantic import BaseModel

from chaos import run_log
from chaos.plan import QUEUE
from chaos.run_log import Event
from foyer.errors import FoyerError
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, RetryPolicy, Run
from foyer.task_engine.payload import Payload

FAILS_BEFORE = 2  # attempts of a flaky task

# Enough attempts that injected faults cannot use them up.
SOON = RetryPolicy(max_attempts=20, delays=(timedelta(seconds=1),))


class PassingError(FoyerError):
    """This attempt fails; a later one succeeds."""

    code = "chaos_passing"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class HopelessError(FoyerError):
    """Every attempt fails."""

    code = "chaos_hopeless"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class OperationPayload(BaseModel):
    """A part of each payload: the number of the operation in the plan."""

    number: int


class TimedPayload(OperationPayload):
    seconds: int


class Quick(OperationPayload, Payload, kind="quick", queue=QUEUE): ...


class Slow(TimedPayload, Payload, kind="slow", queue=QUEUE): ...


class Flaky(OperationPayload, Payload, kind="flaky", queue=QUEUE): ...


class Hopeless(OperationPayload, Payload, kind="hopeless", queue=QUEUE): ...


class Poison(OperationPayload, Payload, kind="poison", queue=QUEUE): ...


@task_kind(Quick, retry=SOON)
def quick(run: Run[Quick]) -> Result:
    """Has its effect at once."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    return effect(run)


@task_kind(Slow, retry=SOON)
def slow(run: Run[Slow]) -> Result:
    """Works for the payload's seconds and checks the lease twice a second."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    steps = 2 * run.payload.seconds
    for step in range(steps):
        time.sleep(0.5)
        run.progress(90 * step // steps, "working")
    return effect(run)


@task_kind(Flaky, retry=SOON)
def flaky(run: Run[Flaky]) -> Result:
    """Fails twice, then succeeds."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    if run.attempt <= FAILS_BEFORE:
        run_log.append(Event.ENDED, run.id, run.attempt)
        raise PassingError
    return effect(run)


@task_kind(Hopeless, retry=SOON, permanent=(HopelessError,))
def hopeless(run: Run[Hopeless]) -> Result:
    """Fails for good."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    run_log.append(Event.ENDED, run.id, run.attempt)
    raise HopelessError


@task_kind(Poison, retry=SOON)
def poison(run: Run[Poison]) -> Result:
    """Kills the process that runs it."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def effect(run: Run) -> Result:
    """Check the lease once more, then have the effect, as every task function should."""
    run.progress(90, "effect")
    target = run_log.effect(run_log.folder(), run.id)
    draft = target.with_name(f".{target.name}.{uuid4().hex}")
    draft.write_text(str(run.id))
    draft.replace(target)
    run_log.append(Event.EFFECT, run.id, run.attempt)
    run_log.append(Event.ENDED, run.id, run.attempt)
    return {"attempt": run.attempt}
