"""The helper for tests of code that enqueues tasks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import testing
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue
from foyer.task_engine.testing import NeverDrainedError, TaskFailedError
from testkit.api_tasks import CountsOutcomes, Naps, Step
from testkit.engine_tasks import HopelessError, Report
from tests.engine.engine_stack import effects

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def session() -> Iterator[Session]:
    with testing.rolled_back() as session:
        yield session


def test_a_kind_runs_inline(session: Session, ledger: Path) -> None:
    assert testing.run(session, Report(ledger=ledger)) == {"pages": 7}
    [effect] = effects(ledger)
    assert effect.endswith("sent")
    task = session.scalars(select(Task).where(Task.created_at == func.now())).one()
    assert (task.state, task.progress, task.step) == (TaskState.SUCCESS, 100, "collecting")


def test_an_error_of_the_function_is_raised_with_its_cause(session: Session, ledger: Path) -> None:
    with pytest.raises(TaskFailedError, match="hopeless") as raised:
        testing.run(session, Report(ledger=ledger, hopeless=True))
    assert isinstance(raised.value.__cause__, HopelessError)


def test_draining_runs_chains_and_followers(session: Session, ledger: Path, gate: Path) -> None:
    gate.touch()
    first = enqueue(session, Step(ledger=ledger, gate=gate, steps_left=2))
    last = enqueue(session, CountsOutcomes(ledger=ledger), after=[first.id])
    assert [step.steps_left for step in testing.enqueued(session, Step)] == [2]
    ran = testing.drain(session)
    assert len(ran) == 4
    assert len(effects(ledger)) == 3
    assert (last in ran, last.result) == (True, {"SUCCESS": 1})
    assert testing.enqueued(session, Step) == []


def test_retries_run_only_when_asked(session: Session, ledger: Path) -> None:
    task = enqueue(session, Report(ledger=ledger, busy=2))
    assert testing.drain(session) == [task]
    assert (task.state, task.attempts) == (TaskState.RETRY, 1)
    assert testing.drain(session, with_later=True) == [task]
    assert (task.state, task.attempts) == (TaskState.SUCCESS, 3)


def test_a_task_that_never_ends_fails_the_test(
    session: Session, ledger: Path, gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "MAX_ATTEMPTS", 20)
    task = enqueue(session, Naps(ledger=ledger, gate=gate))
    testing.drain(session)
    assert (task.state, task.snoozes, task.attempts) == (TaskState.RETRY, 1, 0)
    with pytest.raises(NeverDrainedError):
        testing.drain(session, with_later=True)


def test_nothing_is_left_behind(ledger: Path) -> None:
    def count() -> int:
        with transaction() as session:
            return session.scalars(select(func.count()).select_from(Task)).one()

    before = count()
    with testing.rolled_back() as session:
        enqueue(session, Report(ledger=ledger))
        session.commit()
        assert count() == before + 1  # each transaction of the process is a part of this one
    assert count() == before
