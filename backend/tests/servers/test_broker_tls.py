"""`rediss://`: every process verifies the broker's certificate, Debian's redis-server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from foyer.urls.broker import BrokerUrl
from local.context import Context
from local.ports import LOOPBACK, free_port
from local.process import Process
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until
from tests.servers.certificate import Certificate
from tests.servers.processes import check_health
from tests.servers.redis_server import RedisServer

PASSWORD = "a-password-of-the-broker"


@contextmanager
def stack_with_tls(folder: Path, *, name: str, trusted: bool) -> Iterator[Stack]:
    """Yield a stack, not started, whose broker has a certificate for the name."""
    certificate = Certificate.create(folder, name)
    broker = RedisServer(folder / "redis", free_port(), Context(folder), certificate, PASSWORD)
    broker.start()
    query = f"?ssl_ca_certs={certificate.file}" if trusted else ""
    url = f"rediss://:{PASSWORD}@{LOOPBACK}:{broker.port}/2{query}"
    parts = {"database", "mail", "api", "worker", "dispatcher", "flower"}
    stack = Stack(folder / "stack", parts=parts, env={"BROKER_URL": url})
    try:
        yield stack
    finally:
        stack.stop()
        broker.stop()


def test_every_process_speaks_tls_with_a_broker_of_a_trusted_certificate(tmp_path: Path) -> None:
    with stack_with_tls(tmp_path, name=f"IP:{LOOPBACK}", trusted=True) as stack:
        stack.start()
        with Person(stack) as person:
            person.sign_up().raise_for_status()
            person.wait_for("SUCCESS")
            wait_until(lambda: broker_check(person) == "ok")
            person.log_in("wrong")
        with redis.Redis(**BrokerUrl.parse(stack.broker_url).redis_parameters()) as broker:
            assert list(broker.scan_iter("*foyer-limits*"))
        assert queues(stack).status_code == httpx.codes.OK
        checked = check_health(stack.env)
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        pytest.param(f"IP:{LOOPBACK}", False, id="unknown authority"),
        pytest.param("DNS:another.example", True, id="another name", marks=pytest.mark.longer),
    ],
)
def test_no_process_speaks_with_a_broker_of_an_untrusted_certificate(
    tmp_path: Path, name: str, trusted: bool
) -> None:
    with stack_with_tls(tmp_path, name=name, trusted=trusted) as stack:
        stack.postgres.start()
        stack.migration.start()
        processes = (stack.api, stack.worker, stack.dispatcher, stack.flower)
        for process in processes:
            process.start(wait=False)
        wait_until(stack.api.is_ready)
        with Person(stack) as person:
            assert broker_check(person) != "ok"
            person.log_in("wrong")
        assert "limits_not_shared" in stack.api.output.path.read_text()
        for process in (stack.worker, stack.dispatcher, stack.flower):
            wait_for_refusal(process)
        wait_until(stack.flower.is_ready)
        assert queues(stack).status_code != httpx.codes.OK
        assert not stack.worker.is_ready()
        checked = check_health(stack.env)
        assert checked.returncode != 0
        assert "certificate verify failed" in checked.stderr


def broker_check(person: Person) -> str:
    check: str = person.http.get("/health/ready").json()["checks"]["broker"]
    return check


def queues(stack: Stack) -> httpx.Response:
    return stack.flower.get("api/queues/length")


def wait_for_refusal(process: Process) -> None:
    wait_until(lambda: process.output.contains("certificate verify failed"))
