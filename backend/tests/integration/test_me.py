"""The account of the person: display name, language of the mails, profile picture."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from PIL import Image

from testkit import photos
from testkit.frozen import frozen_at_work, paused
from testkit.person import Person
from testkit.problems import assert_problem
from testkit.wait import wait_until


@pytest.fixture
def member(person: Person) -> Person:
    return person.join()


def me(person: Person) -> dict[str, Any]:
    body: dict[str, Any] = person.http.get("/me").raise_for_status().json()
    return body


def put_picture(person: Person, content: bytes, **form: str) -> httpx.Response:
    return person.http.put("/me/picture", files={"picture": ("me.jpg", content)}, data=form)


def put_slow_picture(person: Person) -> str:
    task_id: str = put_picture(person, photos.slow_picture()).raise_for_status().json()["id"]
    return task_id


def shown(person: Person) -> dict[str, str]:
    """Wait for the picture's task to succeed, and return the thumbnails."""
    done = wait_until(
        lambda: (body := me(person))["picture_task"]["state"] == "SUCCESS" and body,
        what="the thumbnails",
    )
    thumbnails: dict[str, str] = done["thumbnails"]
    return thumbnails


def folder(person: Person, thumbnails: dict[str, str]) -> Path:
    return (person.stack.storage / thumbnails["64"].removeprefix("/")).parent


def test_display_name_is_cleaned_and_changed(member: Person) -> None:
    answer = member.http.patch("/me", json={"display_name": "  Augusta \t Ada  "})
    assert answer.json()["display_name"] == "Augusta Ada"
    assert me(member)["display_name"] == "Augusta Ada"


def test_language_of_the_mails_is_stored_and_can_be_changed(person: Person) -> None:
    person.http.headers["Accept-Language"] = "de"
    person.join()
    assert me(person)["language"] == "de"
    answer = person.http.patch("/me", json={"language": "en"})
    assert (answer.json()["language"], answer.json()["display_name"]) == ("en", person.name)
    assert me(person)["language"] == "en"
    refused = person.http.patch("/me", json={"language": "tlh"})
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert me(person)["language"] == "en"


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "A\x00da", "\u202e", "A\ud83d"])
def test_display_name_that_cannot_be_shown_is_refused(member: Person, name: str) -> None:
    body = b'{"display_name": ' + ascii_json(name) + b"}"
    answer = member.http.patch("/me", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert answer.json()["code"] == "validation_failed"
    assert me(member)["display_name"] == member.name


def ascii_json(text: str) -> bytes:
    return b'"' + b"".join(b"\\u%04x" % ord(character) for character in text) + b'"'


def test_first_profile_picture_gets_thumbnails(member: Person) -> None:
    assert me(member)["thumbnails"] is None
    answer = put_picture(member, photos.phone_photo())
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.json()["kind"] == "resize_thumbnail"
    assert answer.headers["location"] == f"/api/tasks/{answer.json()['id']}"
    for size, url in shown(member).items():
        image = Image.open(io.BytesIO((member.stack.storage / url.removeprefix("/")).read_bytes()))
        assert (image.format, image.size) == ("WEBP", (int(size), int(size)))


def test_the_crop_is_what_one_sees(member: Person) -> None:
    put_picture(
        member, photos.phone_photo(1200, 1600, 6), crop='{"x": 700, "y": 900, "size": 400}'
    ).raise_for_status()
    image = Image.open(member.stack.storage / shown(member)["256"].removeprefix("/"))
    assert photos.colour_at(image, 0.1, 0.1) == pytest.approx(photos.QUARTERS[3], abs=12)


def test_current_picture_is_shown_until_the_new_one_is_ready(person: Person) -> None:
    person.join(photos.phone_photo())
    old = shown(person)
    with paused(person.stack.worker):
        put_picture(person, photos.phone_photo()).raise_for_status()
        body = me(person)
        assert (body["thumbnails"], body["picture_task"]["state"]) == (old, "PENDING")
    new = shown(person)
    assert new != old
    assert folder(person, new).exists()
    wait_until(lambda: not folder(person, old).exists(), what="the old files to go")


def test_failed_picture_leaves_the_current_one(person: Person) -> None:
    person.join(photos.phone_photo())
    old = shown(person)
    put_picture(person, photos.truncated_photo()).raise_for_status()
    failed = wait_until(lambda: (body := me(person))["picture_task"]["state"] == "FAILURE" and body)
    assert failed["thumbnails"] == old
    assert folder(person, old).exists()


def test_removing_the_picture_twice_is_no_error(person: Person) -> None:
    person.join(photos.phone_photo())
    files = folder(person, shown(person))
    for _ in range(2):
        assert person.http.delete("/me/picture").status_code == httpx.codes.NO_CONTENT
    body = me(person)
    assert (body["thumbnails"], body["picture_task"]) == (None, None)
    wait_until(lambda: not files.exists(), what="the files to go")
    assert person.follow()["thumbnails"] is None


def test_picture_replaced_while_it_is_resized_leaves_no_files(member: Person) -> None:
    with frozen_at_work(member, lambda: put_slow_picture(member)) as replaced:
        put_picture(member, photos.phone_photo()).raise_for_status()
        assert member.http.get(f"/tasks/{replaced}").json()["state"] == "REVOKED"
    assert files_settle(member) == [folder(member, shown(member)).name]


def test_one_of_several_parallel_pictures_stays(member: Person) -> None:
    photo = photos.phone_photo()
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: put_picture(member, photo), range(5)))
    assert {answer.status_code for answer in answers} == {httpx.codes.ACCEPTED}
    remaining = [folder(member, shown(member)).name]
    wait_until(lambda: pictures_on_disk(member) == remaining, what="the replaced files to go")


def test_picture_removed_while_it_is_resized_leaves_no_files(member: Person) -> None:
    with frozen_at_work(member, lambda: put_slow_picture(member)):
        member.http.delete("/me/picture").raise_for_status()
    assert files_settle(member) == []
    assert me(member)["thumbnails"] is None


def files_settle(person: Person) -> list[str]:
    """The pictures on the disk, after every attempt has ended."""

    def ended() -> bool:
        log = (person.stack.logs / "celery.log").read_text().splitlines()
        ends = ("event=lease_lost", "event=late_result_refused", "event=succeeded")
        last = [line for line in log if any(end in line for end in ends)]
        return all(any(str(task_id) in line for line in last) for _, task_id in tasks_of(person))

    wait_until(ended, what="every attempt to end")
    return pictures_on_disk(person)


def pictures_on_disk(person: Person) -> list[str]:
    folders = (person.stack.storage / "media", person.stack.storage / "originals")
    return [
        name for name, _ in tasks_of(person) if any((folder / name).exists() for folder in folders)
    ]


def tasks_of(person: Person) -> list[tuple[str, UUID]]:
    """The pictures that the person has ever uploaded, with the tasks that make their thumbnails."""
    with psycopg.connect(person.stack.database_url) as database:
        return database.execute(
            "SELECT payload->>'picture_id', id FROM tasks"
            " WHERE subject_id = (SELECT id FROM users WHERE email = %s)",
            (person.email,),
        ).fetchall()


def test_file_that_is_no_picture_is_refused_in_the_response(member: Person) -> None:
    answer = put_picture(member, b"%PDF-1.7 and so on")
    assert_problem(answer, 422, "picture_format", "picture")
    assert me(member)["picture_task"] is None


def test_malformed_crop_is_refused(member: Person) -> None:
    answer = put_picture(member, photos.phone_photo(), crop="[1,2]")
    assert_problem(answer, 422, "crop_invalid", "crop")


def test_every_account_change_is_in_the_audit_log(member: Person) -> None:
    other = member.elsewhere()
    (other_session_id,) = (
        session["id"]
        for session in other.http.get("/sessions").json()["items"]
        if session["current"]
    )
    password = {"password": member.password}
    new = {"current_password": member.password, "new_password": "another sentence altogether"}
    email = f"new-{member.email}"
    member.http.patch("/me", json={"display_name": "Augusta"}).raise_for_status()
    put_picture(member, photos.phone_photo()).raise_for_status()
    member.http.delete("/me/picture").raise_for_status()
    member.http.delete(f"/sessions/{other_session_id}").raise_for_status()
    member.http.put("/me/email", json={"email": email, "password": "wrong"})
    member.http.put("/me/email", json={"email": email} | password).raise_for_status()
    member.http.delete("/me/email").raise_for_status()
    member.http.delete("/me/email").raise_for_status()  # no pending change, so no event
    member.http.put("/me/password", json=new).raise_for_status()
    events = [event["event"] for event in member.http.get("/me/export").json()["events"]]
    assert events[events.index("name_changed") :] == [
        *("name_changed", "picture_changed", "picture_removed", "session_ended"),
        *("wrong_password", "email_change_asked", "email_change_withdrawn", "password_changed"),
        "data_exported",
    ]
