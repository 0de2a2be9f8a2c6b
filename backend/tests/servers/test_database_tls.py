"""`sslmode=verify-full`: every process verifies the certificate of the database's server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from foyer.db import schema
from local.context import Context
from local.ports import LOOPBACK
from local.process import Process
from local.stack import Stack
from testkit.long_polls import current_etag, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until
from tests.conftest import connected_to
from tests.servers.certificate import Certificate
from tests.servers.journey import take_journey
from tests.servers.postgresql_15 import TlsPostgres

# What connects to the database: "engine" records the attempts, "listener" reads the changes.
CLIENTS = {"migrate", "api", "listener", "dispatcher", "engine", "worker"}
_CONNECTIONS = """
    SELECT application_name, bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
    WHERE backend_type = 'client backend' GROUP BY 1
"""
_AUTHORIZED = re.compile(r"connection authorized: .*")
_APPLICATION = re.compile(r"application_name=(foyer-\S+)")

pytestmark = pytest.mark.longer


@contextmanager
def stack_with_tls(folder: Path, *, name: str, trusted: bool) -> Iterator[tuple[Stack, Path]]:
    """Yield a stack, not started, whose database has a certificate for the name, and its log."""
    for subfolder in ("server", "authority"):
        (folder / subfolder).mkdir()
    certificate = Certificate.create(folder / "server", name)
    authority = certificate if trusted else Certificate.create(folder / "authority", name)
    server = TlsPostgres(folder / "database", Context(folder), certificate)
    server.start()
    url = f"{server.url}?sslmode=verify-full&sslrootcert={authority.file}"
    parts = {"broker", "mail", "api", "worker", "dispatcher"}
    stack = Stack(folder / "stack", parts=parts, env={"DATABASE_URL": url})
    try:
        yield stack, server.output.path
    finally:
        stack.stop()
        server.stop()


def test_every_process_speaks_tls_with_a_database_of_a_trusted_certificate(tmp_path: Path) -> None:
    with stack_with_tls(tmp_path, name=f"IP:{LOOPBACK}", trusted=True) as (stack, server_log):
        stack.start()
        with Person(stack) as person:
            take_journey(person)
            address = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
            wait_until_listening(address, current_etag(address))
        with psycopg.connect(stack.database_url) as database:
            connections: dict[str, bool] = dict(database.execute(_CONNECTIONS).fetchall())
        authorized = _AUTHORIZED.findall(server_log.read_text())
    assert len(connections) > 1
    assert all(connections.values()), connections
    assert [line for line in authorized if "SSL enabled (protocol=TLS" not in line] == []
    applications = {name for line in authorized for name in _APPLICATION.findall(line)}
    assert applications == {f"foyer-{name}" for name in CLIENTS}


@pytest.mark.parametrize(
    ("name", "trusted", "reason"),
    [
        pytest.param(f"IP:{LOOPBACK}", False, "certificate verify failed", id="unknown authority"),
        pytest.param("DNS:another.example", True, "does not match host name", id="another name"),
    ],
)
def test_no_process_speaks_with_a_database_of_an_untrusted_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, reason: str
) -> None:
    with stack_with_tls(tmp_path, name=name, trusted=trusted) as (stack, server_log):
        monkeypatch.setattr(schema, "STARTUP_TIMEOUT", 0.0)
        with connected_to(stack), pytest.raises(OperationalError, match=reason):
            schema.migrate()
        stack.broker.start()
        processes = (stack.api, stack.worker, stack.dispatcher)
        for process in processes:
            process.start(wait=False)
        with httpx.Client(base_url=f"{stack.api.url}/api") as http:
            wait_until(lambda: is_live(http))
            ready = http.get("/health/ready")
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert ready.json()["checks"]["database"] != "ok"
        for process in (stack.worker, stack.dispatcher):
            wait_for_reason(process, reason)
        authorized = _AUTHORIZED.findall(server_log.read_text())
    assert [line for line in authorized if "application_name=foyer-" in line] == []


def is_live(http: httpx.Client) -> bool:
    try:
        return http.get("/health/live").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait_for_reason(process: Process, reason: str) -> None:
    wait_until(lambda: process.output.contains(reason), seconds=60, what=reason)
