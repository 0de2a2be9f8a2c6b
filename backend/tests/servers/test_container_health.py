"""The health check of workers and the dispatcher finds the connections of its own container."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import kombu
import pytest
import redis

from foyer.task_engine.redis_transport import Transport
from foyer.urls.broker import BrokerUrl
from local.valkey import Valkey
from tests.servers.processes import check_health


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
    with task_connection(old_acl):
        assert is_healthy(old_acl)
