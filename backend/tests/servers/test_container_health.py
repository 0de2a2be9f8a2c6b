"""The health check of workers and the dispatcher finds the connections of its own container."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import kombu
import pytest
import redis

import healthcheck
from foyer.task_engine.redis_transport import Transport
from foyer.urls.broker import BrokerUrl
from local.valkey import Valkey
from tests.servers.processes import check_health

OTHER_ADDRESS = "127.0.0.2"  # of another container


@contextmanager
def task_connection(url: str) -> Iterator[None]:
    """Hold a connection as workers and the dispatcher do."""
    with kombu.Connection(url, transport=Transport) as connection:
        channel: Any = connection.default_channel
        channel.client.ping()
        yield


def is_healthy(url: str) -> bool:
    return check_health({**os.environ, "BROKER_URL": url}).returncode == 0


@pytest.fixture
def other_container(broker: Valkey) -> Iterator[Any]:
    """Hold a connection of another container behind the same address."""
    info = redis.DriverInfo(name="foyer@another")
    parameters = BrokerUrl.parse(broker.url).redis_parameters() | {"driver_info": info}
    with redis.Redis(**parameters) as client:
        yield client


def test_another_container_of_the_same_address_does_not_make_a_dead_one_healthy(
    broker: Valkey, other_container: Any
) -> None:
    other_container.ping()
    assert not is_healthy(broker.url)
    with task_connection(broker.url):
        assert is_healthy(broker.url)
    assert not is_healthy(broker.url)


def test_a_broker_that_refuses_names_is_asked_for_the_address(broker: Valkey) -> None:
    url = BrokerUrl.parse(broker.url)
    with redis.Redis(**url.redis_parameters()) as administrator:
        administrator.execute_command(
            *("ACL", "SETUSER", "unnamed", "reset", "on", ">password"),
            *("~*", "&*", "+@all", "-client|setinfo", "-client|setname"),
        )
    old_acl = f"redis://unnamed:password@{url.host}:{url.port}/0"
    place = (url.host, url.port)
    with socket.create_connection(place, timeout=60, source_address=(OTHER_ADDRESS, 0)) as other:
        other.sendall(b"AUTH unnamed password\r\n")
        assert other.recv(100) == b"+OK\r\n"
        assert not is_healthy(old_acl)
        with task_connection(old_acl):
            assert is_healthy(old_acl)


def test_check_does_not_take_another_check_for_the_process(
    broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    list_clients = redis.Redis.client_list

    def check_and_list_clients(client: redis.Redis) -> Any:
        answers.append(is_healthy(broker.url))
        return list_clients(client)

    monkeypatch.setattr(redis.Redis, "client_list", check_and_list_clients)
    monkeypatch.setattr(sys, "argv", ["healthcheck.py", "celery"])
    monkeypatch.setenv("BROKER_URL", broker.url)
    with pytest.raises(SystemExit):
        healthcheck.main()
    assert answers == [False]
