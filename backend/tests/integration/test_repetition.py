"""Running a task again: once, as a task of its own, whoever clicks how often."""

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
from testkit.person import Person
from testkit.wait import wait_until


def retry(admin: Person, task_id: str) -> httpx.Response:
    return admin.http.post(f"/admin/tasks/{task_id}/retry")


def detail(admin: Person, task_id: str) -> dict[str, Any]:
    found: dict[str, Any] = admin.http.get(f"/admin/tasks/{task_id}").json()
    return found


@pytest.fixture
def failed(person: Person) -> str:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    task_id: str = person.task("resize_thumbnail")["id"]
    return task_id


def test_it_is_a_task_of_its_own(admin: Person, person: Person, failed: str) -> None:
    answer = retry(admin, failed)
    again = answer.json()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.headers["Location"] == f"/api/admin/tasks/{again['id']}"
    assert (again["retry_of"], again["kind"]) == (failed, "resize_thumbnail")
    assert person.task("resize_thumbnail")["id"] == again["id"]
    person.wait_for("SUCCESS", "FAILURE")
    first, second = detail(admin, failed), detail(admin, again["id"])
    assert (first["state"], first["retried_by"]) == ("FAILURE", again["id"])
    assert (second["state"], second["payload"]) == ("FAILURE", first["payload"])
    assert second["error_group"] == first["error_group"]
    (action,) = first["actions"]
    assert (action["event"], action["by"]) == ("task_retried", admin.email)


def test_many_clicks_at_once_make_one(admin: Person, failed: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: retry(admin, failed), range(10)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202, *[409] * 9]
    assert {each.json()["code"] for each in answers if each.is_error} == {"task_repeated"}
    assert len(detail(admin, failed)["actions"]) == 1


def test_a_mail_that_got_lost_is_sent_again(admin: Person, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    retry(admin, person.task("send_confirmation_email")["id"]).raise_for_status()
    person.wait_for("SUCCESS")
    assert len(person.stack.mail.messages(person.email)) == 2
    person.confirm().raise_for_status()


def test_not_what_waits(admin: Person, person: Person) -> None:
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        answer = retry(admin, person.task("send_confirmation_email")["id"])
    finally:
        person.stack.mail.start()
    assert (answer.status_code, answer.json()["code"]) == (409, "task_not_ended")


@pytest.mark.usefixtures("in_stack")
def test_what_is_run_again_while_it_is_forgotten_is_forgotten_too() -> None:
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
    again = threading.Event()

    def forget() -> None:
        again.wait()
        with transaction() as session:
            subjects.erase(session, [subject])

    forgetting = threading.Thread(target=forget)
    forgetting.start()
    with transaction() as session:
        repeated = rerun.rerun(session, task_id)
        again.set()
        with transaction() as other:
            wait_until(lambda: _waiting(other), what="the one that forgets to wait")
    forgetting.join()
    with transaction() as session:
        task = session.get_one(Task, repeated)
        assert (task.state, task.forgotten, task.payload) == (TaskState.REVOKED, True, {})


def _waiting(session: Session) -> bool:
    locks = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')"
    return bool(session.scalar(text(locks)))


def test_not_what_is_not_there(admin: Person) -> None:
    answer = retry(admin, "01a20333-49cf-7182-b9d3-aa9035981d2c")
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


def test_a_cancelled_mail_is_sent_after_all(admin: Person, person: Person) -> None:
    person.stack.worker.stop()
    try:
        person.sign_up(b"").raise_for_status()
        task_id = person.task("send_confirmation_email")["id"]
        admin.http.post(f"/admin/tasks/{task_id}/revoke").raise_for_status()
    finally:
        person.stack.worker.start()
    retry(admin, task_id).raise_for_status()
    person.wait_for("SUCCESS")
    assert len(person.stack.mail.messages(person.email)) == 1
    person.confirm().raise_for_status()


def test_the_profile_follows_the_repetition(admin: Person, person: Person) -> None:
    """A picture whose file is away for a moment: the person sees it once it was run again."""
    person.join(photos.phone_photo())
    person.stack.worker.stop()
    try:
        files = {"picture": ("me.jpg", photos.phone_photo(), "image/jpeg")}
        task_id = person.http.put("/me/picture", files=files).json()["id"]
        (original,) = person.stack.storage.glob(
            f"originals/{detail(admin, task_id)['payload']['picture_id']}*"
        )
        content = original.read_bytes()
        original.write_bytes(b"damaged")
    finally:
        person.stack.worker.start()

    def profile() -> dict[str, Any]:
        found: dict[str, Any] = person.http.get("/me").json()
        return found

    wait_until(lambda: profile()["picture_task"]["state"] == "FAILURE", what="failure")
    before = profile()["thumbnails"]
    original.write_bytes(content)
    again = retry(admin, task_id).json()["id"]
    wait_until(lambda: profile()["picture_task"]["state"] == "SUCCESS", what="success")
    assert profile()["picture_task"]["id"] == again
    assert profile()["thumbnails"] not in (None, before)
