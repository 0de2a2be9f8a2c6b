"""Waiting costs an API process little, and nobody waits at one that cannot tell."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from foyer.db.engines import transaction
from local.stack import Stack
from testkit.long_polls import APPLIED, another_api, ask, asking, tag_of, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until
from tests.conftest import connected_to

SOON = 10.0  # seconds, for a busy machine; whoever is not told waits for 20


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack):
        yield


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    """The address of a sign-up that only the person can change."""
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
    wait_until_listening(url, tag_of(url))
    return url


def test_who_waits_holds_no_connection_of_the_database(sign_up: str, person: Person) -> None:
    with ExitStack() as crowd:
        questions = [crowd.enter_context(asking(sign_up)) for _ in range(60)]
        wait_until(lambda: busy_connections() == 0)
        assert connections("foyer-listener") == 1
        assert not any(question.done() for question in questions)
        person.confirm().raise_for_status()
        answers = [question.result(timeout=SOON) for question in questions]
    assert {answer.headers[APPLIED] for answer in answers} == {"wait=20"}
    assert {answer.json()["state"] for answer in answers} == {"confirmed"}


def connections(name: str, state: str = "%") -> int:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND state LIKE :state"
    )
    with transaction() as session:
        return int(session.execute(query, {"name": name, "state": state}).scalar_one())


def busy_connections() -> int:
    return connections("foyer-api", "idle in transaction%") + connections("foyer-api", "active")


def test_two_api_processes_hear_of_the_same(
    stack: Stack, sign_up: str, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path) as second:
        url = f"{second.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, tag_of(url))
        with asking(url) as there, asking(sign_up) as here:
            person.confirm().raise_for_status()
            states = {each.result(timeout=SOON).json()["state"] for each in (here, there)}
    assert states == {"confirmed"}


def test_one_too_many_is_answered_at_once(
    stack: Stack, sign_up: str, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path, WAITING_CLIENTS="1") as small:
        url = f"{small.url}/api/sign-ups/{person.sign_up_id}"
        tag = tag_of(sign_up)
        wait_until_listening(url, tag)
        with asking(url, wait=3) as first:
            second = ask(url, tag, 20)
            assert second.status_code == httpx.codes.NOT_MODIFIED
            assert APPLIED not in second.headers
            assert APPLIED in first.result(timeout=SOON).headers


@pytest.mark.usefixtures("sign_up")
def test_a_process_that_is_asked_to_leave_keeps_nobody(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path) as leaving:
        url = f"{leaving.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, tag_of(url))
        with asking(url) as question:
            leaving.stop()
            answer = question.result(timeout=SOON)
    assert leaving.exit_reason() == "api was ended by SIGTERM"  # not killed after its time of grace
    assert answer.status_code == httpx.codes.NOT_MODIFIED
    assert APPLIED not in answer.headers
