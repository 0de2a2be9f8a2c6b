"""Unused ports, and the detection of used ones."""

import socket
from collections.abc import Iterator

import pytest

from local.ports import LOOPBACK, accepts, free_port, why_unusable


@pytest.fixture
def used_port() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_server_is_unusable(used_port: int) -> None:
    assert why_unusable(used_port) == "is taken by another program"
    assert accepts(used_port)


def test_a_free_port_can_be_listened_on() -> None:
    port = free_port()

    assert why_unusable(port) is None
    assert not accepts(port)
    with socket.create_server((LOOPBACK, port)):
        assert accepts(port)


def test_every_call_returns_another_port() -> None:
    ports = [free_port() for _ in range(50)]

    assert len(set(ports)) == len(ports)
