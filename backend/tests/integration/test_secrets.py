"""Secrets: not at rest, not in the broker, not in logs, not in answers."""

import base64
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.person import Person, token_in
from testkit.problems import assert_problem

# Random, because tests with generated examples take strings from the source of the other tests.
NEW = f"another sentence {uuid4().hex}"
WRONG = f"a wrong password {uuid4().hex}"


@pytest.fixture(scope="module")
def secrets(stack: Stack) -> list[str]:
    """All the secrets that come up in a long life, some of them in requests that fail."""
    with Person(stack) as person:
        person.password = f"my first sentence {uuid4().hex}"
        person.join()
        used = [person.password, NEW, WRONG, person.link_token()]
        used += [person.sign_up_id, UUID(person.sign_up_id).hex]
        for path in ("", "/resend", "/picture", "/nothing/of/this/name"):
            for method in ("GET", "POST", "PATCH", "PUT"):
                person.http.request(method, f"/sign-ups/{person.sign_up_id}{path}")
        person.http.get(f"/sign-ups//{person.sign_up_id}")
        cookie = person.http.cookies["foyer_session"]
        person.log_in(WRONG)
        person.confirm(used[3])
        person.http.put("/me/email", json={"email": f"x{person.email}", "password": WRONG})
        person.http.put(
            "/me/email", json={"email": f"x{person.email}", "password": person.password}
        ).raise_for_status()
        mail = person.mails("Confirm your new address for Foyer", to=f"x{person.email}")[-1]
        used.append(token_in(mail))
        person.http.post("/password-resets", json={"email": person.email}).raise_for_status()
        reset = token_in(person.mails("Choose a new password for Foyer")[-1])
        for password in ("tiny", NEW, NEW):
            person.http.put("/password-resets", json={"token": reset, "password": password})
        person.mails("You have a new password at Foyer")
        return [*used, reset, cookie]


def test_the_database_has_none_of_them(stack: Stack, secrets: list[str]) -> None:
    with psycopg.connect(stack.database_url) as database:
        names = database.execute(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        for (table,) in names:
            for secret in forms(secrets):
                query = f'SELECT 1 FROM "{table}" AS row WHERE row::text LIKE %s LIMIT 1'  # noqa: S608
                found = database.execute(query, (f"%{secret}%",)).fetchone()
                assert found is None, (table, secret)


def test_the_logs_have_none_of_them(stack: Stack, secrets: list[str]) -> None:
    files = [path for path in stack.logs.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"api.log", "worker.log", "celery.log"}
    for path in files:
        text = path.read_text(errors="replace")
        assert [secret for secret in forms(secrets) if secret in text] == [], path.name


def forms(secrets: list[str]) -> list[str]:
    """As they are, and as the bytes that a link's token stands for."""
    raw = [base64.urlsafe_b64decode(secret)[16:].hex() for secret in secrets if len(secret) == 64]
    assert len(raw) == 3
    return [*secrets, *raw]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/sessions", {"email": 7, "password": NEW}),
        ("POST", "/sessions", {"email": "a@b.example", "password": [NEW]}),
        ("POST", "/sessions", {"email": "a@b.example", "password": NEW * 40}),
        ("PUT", "/password-resets", {"token": NEW * 20, "password": NEW}),
        ("PUT", "/password-resets", {"token": {"a": NEW}, "password": NEW}),
        ("POST", "/confirmations", {"token": [NEW]}),
        pytest.param("POST", "/confirmations", NEW, id="text"),
    ],
)
def test_a_refusal_repeats_nothing(
    client: httpx.Client, stack: Stack, method: str, path: str, body: object
) -> None:
    answer = client.request(method, path, json=body)
    assert_problem(answer, 422, "validation_failed")
    assert NEW not in answer.text
    assert NEW not in (Path(stack.logs) / "api.log").read_text()


def test_a_body_that_is_no_json_is_not_repeated(client: httpx.Client) -> None:
    answer = client.post(
        "/sessions", content=f'{{"password": "{NEW}', headers={"Content-Type": "application/json"}
    )
    assert_problem(answer, 422, "validation_failed")
    assert NEW not in answer.text
