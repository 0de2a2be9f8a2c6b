"""Passwords with every special character reach every process, and no log."""

from collections.abc import Iterator

import httpx
import pytest
import redis

from foyer.urls.broker import BrokerUrl
from local.secret_files import write_private
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until
from tests.servers.processes import check_health, leaked, logs_of

PASSWORD = """p@ss w/ö:r%d+%41;,#?&='"\\<>[]{}|^`~$!*()"""
PARTS = {"database", "broker", "mail", "api", "worker", "dispatcher", "flower"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("special")
    for server in ("database", "broker"):
        (folder / server).mkdir()
        write_private(folder / server / "password", PASSWORD)
    with Stack(folder, parts=PARTS) as stack:
        yield stack


def test_api_worker_and_dispatcher_connect(person: Person) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    person.confirm().raise_for_status()
    ready = wait_until(lambda: _ok(person.http.get("/health/ready")))
    assert ready["checks"]["database"] == "ok"
    assert set(ready["checks"].values()) == {"ok"}


def test_the_listener_connects(stack: Stack) -> None:
    assert stack.api.output.contains("listening")
    assert not stack.api.output.contains("listener_lost")


def test_the_rate_limits_are_counted_in_the_broker(stack: Stack, person: Person) -> None:
    person.log_in("wrong")
    with redis.Redis(**BrokerUrl.parse(stack.broker_url).redis_parameters()) as broker:
        assert list(broker.scan_iter("*foyer-limits*"))


def test_flower_reads_the_queues(stack: Stack) -> None:
    answer = stack.flower.get("api/queues/length")
    assert answer.status_code == httpx.codes.OK, answer.text
    assert {queue["name"] for queue in answer.json()["active_queues"]} >= {"control"}


def test_the_health_check_connects(stack: Stack) -> None:
    checked = check_health(stack.env)
    assert checked.returncode == 0, checked.stderr


def test_no_log_contains_the_password(stack: Stack) -> None:
    assert leaked(logs_of(stack), [PASSWORD, stack.env["SECRET_KEY"]]) == []


def _ok(answer: httpx.Response) -> dict[str, dict[str, str]] | None:
    body: dict[str, dict[str, str]] = answer.json()
    return body if answer.json()["status"] == "ok" else None
