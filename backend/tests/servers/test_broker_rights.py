"""The broker: the ACL of docs/operations.md suffices; a missing right has one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import redis

from foyer.urls.broker import BrokerUrl
from local.ports import LOOPBACK
from local.stack import Stack
from local.valkey import Valkey
from testkit.person import Person
from testkit.wait import wait_until
from tests.servers.processes import check_health, documented

PASSWORD = "a-password-of-the-user"
PARTS = {"database", "mail", "api", "worker", "dispatcher", "flower"}


@contextmanager
def administrator(broker: Valkey) -> Iterator[Any]:
    with redis.Redis(**BrokerUrl.parse(broker.url).redis_parameters()) as client:
        yield client


def set_user(broker: Valkey, *changes: str) -> None:
    """Give the user the documented ACL, then change it."""
    (acl,) = documented("acl")
    _, _, *rules = acl.replace(">PASSWORD", f">{PASSWORD}").split()
    with administrator(broker) as client:
        client.execute_command("ACL", "SETUSER", "foyer", "reset", *rules, *changes)
        client.execute_command("ACL", "LOG", "RESET")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, broker: Valkey) -> Iterator[Stack]:
    set_user(broker)
    env = {"BROKER_URL": f"redis://foyer:{PASSWORD}@{LOOPBACK}:{broker.port}/0"}
    env |= {"LEASE": "PT3S", "HEARTBEAT": "PT1S"}
    with Stack(tmp_path_factory.mktemp("stack"), parts=PARTS, env=env) as stack:
        yield stack


@pytest.fixture(autouse=True)
def documented_user(broker: Valkey) -> Iterator[None]:
    yield
    with administrator(broker) as client:
        client.config_set("maxmemory", "0")
    set_user(broker)


def broker_check(stack: Stack) -> str:
    url = f"{stack.api.url}/api/health/ready"
    check: str = httpx.get(url, timeout=30, trust_env=False).json()["checks"]["broker"]
    return check


def test_the_documented_acl_suffices(stack: Stack, broker: Valkey, person: Person) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    person.confirm().raise_for_status()
    person.log_in("wrong")
    for page in ("api/queues/length", "api/workers?refresh=1"):
        stack.flower.get(page).raise_for_status()
    assert check_health(stack.env).returncode == 0
    stack.worker.kill()  # its message is restored, and its replies are removed
    stack.worker.start()
    stack.worker.restart()
    assert broker_check(stack) == "ok"
    with administrator(broker) as client:
        assert client.execute_command("ACL", "LOG") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("-lpush", "the broker's ACL does not allow LPUSH "),
        ("-evalsha", "the broker's ACL does not allow EVALSHA"),
        ("resetkeys", "the broker's ACL does not allow SET foyer:generation"),
    ],
)
def test_ready_names_a_missing_right_of_the_broker(
    stack: Stack, broker: Valkey, change: str, sentence: str
) -> None:
    set_user(broker, change)
    assert broker_check(stack).startswith(sentence)


def test_ready_names_a_refused_password(stack: Stack, broker: Valkey) -> None:
    set_user(broker, "resetpass", ">another")
    assert broker_check(stack) == "the broker refuses the user name or the password"


def test_ready_names_a_full_memory_and_leaves_nothing_in_the_broker(
    stack: Stack, broker: Valkey
) -> None:
    with administrator(broker) as client:
        client.config_set("maxmemory", "1")
        assert broker_check(stack) == "the broker's memory is full (maxmemory)"
        client.config_set("maxmemory", "0")
        assert broker_check(stack) == "ok"
        assert not client.exists("foyer-limits")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("-brpop", "the broker's ACL does not allow BRPOP "),
        ("resetchannels", "the broker's ACL does not allow PUBLISH /0.celeryev"),
    ],
)
def test_a_worker_with_a_missing_right_ends_with_one_sentence(
    stack: Stack, broker: Valkey, change: str, sentence: str
) -> None:
    set_user(broker, change)
    second = stack.add_worker("second")
    second.start(wait=False)
    wait_until(lambda: second.exit_code is not None)
    second.output.drain()
    assert second.exit_code != 0
    (line,) = [line for line in second.output.tail().splitlines() if "ACL" in line]
    assert line.startswith(sentence)
    assert "Traceback" not in second.output.tail()
