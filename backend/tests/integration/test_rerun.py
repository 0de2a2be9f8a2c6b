"""Reruns: an ended task runs again once, as a new task."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from foyer.db.engines import transaction
from foyer.task_engine import subjects
from foyer.task_engine.history import rerun
from foyer.task_engine.models import Task, TaskState
from testkit import photos
from testkit.frozen import paused
from testkit.person import Person
from testkit.wait import wait_until


def retry(admin: Person, task_id: str) -> httpx.Response:
    return admin.http.post(f"/admin/tasks/{task_id}/retry")


def detail(admin: Person, task_id: str) -> dict[str, Any]:
    body: dict[str, Any] = admin.http.get(f"/admin/tasks/{task_id}").json()
    return body


@pytest.fixture
def failed(person: Person) -> str:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    task_id: str = person.task("resize_thumbnail")["id"]
    return task_id


def test_a_rerun_is_a_new_task(admin: Person, person: Person, failed: str) -> None:
    answer = retry(admin, failed)
    rerun_task = answer.json()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.headers["Location"] == f"/api/admin/tasks/{rerun_task['id']}"
    assert (rerun_task["retry_of"], rerun_task["kind"]) == (failed, "resize_thumbnail")
    assert person.task("resize_thumbnail")["id"] == rerun_task["id"]
    person.wait_for("SUCCESS", "FAILURE")
    first, second = detail(admin, failed), detail(admin, rerun_task["id"])
    assert (first["state"], first["retried_by"]) == ("FAILURE", rerun_task["id"])
    assert (second["state"], second["payload"]) == ("FAILURE", first["payload"])
    assert second["error_group"] == first["error_group"]
    (action,) = first["actions"]
    assert (action["event"], action["by"]) == ("task_retried", admin.email)


def test_concurrent_requests_make_one_rerun(admin: Person, failed: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: retry(admin, failed), range(10)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202, *[409] * 9]
    assert {answer.json()["code"] for answer in answers if answer.is_error} == {"task_repeated"}
    assert len(detail(admin, failed)["actions"]) == 1


def test_a_rerun_of_a_successful_mail_sends_it_again(admin: Person, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    retry(admin, person.task("send_confirmation_email")["id"]).raise_for_status()
    person.wait_for("SUCCESS")
    assert len(person.stack.mail.messages(person.email)) == 2
    person.confirm().raise_for_status()


def test_a_waiting_task_cannot_be_rerun(admin: Person, person: Person) -> None:
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        answer = retry(admin, person.task("send_confirmation_email")["id"])
    finally:
        person.stack.mail.start()
    assert (answer.status_code, answer.json()["code"]) == (409, "task_not_ended")


@pytest.mark.usefixtures("in_stack")
def test_a_rerun_during_an_erasure_is_erased_too() -> None:
    subject, task_id = uuid4(), uuid7()
    with transaction() as session:
        session.add(
            Task(
                id=task_id,
                kind="no_such_kind",
                subject_id=subject,
                payload={"personal": True},
                state=TaskState.FAILURE,
            )
        )
    rerun_inserted = threading.Event()

    def erase() -> None:
        rerun_inserted.wait()
        with transaction() as session:
            subjects.erase(session, [subject])

    thread = threading.Thread(target=erase)
    thread.start()
    with transaction() as session:
        rerun_id = rerun.rerun(session, task_id)
        rerun_inserted.set()
        with transaction() as observer:
            wait_until(lambda: _has_waiting_lock(observer), what="the erasure to wait")
    thread.join()
    with transaction() as session:
        task = session.get_one(Task, rerun_id)
        assert (task.state, task.forgotten, task.payload) == (TaskState.REVOKED, True, {})


def _has_waiting_lock(session: Session) -> bool:
    # In a transaction, pg_stat_activity would always show what its first read found.
    locks = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    return bool(session.scalar(text(locks)))


def test_an_unknown_task_cannot_be_rerun(admin: Person) -> None:
    answer = retry(admin, "01a20333-49cf-7182-b9d3-aa9035981d2c")
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


def test_a_rerun_of_a_revoked_mail_sends_it(admin: Person, person: Person) -> None:
    with paused(person.stack.worker):
        person.sign_up(b"").raise_for_status()
        task_id = person.task("send_confirmation_email")["id"]
        admin.http.post(f"/admin/tasks/{task_id}/revoke").raise_for_status()
    retry(admin, task_id).raise_for_status()
    person.wait_for("SUCCESS")
    assert len(person.stack.mail.messages(person.email)) == 1
    person.confirm().raise_for_status()


def test_the_profile_shows_the_picture_of_a_rerun(admin: Person, person: Person) -> None:
    """The file of a picture is damaged at first. The profile shows the picture after the rerun."""
    person.join(photos.phone_photo())
    person.wait_for("SUCCESS")
    with paused(person.stack.worker):
        files = {"picture": ("me.jpg", photos.phone_photo(), "image/jpeg")}
        task_id = person.http.put("/me/picture", files=files).json()["id"]
        (original,) = person.stack.storage.glob(
            f"originals/{detail(admin, task_id)['payload']['picture_id']}*"
        )
        content = original.read_bytes()
        original.write_bytes(b"damaged")

    def profile() -> dict[str, Any]:
        body: dict[str, Any] = person.http.get("/me").json()
        return body

    wait_until(lambda: profile()["picture_task"]["state"] == "FAILURE", what="failure")
    old_thumbnails = profile()["thumbnails"]
    original.write_bytes(content)
    rerun_id = retry(admin, task_id).json()["id"]
    wait_until(lambda: profile()["picture_task"]["state"] == "SUCCESS", what="success")
    assert profile()["picture_task"]["id"] == rerun_id
    assert profile()["thumbnails"] not in (None, old_thumbnails)
