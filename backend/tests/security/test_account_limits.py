"""Limits per account: one account cannot fill the audit log, which is kept for a long time."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.person import Person
from tests.security.clients import ADMINISTRATION, CHANGES, EXPORTS, NewClient, statuses
from tests.security.conftest import make_admin


@pytest.fixture
def member(strict: Stack, new_client: NewClient) -> Iterator[Person]:
    with Person(strict) as person:
        person.http.headers.update(strict.as_proxy(new_client().address))
        yield person.join()


@pytest.fixture
def administrator(strict: Stack, new_client: NewClient) -> Iterator[Person]:
    with Person(strict) as person:
        person.http.headers.update(strict.as_proxy(new_client().address))
        make_admin(person)
        person.log_in().raise_for_status()
        yield person


def events(person: Person) -> list[str]:
    """The events of the account in the audit log, the oldest first."""
    with psycopg.connect(person.stack.database_url) as database:
        events = database.execute(
            "SELECT event FROM audit_events WHERE user_id ="
            " (SELECT id FROM users WHERE email = %s) ORDER BY id",
            (person.email,),
        ).fetchall()
    return [event for (event,) in events]


def rename(person: Person, name: str) -> httpx.Response:
    return person.http.patch("/me", json={"display_name": name})


def test_renaming_is_limited_per_account(member: Person) -> None:
    answers = [rename(member, f"Name {number}") for number in range(CHANGES + 10)]
    assert [answer.status_code for answer in answers] == [200] * CHANGES + [429] * 10
    assert int(answers[-1].headers["retry-after"]) > 0
    assert events(member).count("name_changed") == CHANGES
    assert member.http.get("/me").json()["display_name"] == f"Name {CHANGES - 1}"
    assert member.http.delete("/me/picture").status_code == 429  # the changes share one limit
    assert member.http.get("/me").status_code == httpx.codes.OK


def test_limit_of_an_account_does_not_depend_on_the_client(
    member: Person, new_client: NewClient
) -> None:
    for number in range(CHANGES):
        member.http.headers.update(member.stack.as_proxy(new_client().address))
        rename(member, f"Name {number}").raise_for_status()
    assert rename(member, "One name too many").status_code == 429


def test_export_is_limited_per_account(member: Person) -> None:
    answers = statuses(lambda: member.http.get("/me/export"), EXPORTS + 1)
    assert answers == [200] * EXPORTS + [429]
    assert events(member).count("data_exported") == EXPORTS


def test_request_that_changes_nothing_is_not_logged(member: Person) -> None:
    before = events(member)
    rename(member, member.name).raise_for_status()
    member.http.patch("/me", json={"language": "en"}).raise_for_status()
    member.http.delete("/me/picture").raise_for_status()
    member.http.delete("/me/email").raise_for_status()
    assert events(member) == before


def test_repeated_resend_of_a_waiting_mail_is_logged_once(
    strict: Stack, new_client: NewClient
) -> None:
    client = new_client()
    strict.worker.pause()
    try:
        email = f"{uuid4().hex}@example.com"
        sign_up = client.sign_up(email).json()
        for _ in range(3):
            client.http.post(f"/sign-ups/{sign_up['id']}/resend").raise_for_status()
        client.http.patch(f"/sign-ups/{sign_up['id']}", json={"email": email}).raise_for_status()
    finally:
        strict.worker.resume()
    with psycopg.connect(strict.database_url) as database:
        logged = database.execute(
            "SELECT event FROM audit_events WHERE ip = %s ORDER BY id", (client.address,)
        ).fetchall()
    assert logged == [("signed_up",)]


def test_actions_of_an_administrator_are_limited(administrator: Person) -> None:
    def export() -> httpx.Response:
        return administrator.http.get("/admin/tasks.csv", params={"kind": "resize_thumbnail"})

    assert statuses(export, ADMINISTRATION + 1) == [200] * ADMINISTRATION + [429]
    assert events(administrator).count("tasks_exported") == ADMINISTRATION
    assert administrator.http.get("/admin/tasks").status_code == httpx.codes.OK


def test_changes_in_flower_are_limited_and_reads_are_not_logged(administrator: Person) -> None:
    def access(path: str) -> int:
        headers = {"X-Original-Method": "POST", "X-Original-URI": path}
        return administrator.http.get("/admin/access", headers=headers).status_code

    assert access("/flower/tasks/datatable") == httpx.codes.NO_CONTENT
    assert "flower_used" not in events(administrator)
    changes = [access("/flower/api/worker/pool/grow/w") for _ in range(ADMINISTRATION + 1)]
    assert changes == [204] * ADMINISTRATION + [403]
    assert events(administrator).count("flower_used") == ADMINISTRATION
    assert access("/flower/tasks/datatable") == httpx.codes.NO_CONTENT
