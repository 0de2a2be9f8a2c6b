"""The code of the pages that need a database runs, and does what the pages say."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.task_engine import testing
from foyer.task_engine.kinds import Kind, RetryPolicy
from foyer.task_engine.lease import Lease
from foyer.task_engine.models import TaskState
from foyer.task_engine.record import enqueue
from foyer.task_engine.worker import hooks
from foyer.task_engine.worker.hooks import around_attempt
from foyer.task_engine.worker.outcome import Outcome
from testkit.engine_tasks import Report
from testkit.how_to import page_module

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def session() -> Iterator[Session]:
    with testing.rolled_back() as session:
        yield session


def test_adding_a_task(session: Session) -> None:
    with page_module("adding-a-task", session=session) as page:
        assert testing.drain(session) == [page.task]
        assert (page.task.state, page.task.result) == (TaskState.SUCCESS, {"pages": 7})
        upgraded = page.SendReport.load({"year": 2026, "number": 9}, 1)
        assert upgraded == page.SendReport(month="2026-09", copies=1)


def test_choose_when_a_task_runs(session: Session) -> None:
    with page_module("how-to/choose-when-a-task-runs", session=session) as page:
        page.task_kind(page.MailReport)(lambda _run: {"mailed": True})
        ran = testing.drain(session)
        assert ran[-1] is page.unhurried
        assert page.reminder not in ran
        assert ran.index(page.report) > max(map(ran.index, page.figures))
        assert page.report.result == {"mailed": True}
        assert page.last not in ran  # a task of the batch waits for its retry
        ran = testing.drain(session, with_later=True)
        assert [task.state for task in page.batch] == ["FAILURE", "SUCCESS"]
        assert page.last.result == {"FAILURE": 1, "SUCCESS": 1}


def test_run_again_or_only_once(session: Session) -> None:
    with page_module("how-to/run-again-or-only-once", session=session) as page:
        transfer = enqueue(session, page.CheckTransfer(reference="T-1"))
        charge = enqueue(session, page.ChargeCard(cents=100))
        assert testing.drain(session) == [transfer, charge]
        assert (transfer.state, transfer.snoozes, transfer.attempts) == ("RETRY", 1, 0)
        assert (charge.state, charge.attempts) == ("FAILURE", 1)
        page.TRANSFERS["T-1"] = "done"
        assert testing.drain(session, with_later=True) == [transfer]
        assert (transfer.result, transfer.attempts) == ({"state": "done"}, 1)


def test_observe_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_hooks", [])
    kind = Kind(Report, lambda _run: None, RetryPolicy(), (), None)
    lease = Lease(uuid4(), "report", None, {}, 1, 2, 1, 0, utc_now(), timedelta(0), uuid4())
    error = ValueError("broken")
    with page_module("how-to/observe-attempts") as page:
        with around_attempt(kind, lease) as attempt:
            attempt.outcome = Outcome(TaskState.RETRY, error=error)
        assert page.reported == [error]
        assert page.seconds.keys() == {("report", TaskState.RETRY)}


def test_test_tasks() -> None:
    with page_module("how-to/test-tasks") as page:
        page.test_a_greeting_is_counted()
        page.test_all_greetings_are_counted_once()
