"""The picture of an open sign-up: added or replaced before the confirmation."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit import photos
from testkit.frozen import paused
from testkit.person import Person
from testkit.problems import assert_problem
from testkit.wait import wait_until


def put(person: Person, content: bytes | None = None, **form: str) -> httpx.Response:
    photo = photos.phone_photo() if content is None else content
    files = {"picture": ("me.jpg", photo)}
    return person.http.put(f"/sign-ups/{person.sign_up_id}/picture", files=files, data=form)


def shown(person: Person) -> dict[str, Any]:
    """Wait for the thumbnails."""
    thumbnails: dict[str, Any] = wait_until(
        lambda: person.follow()["thumbnails"], what="the thumbnails"
    )
    return thumbnails


def test_failed_picture_of_a_sign_up_can_be_replaced(person: Person) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for()
    assert person.task("resize_thumbnail")["state"] == "FAILURE"

    answer = put(person)
    assert answer.status_code == httpx.codes.ACCEPTED
    task = answer.json()
    assert (task["kind"], task["state"]) == ("resize_thumbnail", "PENDING")
    assert answer.headers["location"] == f"/api/tasks/{task['id']}"
    assert person.task("resize_thumbnail")["id"] == task["id"]
    thumbnails = shown(person)
    kinds = [task["kind"] for task in person.follow()["tasks"]]
    assert kinds == ["resize_thumbnail", "send_confirmation_email"]  # each step in its place

    person.confirm().raise_for_status()
    person.log_in().raise_for_status()
    assert person.http.get("/me").json()["thumbnails"] == thumbnails


def test_picture_can_be_added_to_a_sign_up_without_one(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    put(person, crop='{"x": 0, "y": 0, "size": 100}').raise_for_status()
    assert shown(person)


def test_one_of_several_parallel_uploads_is_shown_and_the_others_are_deleted(
    person: Person, stack: Stack
) -> None:
    with paused(person.stack.worker):
        person.sign_up().raise_for_status()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: put(person), range(4)))
    assert {answer.status_code for answer in answers} == {httpx.codes.ACCEPTED}
    states = wait_until(lambda: _final(stack, person), what="all tasks ended")
    assert states.count("SUCCESS") == 1
    picture_id = shown(person)["64"].split("/")[2]
    with psycopg.connect(stack.database_url) as database:
        tasks = "SELECT id FROM tasks WHERE subject_id = %s"
        picture_ids = database.execute(
            f"SELECT id::text FROM pictures WHERE task_id IN ({tasks})",  # noqa: S608
            (person.sign_up_row_id,),
        ).fetchall()
    assert picture_ids == [(picture_id,)]


def _final(stack: Stack, person: Person) -> list[str] | None:
    with psycopg.connect(stack.database_url) as database:
        rows = database.execute(
            "SELECT state FROM tasks WHERE subject_id = %s AND kind = 'resize_thumbnail'",
            (person.sign_up_row_id,),
        ).fetchall()
    states = [state for (state,) in rows]
    return states if set(states) <= {"SUCCESS", "FAILURE", "REVOKED"} else None


def test_replaced_picture_of_a_sign_up_loses_its_files(person: Person) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    old = shown(person)
    put(person).raise_for_status()
    wait_until(
        lambda: (now := person.follow()["thumbnails"]) and now != old, what="the new picture"
    )
    folder = (person.stack.storage / old["64"].removeprefix("/")).parent
    wait_until(lambda: not folder.exists(), what="the old picture's files deleted")


def test_ended_sign_up_takes_no_picture(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.confirm().raise_for_status()
    assert_problem(put(person), 409, "sign_up_over")


def test_upload_to_an_unknown_sign_up_stores_no_file(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.sign_up_id = str(uuid4())
    before = _originals(person)
    assert_problem(put(person), 404, "sign_up_not_found")
    assert _originals(person) <= before  # those of other tests may go meanwhile


def _originals(person: Person) -> set[str]:
    return {path.name for path in person.stack.storage.rglob("originals/*")}


@pytest.mark.parametrize(
    ("content", "form", "code", "field"),
    [
        (b"no picture", {}, "picture_format", "picture"),
        (None, {"crop": "[1,2]"}, "crop_invalid", "crop"),
    ],
)
def test_invalid_upload_is_refused_and_the_current_picture_stays(
    person: Person, content: bytes | None, form: dict[str, str], code: str, field: str
) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    assert_problem(put(person, content, **form), 422, code, field)
    assert shown(person)
