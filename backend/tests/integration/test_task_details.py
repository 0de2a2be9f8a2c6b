"""The page of one task: attempts, thumbnails, masked payloads, erased data."""

import pytest

from testkit import photos
from testkit.person import Person
from tests.integration.task_history import Add, find

pytestmark = pytest.mark.usefixtures("in_stack")


def test_the_details_of_a_failed_task(admin: Person, person: Person) -> None:
    reference = person.sign_up(photos.truncated_photo()).headers["X-Request-ID"]
    person.wait_for("SUCCESS", "FAILURE")
    task = person.task("resize_thumbnail")
    detail = admin.http.get(f"/admin/tasks/{task['id']}").json()
    assert {name: detail[name] for name in task} == task
    assert detail["published_at"] >= detail["created_at"]
    assert detail["payload"].keys() == {"picture_id"}
    assert (detail["queue"], detail["reference"]) == ("pictures", reference)
    assert detail["error_group"].startswith("picture_damaged in foyer.pictures.")
    assert detail["traceback"].startswith("Traceback")
    assert "PictureDamagedError" in detail["traceback"]
    assert detail["person"]["email"] == person.email
    assert detail["person"]["sign_up_id"] == person.sign_up_row_id
    assert (detail["thumbnails"], detail["retried_by"], detail["actions"]) == (None, None, [])
    (attempt,) = detail["attempts_history"]
    assert (attempt["number"], attempt["outcome"]) == (1, "FAILURE")
    assert attempt["worker"].startswith("worker@")
    assert attempt["started_at"] == detail["started_at"]
    assert attempt["ended_at"] == detail["finished_at"]
    assert attempt["error"] == detail["error"]
    claimed, resizing = attempt["log"]
    assert "event=claimed" in claimed
    assert "step=resizing" in resizing
    assert all(task["id"] in line and "attempt=1" in line for line in attempt["log"])


def test_the_details_of_a_picture_task_show_its_thumbnails(admin: Person, person: Person) -> None:
    person.sign_up().raise_for_status()
    sign_up = person.wait_for("SUCCESS")
    detail = admin.http.get(f"/admin/tasks/{person.task('resize_thumbnail')['id']}").json()
    assert detail["thumbnails"] == sign_up["thumbnails"]
    assert detail["thumbnails"]


def test_addresses_in_a_payload_are_masked(admin: Person, add: Add) -> None:
    task = add(payload={"to": "ada@example.com", "more": [{"cc": "bob@example.com"}], "n": 1})
    payload = admin.http.get(f"/admin/tasks/{task}").json()["payload"]
    assert payload == {"to": "a•••@example.com", "more": [{"cc": "b•••@example.com"}], "n": 1}


def test_log_of_a_task_has_the_id_of_the_request_that_led_to_it(
    admin: Person, person: Person
) -> None:
    request_id = person.sign_up(b"").headers["x-request-id"]
    person.wait_for("SUCCESS")
    task_id = person.task("send_confirmation_email")["id"]
    task = admin.http.get(f"/admin/tasks/{task_id}").json()
    assert task["reference"] == request_id
    lines = task["attempts_history"][0]["log"]
    assert {f"request={request_id}" in line for line in lines} == {True}


def test_tasks_and_logs_contain_no_passwords_and_tokens(admin: Person, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    task_id = person.task("send_confirmation_email")["id"]
    everything = admin.http.get(f"/admin/tasks/{task_id}").text
    log = (person.stack.logs / "celery.log").read_text()
    for secret in (person.password, person.link_token()):
        assert secret not in everything
        assert secret not in log


def test_the_tasks_of_a_deleted_account_contain_no_personal_data(
    admin: Person, person: Person
) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    task_id = person.task("resize_thumbnail")["id"]
    person.confirm().raise_for_status()
    person.log_in().raise_for_status()
    person.http.request("DELETE", "/me", json={"password": person.password}).raise_for_status()
    assert find(admin, q=person.email) == []
    detail = admin.http.get(f"/admin/tasks/{task_id}").json()
    assert (detail["forgotten"], detail["person"], detail["payload"]) == (True, None, {})
    assert detail["attempts_history"][0]["log"] == []
    assert detail["error_group"].startswith("picture_damaged in ")  # the statistics still count it
    refused = admin.http.post(f"/admin/tasks/{task_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "task_forgotten")
