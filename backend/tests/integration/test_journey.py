"""The journey by HTTP: sign up, wait, confirm, log in, with a real worker process."""

import io
from uuid import UUID

import httpx
import pytest
from PIL import Image

from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until


def test_sign_up_is_accepted_at_once_and_its_tasks_succeed(person: Person) -> None:
    answer = person.sign_up(photos.camera_photo(12))

    assert answer.status_code == httpx.codes.ACCEPTED
    body = answer.json()
    assert answer.headers["location"] == f"/api/sign-ups/{body['id']}"
    assert [task["kind"] for task in body["tasks"]] == [
        "resize_thumbnail",
        "send_confirmation_email",
    ]
    assert body["thumbnails"] is None
    assert body["email"] == "p•••@example.com"

    done = person.wait_for("SUCCESS")
    for task in done["tasks"]:
        assert (task["progress"], task["attempts"], task["error"]) == (100, 1, None)
        assert task["created_at"] <= task["started_at"] <= task["finished_at"]
    for size, url in done["thumbnails"].items():
        file = person.stack.storage / url.removeprefix("/")
        image = Image.open(io.BytesIO(file.read_bytes()))
        assert (image.format, image.size) == ("WEBP", (int(size), int(size)))


def test_original_is_deleted_after_use(person: Person) -> None:
    person.sign_up().raise_for_status()
    originals = person.stack.storage / "originals"
    picture_id = person.wait_for("SUCCESS")["thumbnails"]["64"].split("/")[2]
    assert not (originals / picture_id).exists()


def test_mail_link_confirms_and_then_the_password_logs_in(person: Person) -> None:
    person.sign_up().raise_for_status()
    followed = person.wait_for("SUCCESS")
    assert person.log_in().status_code == httpx.codes.UNAUTHORIZED

    mail = person.stack.mail.wait_for(person.email)[-1]
    assert mail.recipients == (person.email,)
    task_id = person.task("send_confirmation_email")["id"]
    assert mail.message["Message-ID"] == f"<{task_id}@localhost>"

    confirmed = person.confirm()
    body = confirmed.json()
    assert (body["link"], body["email"]) == ("confirmation", person.email)
    assert body["display_name"] == person.name
    assert "foyer_session" not in confirmed.headers.get("set-cookie", "")
    assert person.follow()["state"] == "confirmed"

    logged_in = person.log_in()
    assert logged_in.status_code == httpx.codes.CREATED
    cookie = logged_in.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    me = person.http.get("/me").json()
    assert (me["email"], me["role"]) == (person.email, "user")
    assert me["thumbnails"] == followed["thumbnails"]
    assert me["picture_task"]["state"] == "SUCCESS"


def test_session_token_is_invalid_after_log_out(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.confirm().raise_for_status()
    person.log_in().raise_for_status()
    token = dict(person.http.cookies)
    assert person.http.delete("/sessions/current").status_code == httpx.codes.NO_CONTENT
    assert person.http.get("/me").status_code == httpx.codes.UNAUTHORIZED
    person.http.cookies.update(token)
    assert person.http.get("/me").status_code == httpx.codes.UNAUTHORIZED


def test_sign_up_without_picture_has_one_task(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    done = person.wait_for("SUCCESS")
    assert [task["kind"] for task in done["tasks"]] == ["send_confirmation_email"]
    assert done["thumbnails"] is None


def test_the_crop_is_what_one_sees(person: Person) -> None:
    crop = '{"x": 700, "y": 900, "size": 400}'
    person.sign_up(photos.phone_photo(1200, 1600, 6), crop=crop).raise_for_status()
    url = person.wait_for("SUCCESS")["thumbnails"]["256"]
    image = Image.open(person.stack.storage / url.removeprefix("/"))
    assert photos.colour_at(image, 0.1, 0.1) == pytest.approx(photos.QUARTERS[3], abs=12)


def test_failed_task_is_a_200_response(person: Person) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    done = person.wait_for("SUCCESS", "FAILURE")
    task = person.task("resize_thumbnail")
    assert task["state"] == "FAILURE"
    assert task["error"]["code"] == "picture_damaged"
    assert "damaged or incomplete" in task["error"]["message"]
    assert task["attempts"] == 1
    assert done["thumbnails"] is None
    status = person.http.get(f"/tasks/{task['id']}")
    assert (status.status_code, status.json()) == (httpx.codes.OK, task)

    person.confirm().raise_for_status()
    assert person.log_in().json()["thumbnails"] is None


def test_unknown_id_is_not_found(client: httpx.Client) -> None:
    for path, code in (("tasks", "task_not_found"), ("sign-ups", "sign_up_not_found")):
        answer = client.get(f"/{path}/{UUID(int=1)}")
        assert answer.status_code == httpx.codes.NOT_FOUND
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == code
        assert answer.json()["reference"] == answer.headers["x-request-id"]


def test_unchanged_sign_up_is_not_sent_again(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    first = person.http.get(f"/sign-ups/{person.sign_up_id}")
    unchanged = person.http.get(
        f"/sign-ups/{person.sign_up_id}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (unchanged.status_code, unchanged.content) == (httpx.codes.NOT_MODIFIED, b"")
    person.confirm().raise_for_status()
    changed = person.http.get(
        f"/sign-ups/{person.sign_up_id}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert changed.status_code == httpx.codes.OK


def test_celery_log_has_every_event_of_a_task(person: Person) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    task_id = person.task("resize_thumbnail")["id"]

    def lines_of_task() -> list[str] | None:
        log = (person.stack.logs / "celery.log").read_text()
        lines = [line for line in log.splitlines() if f"task={task_id}" in line]
        return lines if any("event=succeeded" in line for line in lines) else None

    lines = wait_until(lines_of_task, what="the task's end in celery.log")
    for event in ("received", "claimed", "resizing", "saving", "succeeded"):
        assert any(event in line for line in lines), event
    for line in lines:
        assert line.startswith("time=20")
        assert " level=info worker=worker@" in line
        assert " kind=resize_thumbnail " in line
        assert "attempt=1" in line or "received" in line or "succeeded in" in line
