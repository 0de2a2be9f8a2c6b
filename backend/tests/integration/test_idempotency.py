"""A repeated sign-up request makes one sign-up, one set of tasks, one mail, one response."""

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
    """The number of sign-ups of an address, and the number of their tasks."""
    with psycopg.connect(stack.database_url) as database:
        counts = database.execute(
            "SELECT count(DISTINCT s.id), count(t.id) FROM sign_ups s"
            " JOIN tasks t ON t.subject_id = s.id WHERE s.email = %s",
            (email,),
        ).fetchone()
    assert counts
    return counts[0], counts[1]


def test_repeated_request_gets_the_same_response(person: Person) -> None:
    key = uuid4().hex
    first = post(person, key)
    person.sign_up_id = first.json()["id"]
    person.wait_for("SUCCESS")
    repeated = post(person, key)
    assert first.status_code == repeated.status_code == httpx.codes.ACCEPTED
    assert ids(first) == ids(repeated)
    assert count(person.stack, person.email) == (1, 2)
    assert len(person.stack.mail.messages(person.email)) == 1


def test_twenty_parallel_copies_make_one_sign_up(stack: Stack, person: Person) -> None:
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


def test_reused_key_of_another_request_is_refused(person: Person) -> None:
    key = uuid4().hex
    post(person, key).raise_for_status()
    other = post(person, key, display_name="Somebody Else")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert count(person.stack, person.email) == (1, 2)


def test_different_keys_make_different_sign_ups(person: Person) -> None:
    first, second = post(person, uuid4().hex), post(person, uuid4().hex)
    assert first.json()["id"] != second.json()["id"]


def test_short_key_is_refused(person: Person) -> None:
    assert post(person, "1").status_code == httpx.codes.UNPROCESSABLE_ENTITY
