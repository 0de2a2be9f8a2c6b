"""A repeated POST: one sign-up, one set of tasks, one mail, the same answer."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import psycopg

from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo

PICTURE = phone_photo()


def post(person: Person, key: str, **changes: str) -> httpx.Response:
    form = {
        "email": person.email,
        "password": person.password,
        "display_name": person.name,
    }
    return httpx.post(
        f"{person.stack.api.url}/api/sign-ups",
        data=form | changes,
        files={"picture": ("me.jpg", PICTURE, "image/jpeg")},
        headers={"Idempotency-Key": key},
        timeout=30,
    )


def ids(answer: httpx.Response) -> tuple[str, ...]:
    body = answer.json()
    return (answer.headers["location"], body["id"], *(task["id"] for task in body["tasks"]))


def count(stack: Stack, email: str) -> tuple[int, int]:
    """How many sign-ups an address has, and how many tasks these."""
    with psycopg.connect(stack.database_url) as database:
        row = database.execute(
            "SELECT count(DISTINCT s.id), count(t.id) FROM sign_ups s"
            " JOIN tasks t ON t.subject_id = s.id WHERE s.email = %s",
            (email,),
        ).fetchone()
    assert row
    return row[0], row[1]


def test_a_lost_answer_is_given_again(person: Person) -> None:
    key = uuid4().hex
    first = post(person, key)
    person.sign_up_id = first.json()["id"]
    person.wait_for("SUCCESS")
    again = post(person, key)
    assert first.status_code == again.status_code == httpx.codes.ACCEPTED
    assert ids(first) == ids(again)
    assert count(person.stack, person.email) == (1, 2)
    assert len(person.stack.mail.messages(person.email)) == 1


def test_twenty_copies_at_once_are_one(stack: Stack, person: Person) -> None:
    key = uuid4().hex
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(person, key), range(20)))
    assert {answer.status_code for answer in answers} == {httpx.codes.ACCEPTED}
    assert len({ids(answer) for answer in answers}) == 1
    person.sign_up_id = answers[0].json()["id"]
    url = person.wait_for("SUCCESS")["thumbnails"]["64"]
    assert count(stack, person.email) == (1, 2)
    assert len(stack.mail.messages(person.email)) == 1
    assert (stack.storage / url.removeprefix("/")).exists()


def test_a_key_is_for_one_request(person: Person) -> None:
    key = uuid4().hex
    post(person, key).raise_for_status()
    other = post(person, key, display_name="Somebody Else")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert count(person.stack, person.email) == (1, 2)


def test_another_key_is_another_sign_up(person: Person) -> None:
    first, second = post(person, uuid4().hex), post(person, uuid4().hex)
    assert first.json()["id"] != second.json()["id"]


def test_a_key_that_could_be_anybodys_is_refused(person: Person) -> None:
    assert post(person, "1").status_code == httpx.codes.UNPROCESSABLE_ENTITY
