"""Revoking a waiting or a running task; a revoked task stays revoked after a restart."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from testkit import photos
from testkit.frozen import frozen_at_work
from testkit.person import Person
from testkit.wait import wait_until


def revoke(admin: Person, task_id: str) -> httpx.Response:
    return admin.http.post(f"/admin/tasks/{task_id}/revoke")


@pytest.fixture
def waiting(person: Person) -> dict[str, Any]:
    """A mail task that waits a minute for its next attempt."""
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
    finally:
        person.stack.mail.start()
    return person.task("send_confirmation_email")


def test_a_revoked_waiting_task_never_runs(
    admin: Person, person: Person, waiting: dict[str, Any]
) -> None:
    answer = revoke(admin, waiting["id"])
    assert answer.json()["state"] == "REVOKED"
    person.stack.worker.restart()
    task = person.task("send_confirmation_email")
    assert (task["state"], task["attempts"]) == ("REVOKED", waiting["attempts"])
    assert task["error"]["code"] == "cancelled"
    assert person.stack.mail.messages(person.email) == []


def test_a_revoked_running_task_is_interrupted(admin: Person, person: Person) -> None:
    def upload() -> str:
        person.sign_up(photos.slow_picture()).raise_for_status()
        task_id: str = person.task("resize_thumbnail")["id"]
        return task_id

    with frozen_at_work(person, upload) as task_id:
        assert revoke(admin, task_id).json()["state"] == "REVOKED"

    def stopped() -> bool:
        log = (person.stack.logs / "celery.log").read_text()
        return any(
            event in line
            for line in log.splitlines()
            if task_id in line
            for event in ("event=lease_lost", "event=late_result_refused")
        )

    wait_until(stopped, what="the running attempt to stop")
    detail = admin.http.get(f"/admin/tasks/{task_id}").json()
    assert detail["state"] == "REVOKED"
    assert [attempt["outcome"] for attempt in detail["attempts_history"]] == ["REVOKED"]
    assert person.follow()["thumbnails"] is None


def test_an_ended_task_cannot_be_revoked(admin: Person, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    answer = revoke(admin, person.task("send_confirmation_email")["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "task_ended")
    assert person.task("send_confirmation_email")["state"] == "SUCCESS"


def test_an_unknown_task_cannot_be_revoked(admin: Person) -> None:
    answer = revoke(admin, str(uuid4()))
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


def test_revoking_needs_an_administrator(person: Person) -> None:
    assert revoke(person, str(uuid4())).status_code == httpx.codes.UNAUTHORIZED
