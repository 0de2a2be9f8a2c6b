"""The task history, for administrators only."""

import httpx
import pytest

from tests import photos
from tests.person import Person


@pytest.fixture
def user(person: Person) -> Person:
    person.sign_up(b"").raise_for_status()
    person.confirm().raise_for_status()
    person.log_in().raise_for_status()
    return person


PATHS = ["/admin/access", "/admin/tasks", "/admin/tasks/01a20333-49cf-7182-b9d3-aa9035981d2c"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_users_are_refused(client: httpx.Client, user: Person, path: str) -> None:
    stranger, known = client.get(path), user.http.get(path)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "not_authenticated")
    assert (known.status_code, known.json()["code"]) == (403, "not_allowed")


def test_an_administrator_may_pass(admin: Person) -> None:
    assert admin.http.get("/admin/access").status_code == httpx.codes.NO_CONTENT


def test_the_newest_come_first_and_pages_follow_each_other(admin: Person, person: Person) -> None:
    for _ in range(3):
        person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    seen: list[str] = []
    cursor: str | None = None
    while len(seen) < 3:
        parameters = {"limit": "1", "kind": "resize_thumbnail"}
        parameters |= {"cursor": cursor} if cursor else {}
        page = admin.http.get("/admin/tasks", params=parameters).json()
        assert len(page["items"]) == 1
        seen += [task["id"] for task in page["items"]]
        cursor = page["next_cursor"]
    assert len(set(seen)) == 3
    assert seen == sorted(seen, reverse=True)
    assert person.task("resize_thumbnail")["id"] == seen[0]


def test_filters_by_state_and_kind(admin: Person, person: Person) -> None:
    person.sign_up(photos.broken_in_the_middle()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    page = admin.http.get(
        "/admin/tasks", params={"state": "FAILURE", "kind": "resize_thumbnail"}
    ).json()
    assert {(task["state"], task["kind"]) for task in page["items"]} == {
        ("FAILURE", "resize_thumbnail")
    }
    assert page["items"][0]["id"] == person.task("resize_thumbnail")["id"]
    assert page["kinds"] == sorted(page["kinds"])
    assert {"resize_thumbnail", "send_confirmation_email"} < set(page["kinds"])
    nothing = admin.http.get("/admin/tasks", params={"kind": "no_such_kind"}).json()
    assert (nothing["items"], nothing["next_cursor"]) == ([], None)


@pytest.mark.parametrize("cursor", ["x", "====", "bm90IGEgY3Vyc29y"])
def test_a_made_up_cursor_is_refused(admin: Person, cursor: str) -> None:
    answer = admin.http.get("/admin/tasks", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("kind", ["%00", "%F0%9F%98%80", "a" * 101])
def test_a_kind_that_cannot_be_one_is_refused(admin: Person, kind: str) -> None:
    answer = admin.http.get(f"/admin/tasks?kind={kind}")
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_one_task_with_all_that_happened(admin: Person, person: Person) -> None:
    person.sign_up(photos.broken_in_the_middle()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    task = person.task("resize_thumbnail")
    detail = admin.http.get(f"/admin/tasks/{task['id']}").json()
    assert {name: detail[name] for name in task} == task
    assert detail["published_at"] >= detail["created_at"]
    assert detail["payload"].keys() == {"picture_id"}
    assert detail["traceback"].startswith("Traceback")
    assert "PictureFormatError" in detail["traceback"]
    (attempt,) = detail["attempts_history"]
    assert (attempt["number"], attempt["outcome"]) == (1, "FAILURE")
    assert attempt["worker"].startswith("worker@")
    assert attempt["started_at"] == detail["started_at"]
    assert attempt["ended_at"] == detail["finished_at"]
    assert attempt["error"] == detail["error"]


def test_passwords_and_tokens_are_in_no_task(admin: Person, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    task_id = person.task("send_confirmation_email")["id"]
    everything = admin.http.get(f"/admin/tasks/{task_id}").text
    log = (person.stack.logs / "celery.log").read_text()
    for secret in (person.password, person.link_token()):
        assert secret not in everything
        assert secret not in log
