"""Task kinds that only the campaign has: made with the project's decorator, as an adopter's are."""

import os
import signal
import time
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from chaos import ledger
from chaos.ledger import Fact
from chaos.plan import QUEUE
from foyer.errors import FoyerError
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, RetryPolicy, Run

FAILS_BEFORE = 2  # attempts of a flaky task

# What a fault of the campaign costs an attempt must not use up the patience of the kind.
_SOON = RetryPolicy(max_attempts=20, delays=(timedelta(seconds=1),))


class PassingError(FoyerError):
    """Not now, but the next attempt may do it."""

    code = "chaos_passing"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class HopelessError(FoyerError):
    """No repetition mends this."""

    code = "chaos_hopeless"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@task_kind(queue=QUEUE, retry=_SOON)
def quick(run: Run) -> Result:
    """Nothing but the effect."""
    ledger.note(Fact.BEGAN, run.id, run.attempt)
    return _effect(run)


@task_kind(queue=QUEUE, retry=_SOON)
def slow(run: Run) -> Result:
    """Work for `payload["seconds"]`, with a look at the lease twice a second."""
    ledger.note(Fact.BEGAN, run.id, run.attempt)
    steps = 2 * int(run.payload["seconds"])
    for step in range(steps):
        time.sleep(0.5)
        run.progress(90 * step // steps, "working")
    return _effect(run)


@task_kind(queue=QUEUE, retry=_SOON)
def flaky(run: Run) -> Result:
    """Fails twice, then succeeds."""
    ledger.note(Fact.BEGAN, run.id, run.attempt)
    if run.attempt <= FAILS_BEFORE:
        ledger.note(Fact.ENDED, run.id, run.attempt)
        raise PassingError
    return _effect(run)


@task_kind(queue=QUEUE, retry=_SOON, permanent=(HopelessError,))
def hopeless(run: Run) -> Result:
    """Fails for good."""
    ledger.note(Fact.BEGAN, run.id, run.attempt)
    ledger.note(Fact.ENDED, run.id, run.attempt)
    raise HopelessError


@task_kind(queue=QUEUE, retry=_SOON)
def poison(run: Run) -> Result:
    """Kills the process that runs it."""
    ledger.note(Fact.BEGAN, run.id, run.attempt)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def _effect(run: Run) -> Result:
    """Ask for the lease once more, then do what shows: the order every body should keep."""
    run.progress(90, "effect")
    target = ledger.effect(ledger.folder(), run.id)
    draft = target.with_name(f".{target.name}.{uuid4().hex}")
    draft.write_text(str(run.id))
    draft.replace(target)
    ledger.note(Fact.DID, run.id, run.attempt)
    ledger.note(Fact.ENDED, run.id, run.attempt)
    return {"attempt": run.attempt}
