"""A listening socket that ignores new connections before it is closed."""

import asyncio
import os
import signal
import socket
import sys

import pytest

from foyer.api import draining
from foyer.api.draining import ignore_new_connections

CONNECT_TIMEOUT = 0.2  # seconds; a connection to this machine that is not ignored takes no time


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can ignore new connections")
def test_ignored_connections_time_out_and_accepted_ones_are_served() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        with socket.create_connection(address) as earlier:
            ignore_new_connections(listening)
            with pytest.raises(TimeoutError):
                socket.create_connection(address, timeout=CONNECT_TIMEOUT)
            accepted, _ = listening.accept()
            with accepted:
                earlier.sendall(b"request")
                assert accepted.recv(100) == b"request"
                accepted.sendall(b"response")
                assert earlier.recv(100) == b"response"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


def test_sigterm_stops_the_api_where_the_kernel_refuses_to_ignore_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Linux 6.18 allows the filter for root only. `faults/full_disk.py` stops such an API."""

    def refuse(_socket: socket.socket) -> None:
        raise PermissionError

    async def stop_by_signal() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon(stopped.set))
        with socket.create_server(("127.0.0.1", 0)), draining.draining(lambda: None):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(stopped.wait(), 60)

    monkeypatch.setattr(draining, "ignore_new_connections", refuse)
    previous = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(stop_by_signal())
    finally:
        signal.signal(signal.SIGTERM, previous)
