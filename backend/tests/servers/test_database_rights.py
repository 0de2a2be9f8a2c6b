"""The database: the rights of docs/operations.md suffice; a missing right has one sentence."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from foyer.db import rights
from foyer.db.rights import UnsuitableDatabaseError
from foyer.db.schema import migrate
from local.ports import LOOPBACK
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until
from tests.conftest import connected_to
from tests.servers.processes import documented

PASSWORD = "a-password-of-the-role"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), parts={"database", "broker"}) as stack:
        stack.migration.start()
        yield stack


@pytest.fixture
def small_role(stack: Stack) -> Iterator[str]:
    """Create the role with the documented rights; yield the URL that uses it."""
    _owner, grants = documented("sql")
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE foyer_app LOGIN PASSWORD '{PASSWORD}'")
        connection.execute(grants.encode())
        yield f"postgresql://foyer_app:{PASSWORD}@{LOOPBACK}:{stack.postgres.port}/foyer"
        connection.execute("DROP OWNED BY foyer_app")
        connection.execute("DROP ROLE foyer_app")


def test_the_documented_rights_suffice_for_the_api_and_the_workers(
    stack: Stack, small_role: str, tmp_path: Path
) -> None:
    env = {"BROKER_URL": stack.env["BROKER_URL"], "DATABASE_URL": small_role}
    small = Stack(tmp_path, parts={"mail", "api", "worker", "dispatcher"}, env=env)
    try:
        for process in (small.mail, small.api, small.worker, small.dispatcher):
            process.start()
        with Person(small) as person:
            person.join()
            assert person.http.delete("/me", params={"password": person.password}).status_code < 500
            checks = person.http.get("/health/ready").json()["checks"]
            assert checks["database"] == "ok"
        assert "permission denied" not in "".join(
            path.read_text() for path in small.logs.glob("*.log")
        )
        with psycopg.connect(stack.database_url) as connection:
            connection.execute("REVOKE INSERT ON tasks FROM foyer_app")
        ready = httpx.get(f"{small.api.url}/api/health/ready", timeout=30, trust_env=False)
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        expected = "the role lacks the right to INSERT on tasks"
        assert ready.json()["checks"]["database"] == expected
        small.worker.stop()
        small.worker.start(wait=False)
        wait_until(lambda: small.worker.exit_code is not None)
        small.worker.output.drain()
        assert small.worker.output.contains(expected)
    finally:
        small.stop()


@pytest.fixture
def owner(stack: Stack) -> Iterator[str]:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE foyer_owner LOGIN PASSWORD '{PASSWORD}'")
        yield f"postgresql://foyer_owner:{PASSWORD}@{LOOPBACK}:{stack.postgres.port}"
        connection.execute("DROP ROLE foyer_owner")


def test_migrate_names_the_missing_right_to_create_tables(stack: Stack, owner: str) -> None:
    url = stack.postgres.create_database("empty")
    try:
        assert "The role may not create tables." in refused(stack, f"{owner}/empty")
        with psycopg.connect(url) as connection:
            connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO foyer_owner")
        assert run_migrate(stack, f"{owner}/empty").startswith("The database is at")
    finally:
        stack.postgres.drop_database("empty")


def test_migrate_names_an_unsuitable_encoding(stack: Stack) -> None:
    statement = "CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
    with psycopg.connect(stack.postgres.url_of("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode() + b" TEMPLATE template0")
    try:
        assert "encoding is SQL_ASCII" in refused(stack, stack.postgres.url_of("ascii"))
    finally:
        stack.postgres.drop_database("ascii")


def test_migrate_names_a_version_that_is_too_old(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "MINIMUM_VERSION", 990000)
    with connected_to(stack), pytest.raises(UnsuitableDatabaseError, match="99 or newer"):
        migrate()


def test_migrate_refuses_a_database_of_a_newer_version(stack: Stack, owner: str) -> None:
    url = stack.postgres.create_database("newer")
    try:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
            connection.execute("INSERT INTO alembic_version VALUES ('9999')")
            connection.execute("GRANT SELECT ON alembic_version TO foyer_owner")
            connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO foyer_owner")
        assert "at 9999, which this version does not know" in refused(stack, f"{owner}/newer")
    finally:
        stack.postgres.drop_database("newer")


def run_migrate(stack: Stack, url: str) -> str:
    parts = Stack(stack.folder / "migration", parts=(), env={"DATABASE_URL": url})
    parts.folder.mkdir(exist_ok=True)
    return parts.foyer("migrate")


def refused(stack: Stack, url: str) -> str:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run_migrate(stack, url)
    line: str
    (line,) = failed.value.output.strip().splitlines()
    return line
