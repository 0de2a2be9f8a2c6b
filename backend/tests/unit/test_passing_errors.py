"""A fault of a server that Foyer needs spends no attempt of a task."""

from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import uuid4

import pytest

from foyer.errors import FoyerError
from foyer.object_storage.errors import StorageFullError, StorageUnreachableError
from foyer.payloads import ResizeThumbnail
from foyer.task_engine.kinds import Kind, RetryPolicy, Run
from foyer.task_engine.lease import Lease
from foyer.task_engine.models import TaskState
from foyer.task_engine.worker.outcome import MAX_DEFERRALS, Outcome, run_function

LAST_ATTEMPT = RetryPolicy().max_attempts - 1


class OwnError(FoyerError):
    """The function itself failed."""

    code = "own_error"


def outcome_of(error: Exception, *, failures: int = 0, deferrals: int = 0) -> Outcome:
    def call(_kind: Kind, _run: Run[Any]) -> NoReturn:
        raise error

    kind = Kind(ResizeThumbnail, lambda _run: None, RetryPolicy(), (), None)
    payload = ResizeThumbnail(picture_id=uuid4())
    lease = Lease(
        task_id=uuid4(),
        kind=kind.name,
        subject_id=None,
        payload=payload.model_dump(mode="json"),
        payload_version=1,
        attempt=1 + failures + deferrals,
        failures=failures,
        deferrals=deferrals,
        created_at=datetime.now(UTC),
        waited=timedelta(0),
        token=uuid4(),
    )
    return run_function(kind, lease, lambda _percent, _step: None, call)


@pytest.mark.parametrize("error", [StorageUnreachableError(), StorageFullError()])
def test_fault_of_the_storage_does_not_end_a_task_at_its_last_attempt(error: FoyerError) -> None:
    outcome = outcome_of(error, failures=LAST_ATTEMPT)
    assert (outcome.state, outcome.is_deferral) == (TaskState.RETRY, True)
    assert outcome.failure
    assert outcome.failure.code == error.code


def test_own_error_ends_a_task_at_its_last_attempt() -> None:
    outcome = outcome_of(OwnError(), failures=LAST_ATTEMPT)
    assert (outcome.state, outcome.is_deferral) == (TaskState.FAILURE, False)


def test_storage_that_stays_away_ends_the_task_after_all_deferrals() -> None:
    outcome = outcome_of(StorageUnreachableError(), failures=LAST_ATTEMPT, deferrals=MAX_DEFERRALS)
    assert outcome.state is TaskState.FAILURE
