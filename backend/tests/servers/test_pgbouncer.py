"""PgBouncer before the database, in session mode and in transaction mode."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from foyer.db import engines
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.long_polls import APPLIED, current_etag, long_poll, wait_until_listening
from testkit.person import Person
from testkit.pgbouncer import PgBouncer
from tests.conftest import connected_to

IGNORE = "ignore_startup_parameters = options"
PARTS = {"database", "broker", "mail", "api", "worker", "dispatcher"}


@contextmanager
def pooled(folder: Path, mode: str, more: str = "") -> Iterator[Stack]:
    with Stack(folder / "servers", parts={"database"}) as servers:
        context = Context(folder)
        pooler = PgBouncer(folder / "pooler", free_port(), context, servers.postgres, mode, more)
        pooler.start()
        try:
            env = {"DATABASE_URL": pooler.url}
            with Stack(folder / "stack", parts=PARTS, env=env) as stack:
                yield stack
        finally:
            pooler.stop()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("", id="options refused"),
        pytest.param(IGNORE, id="options ignored", marks=pytest.mark.longer),
    ],
)
def session_mode(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    with pooled(tmp_path_factory.mktemp("session"), "session", request.param) as stack:
        yield stack


@pytest.fixture(scope="module")
def transaction_mode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with pooled(tmp_path_factory.mktemp("transaction"), "transaction", IGNORE) as stack:
        yield stack


def test_session_mode_carries_sign_ups_tasks_and_long_polling(session_mode: Stack) -> None:
    check_sign_ups(session_mode)
    check_long_polls(session_mode)


def test_transaction_mode_carries_sign_ups_tasks_and_long_polling(transaction_mode: Stack) -> None:
    check_sign_ups(transaction_mode)
    check_long_polls(transaction_mode)
    logs = "".join(path.read_text() for path in transaction_mode.logs.glob("*.log"))
    assert "prepared statement" not in logs


def test_a_transaction_in_session_mode_has_its_statement_timeout(session_mode: Stack) -> None:
    assert statement_timeout(session_mode) == "10s"


def test_a_transaction_in_transaction_mode_has_its_statement_timeout(
    transaction_mode: Stack,
) -> None:
    assert statement_timeout(transaction_mode) == "10s"


def test_a_pooled_timeout_does_not_reach_other_clients(transaction_mode: Stack) -> None:
    check_sign_ups(transaction_mode)
    with psycopg.connect(transaction_mode.env["DATABASE_URL"], prepare_threshold=None) as other:
        assert other.execute("SHOW statement_timeout").fetchone() == ("0",)


def statement_timeout(stack: Stack) -> str:
    """Return the timeout that a worker's transaction has."""
    with connected_to(stack), engines.transaction() as session:
        return str(session.connection().exec_driver_sql("SHOW statement_timeout").scalar_one())


def check_sign_ups(stack: Stack) -> None:
    """Sign up with several clients at once, and use the API often enough to prepare statements."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: check_sign_up(stack), range(8)))
    assert stack.foyer("migrate").startswith("The database is at")


def check_sign_up(stack: Stack) -> None:
    with Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
        person.confirm().raise_for_status()
        person.log_in().raise_for_status()
        for _ in range(8):
            person.http.get("/me").raise_for_status()


def check_long_polls(stack: Stack) -> None:
    """Wait for a change of a sign-up, and change it."""
    with Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
        url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, current_etag(url))
        with long_poll(url) as pending:
            person.confirm().raise_for_status()
            response = pending.result(timeout=15)
    assert response.json()["state"] == "confirmed"
    assert APPLIED in response.headers
