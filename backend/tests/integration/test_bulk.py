"""Bulk actions: the dry run, the bulk task and its batches."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine.history import bulk
from foyer.task_engine.history.bulk import RetryMany
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from testkit import photos
from testkit.frozen import paused
from testkit.person import Person
from testkit.wait import wait_until

pytestmark = pytest.mark.usefixtures("in_stack")


@pytest.fixture
def kind() -> str:
    return f"kind_{uuid4().hex[:8]}"


def add(kind: str, count: int, state: TaskState = TaskState.FAILURE) -> list[UUID]:
    """Insert tasks of a kind that no worker knows, so that their reruns stay PENDING."""
    final = {"finished_at": utc_now(), "error": {"code": "x", "message": "X."}}
    fields = {"kind": kind, "state": state} | (final if state is TaskState.FAILURE else {})
    ids = [uuid7() for _ in range(count)]
    with transaction() as session:
        session.execute(insert(Task), [{"id": task_id} | fields for task_id in ids])
    return ids


def act(admin: Person, action: str, **body: Any) -> httpx.Response:
    return admin.http.post("/admin/tasks/bulk", json={"action": action} | body)


def ended(admin: Person, task_id: str) -> dict[str, Any]:
    def final() -> dict[str, Any] | None:
        task: dict[str, Any] = admin.http.get(f"/admin/tasks/{task_id}").json()
        return task if task["state"] in {"SUCCESS", "FAILURE", "REVOKED"} else None

    return wait_until(final, what="the bulk task to end")


def of_kind(kind: str, *states: TaskState) -> list[Task]:
    with transaction() as session:
        query = select(Task).where(Task.kind == kind)
        return list(session.scalars(query.where(Task.state.in_(states)) if states else query))


def test_a_dry_run_counts_and_changes_nothing(admin: Person, kind: str) -> None:
    add(kind, 14)
    add(kind, 2, TaskState.PENDING)
    body = {"filter": {"kind": kind}, "dry_run": True}
    retried, revoked = act(admin, "retry", **body), act(admin, "revoke", **body)
    assert (retried.status_code, revoked.status_code) == (200, 200)
    assert retried.json() == {
        "count": 14,
        "capped": False,
        "kinds": {kind: 14},
        "mails": 0,
        "task": None,
    }
    assert revoked.json()["count"] == 2
    assert len(of_kind(kind)) == 16


def test_two_bulk_retries_rerun_each_failed_task_once(admin: Person, kind: str) -> None:
    failed = add(kind, 1200)  # three batches
    answers = [act(admin, "retry", filter={"kind": kind}) for _ in range(2)]
    assert answers[0].status_code == 202
    # The first may have ended before the second began, which then has no task.
    tasks = [task for answer in answers if (task := answer.json()["task"])]
    results = [ended(admin, task["id"]) for task in tasks]
    assert {task["state"] for task in results} == {"SUCCESS"}
    assert sum(task["result"]["done"] for task in results) == 1200
    reruns = of_kind(kind, TaskState.PENDING)
    assert sorted(task.retry_of for task in reruns if task.retry_of) == sorted(failed)
    assert act(admin, "retry", filter={"kind": kind}, dry_run=True).json()["count"] == 0
    (action,) = results[0]["actions"]
    assert (action["event"], action["by"]) == ("tasks_retried", admin.email)


def test_a_bulk_action_revokes_many_tasks(admin: Person, kind: str) -> None:
    add(kind, 30, TaskState.PENDING)
    done = ended(admin, act(admin, "revoke", filter={"kind": kind}).json()["task"]["id"])
    assert done["result"] == {"done": 30}
    assert len(of_kind(kind, TaskState.REVOKED)) == 30
    assert {task.error["code"] for task in of_kind(kind) if task.error} == {"cancelled"}


def test_a_bulk_action_on_selected_tasks(admin: Person, kind: str) -> None:
    chosen = [str(task_id) for task_id in add(kind, 5)[:3]]
    answer = act(admin, "retry", ids=chosen)
    assert answer.json()["count"] == 3
    ended(admin, answer.json()["task"]["id"])
    assert {str(task.retry_of) for task in of_kind(kind, TaskState.PENDING)} == set(chosen)


def test_a_bulk_action_excludes_tasks_that_were_created_later(kind: str) -> None:
    add(kind, 3)
    tasks = TaskFilter(kind=kind)
    with transaction() as session:
        payload = RetryMany.load(bulk.enqueue(session, bulk.BulkAction.RETRY, tasks).payload, 1)
        session.rollback()
    add(kind, 4)
    run = Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=payload)
    assert bulk.retry_many(run) == {"done": 3}
    assert bulk.retry_many(run) == {"done": 0}  # a second attempt finds no more tasks


def test_concurrent_bulk_retries_rerun_each_task_once(kind: str) -> None:
    failed = add(kind, 3 * bulk.BATCH)
    payload = RetryMany(filter=TaskFilter(kind=kind))

    def retry(_: int) -> int:
        result = bulk.retry_many(Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=payload))
        assert result
        done: int = result["done"]
        return done

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(retry, range(3))) == len(failed)
    assert len(of_kind(kind, TaskState.PENDING)) == len(failed)


def test_each_task_shows_the_administrator_of_the_bulk_action(admin: Person, kind: str) -> None:
    (failed,), (waiting,) = add(kind, 1), add(kind, 1, TaskState.PENDING)
    for action, task_id in (("retry", failed), ("revoke", waiting)):
        ended(admin, act(admin, action, ids=[str(task_id)]).json()["task"]["id"])
        detail = admin.http.get(f"/admin/tasks/{task_id}").json()
        actions = [(event["event"], event["by"]) for event in detail["actions"]]
        event_name = {"retry": "tasks_retried", "revoke": "tasks_revoked"}[action]
        assert actions == [(event_name, admin.email)]


@pytest.mark.parametrize("kind", ["retry_many", "revoke_many"])
def test_bulk_actions_exclude_bulk_tasks(admin: Person, kind: str) -> None:
    add(kind, 2)
    assert act(admin, "retry", filter={"kind": kind}, dry_run=True).json()["count"] == 0


def test_a_revoked_bulk_task_stops_between_two_batches(kind: str) -> None:
    add(kind, 2 * bulk.BATCH)

    class StoppedError(Exception):
        pass

    def report(percent: int, step: str) -> None:
        assert (percent, step) == (50, "500 of 1000")
        raise StoppedError

    payload = RetryMany(filter=TaskFilter(kind=kind))
    run = Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=payload, report=report)
    with pytest.raises(StoppedError):
        bulk.retry_many(run)
    assert len(of_kind(kind, TaskState.PENDING)) == bulk.BATCH


def test_a_dry_run_counts_the_mails(admin: Person, person: Person) -> None:
    with paused(person.stack.worker):
        person.sign_up(photos.phone_photo()).raise_for_status()
        ids = [task["id"] for task in person.follow()["tasks"]]
        for task_id in ids:
            admin.http.post(f"/admin/tasks/{task_id}/revoke").raise_for_status()
    answer = act(admin, "retry", ids=ids, dry_run=True).json()
    assert (answer["count"], answer["mails"]) == (2, 1)
    assert act(admin, "revoke", ids=ids, dry_run=True).json()["mails"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"action": "retry"},
        {"action": "retry", "ids": []},
        {"action": "retry", "ids": [str(uuid4())], "filter": {}},
        {"action": "delete", "filter": {}},
        {"action": "retry", "filter": {"state": ["DONE"]}},
        {"action": "retry", "filter": {}},
        {"action": "retry", "filter": {"error_group": "x"}},  # the field is `error`
        {"action": "retry", "filter": {"from": 5}},
        {"action": "retry", "ids": [str(uuid4()) for _ in range(1001)]},
    ],
)
def test_invalid_bulk_requests_are_refused(admin: Person, body: dict[str, Any]) -> None:
    answer = admin.http.post("/admin/tasks/bulk", json=body)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
