"""Long polls in several API processes: connections, limits and shutdown."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from foyer.db.engines import transaction
from local.stack import Stack
from testkit.long_polls import (
    APPLIED,
    another_api,
    current_etag,
    long_poll,
    long_polls,
    poll,
    wait_until_listening,
)
from testkit.person import Person
from testkit.wait import wait_until
from tests.conftest import connected_to

SOON = 10.0  # seconds, generous for a busy machine; without a change a long poll takes 20


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack):
        yield


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    """Return the URL of a sign-up that only the person can change."""
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
    wait_until_listening(url, current_etag(url))
    return url


def test_long_polls_hold_no_database_connection(sign_up: str, person: Person) -> None:
    with long_polls(sign_up, 60) as polls:
        wait_until(lambda: busy_connections() == 0)
        assert connections("foyer-listener") == 1
        assert not any(pending.done() for pending in polls)
        person.confirm().raise_for_status()
        responses = [pending.result(timeout=SOON) for pending in polls]
    assert {response.headers[APPLIED] for response in responses} == {"wait=20"}
    assert {response.json()["state"] for response in responses} == {"confirmed"}


def connections(name: str, state: str = "%") -> int:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND state LIKE :state"
    )
    with transaction() as session:
        return int(session.execute(query, {"name": name, "state": state}).scalar_one())


def busy_connections() -> int:
    return connections("foyer-api", "idle in transaction%") + connections("foyer-api", "active")


def test_every_api_process_is_notified(
    stack: Stack, sign_up: str, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path) as second:
        url = f"{second.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, current_etag(url))
        with long_poll(url) as there, long_poll(sign_up) as here:
            person.confirm().raise_for_status()
            states = {pending.result(timeout=SOON).json()["state"] for pending in (here, there)}
    assert states == {"confirmed"}


def test_a_long_poll_beyond_the_limit_is_answered_at_once(
    stack: Stack, sign_up: str, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path, WAITING_CLIENTS="1") as small:
        url = f"{small.url}/api/sign-ups/{person.sign_up_id}"
        etag = current_etag(sign_up)
        wait_until_listening(url, etag)
        with long_poll(url) as first:
            second = poll(url, etag, 20)
            assert second.status_code == httpx.codes.NOT_MODIFIED
            assert APPLIED not in second.headers
            person.confirm().raise_for_status()
            assert APPLIED in first.result(timeout=SOON).headers


@pytest.mark.usefixtures("sign_up")
def test_a_process_that_stops_ends_its_long_polls(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    with another_api(stack, tmp_path) as stopping:
        url = f"{stopping.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, current_etag(url))
        with long_poll(url) as pending:
            stopping.stop()
            response = pending.result(timeout=SOON)
    assert stopping.exit_reason() == "api was ended by SIGTERM"  # not killed after the grace period
    assert response.status_code == httpx.codes.NOT_MODIFIED
    assert APPLIED not in response.headers
