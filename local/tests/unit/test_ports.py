"""Ports are free when they are given out, and a taken one is noticed."""

import socket
from collections.abc import Iterator

import pytest

from local.ports import LOOPBACK, accepts, free_port, why_unusable


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_somebody_listens_on_is_taken(taken_port: int) -> None:
    assert why_unusable(taken_port) == "is taken by another program"
    assert accepts(taken_port)


def test_a_free_port_can_be_listened_on() -> None:
    port = free_port()

    assert why_unusable(port) is None
    assert not accepts(port)
    with socket.create_server((LOOPBACK, port)):
        assert accepts(port)


def test_no_port_is_given_out_twice() -> None:
    ports = [free_port() for _ in range(50)]

    assert len(set(ports)) == len(ports)
