"""A stack with short timeouts, for tests that break its servers and repair them."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from local.stack import Stack
from testkit.person import Person
from testkit.supervised import supervised
from tests.faults.mail_server import MailServer


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, mail_server: MailServer) -> Iterator[Stack]:
    environment = {
        "SMTP_URL": mail_server.url,
        "SMTP_TIMEOUT": "PT10S",
        "MAIL_RETRY_DELAYS": '["PT1S"]',
        "LEASE": "PT5S",
        "HEARTBEAT": "PT1S",
        "LOST_AFTER": "PT5S",
        "LIVENESS_INTERVAL": "PT1S",
        "LIVENESS_LIMIT": "PT5S",
    }
    parts = {"database", "broker", "api", "worker", "dispatcher"}
    with (
        Stack(tmp_path_factory.mktemp("faults"), parts=parts, env=environment) as running,
        supervised(running),
    ):
        yield running


def run_python(stack: Stack, code: str) -> str:
    """Run Python code with the stack's settings; return its output."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=stack.env,
        cwd=stack.folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def workers_check(person: Person) -> str:
    check: str = person.http.get("/health/ready").json()["checks"]["workers"]
    return check
