"""Task kinds that use the parts of the engine that the authors of kinds can choose."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import structlog

from foyer.db.engines import transaction
from foyer.task_engine import links
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run, Snooze
from foyer.task_engine.payload import Payload
from foyer.task_engine.record import enqueue
from foyer.task_engine.worker.hooks import Attempt, around_attempts
from testkit.misbehaving_tasks import QUICK, Ledger, add_effect

__all__: list[str] = []

log = structlog.stdlib.get_logger(__name__)


class Naps(Ledger, Payload, kind="naps", queue="mail"):
    gate: Path


class Step(Ledger, Payload, kind="step", queue="mail"):
    gate: Path
    steps_left: int


class EnqueuesMany(Ledger, Payload, kind="enqueues_many", queue="mail"):
    count: int


class CountsOutcomes(Ledger, Payload, kind="counts_outcomes", queue="mail"): ...


@task_kind(Naps, retry=QUICK)
def naps(run: Run[Naps]) -> Result | Snooze:
    """Snooze until the gate file exists."""
    if not run.payload.gate.exists():
        return Snooze(timedelta(milliseconds=100))
    add_effect(run, "done")
    return None


@task_kind(Step, retry=QUICK)
def step(run: Run[Step]) -> Result:
    """Wait until the gate file exists, then enqueue the next step."""
    while not run.payload.gate.exists():
        time.sleep(0.05)
    add_effect(run, "done")
    if steps_left := run.payload.steps_left:
        payload = run.payload.model_copy(update={"steps_left": steps_left - 1})
        with transaction() as session:
            enqueue(session, payload, unique_key=f"after {run.id}")
    return None


@task_kind(EnqueuesMany, retry=QUICK)
def enqueues_many(run: Run[EnqueuesMany]) -> Result:
    with transaction() as session:
        for _ in range(run.payload.count):
            enqueue(session, CountsOutcomes(ledger=run.payload.ledger), subject_id=run.id)
    return None


@task_kind(CountsOutcomes, retry=QUICK)
def counts_outcomes(run: Run[CountsOutcomes]) -> Result:
    with transaction() as session:
        return {state.value: count for state, count in links.outcomes(session, run.id).items()}


@around_attempts
def refuses_to_start(attempt: Attempt) -> AbstractContextManager[None]:
    """Fail at each attempt of each kind: no task may notice it."""
    raise ValueError(attempt)


@around_attempts
@contextmanager
def logs_outcome(attempt: Attempt) -> Iterator[None]:
    """Log the outcome of each attempt, then fail."""
    yield
    state = attempt.outcome and attempt.outcome.state.value
    log.info("hook_closed", task=str(attempt.task_id), outcome=state)
    raise ValueError(attempt)
