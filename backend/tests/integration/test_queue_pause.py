"""Pausing a queue: the endpoints, the commands, the health check and the audit log."""

import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from foyer.db.engines import transaction
from foyer.task_engine import pauses
from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until
from tests.integration.task_history import Add

QUEUE = "bulk"  # no sign-up needs it, so the other tests of this stack do not wait


pytestmark = pytest.mark.usefixtures("in_stack", "resumed")


@pytest.fixture
def resumed() -> Iterator[None]:
    """Other tests of this stack find no pause."""
    yield
    with transaction() as session:
        pauses.resume(session, QUEUE)


def paused_at(admin: Person) -> str | None:
    queues = admin.http.get("/admin/workers").raise_for_status().json()["queues"]
    (pause,) = (queue["paused_at"] for queue in queues if queue["name"] == QUEUE)
    return pause  # type: ignore[no-any-return]


def events(admin: Person, event: str) -> list[dict[str, str]]:
    audit_log = admin.http.get("/admin/audit", params={"event": event}).raise_for_status()
    return [item["details"] for item in audit_log.json()["items"]]


def test_an_administrator_pauses_and_resumes_a_queue(stack: Stack, admin: Person) -> None:
    before = len(events(admin, "queue_paused")), len(events(admin, "queue_resumed"))
    for _ in range(2):  # the second time changes nothing
        assert admin.http.put(f"/admin/queues/{QUEUE}/pause").status_code == httpx.codes.NO_CONTENT
    assert paused_at(admin)
    health = httpx.get(f"{stack.api.url}/api/health/ready").json()
    assert health["checks"]["queues"].startswith("bulk: paused since ")
    for _ in range(2):
        answer = admin.http.delete(f"/admin/queues/{QUEUE}/pause")
        assert answer.status_code == httpx.codes.NO_CONTENT
    assert paused_at(admin) is None
    assert events(admin, "queue_paused")[0] == {"queue": QUEUE}
    after = len(events(admin, "queue_paused")), len(events(admin, "queue_resumed"))
    assert after == (before[0] + 1, before[1] + 1)
    answer = admin.http.put("/admin/queues/mial/pause")
    assert (answer.status_code, answer.json()["code"]) == (404, "queue_not_found")


def test_tasks_of_a_queue_that_is_paused_by_the_command_line_wait(
    stack: Stack, admin: Person, kind: str, add: Add
) -> None:
    add(state=TaskState.FAILURE)
    assert stack.foyer("pause-queue", QUEUE) == "bulk is paused.\n"
    assert stack.foyer("pause-queue", QUEUE) == "bulk was paused already.\n"
    (line,) = (line for line in stack.foyer("queues").splitlines() if line.startswith(QUEUE))
    assert "paused since" in line
    body = {"action": "retry", "filter": {"kind": kind}}
    answer = admin.http.post("/admin/tasks/bulk", json=body)
    task = answer.raise_for_status().json()["task"]

    def read() -> dict[str, Any]:
        body: dict[str, Any] = admin.http.get(f"/admin/tasks/{task['id']}").json()
        return body

    assert read()["state"] == "PENDING"
    assert stack.foyer("resume-queue", QUEUE) == "bulk goes on.\n"
    wait_until(lambda: read()["state"] == "SUCCESS")
    assert read()["attempts"] == 1
    with pytest.raises(subprocess.CalledProcessError) as failure:
        stack.foyer("pause-queue", "mial")
    assert (failure.value.returncode, failure.value.output) == (1, "There is no such queue.\n")
