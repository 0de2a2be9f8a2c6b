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

    monkeypatch.setattr(draining, "ignore_new_connections", refuse)
    stop_by_sigterm()


def test_sigterm_leaves_no_copy_of_a_pipe_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process would wait for the end of the pipe, as `local/reaper` does."""
    monkeypatch.setattr(draining, "ignore_new_connections", lambda _socket: None)
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        stop_by_sigterm()
        os.close(write_end)
        os.set_blocking(read_end, False)
        assert pipe.read(1) == b""  # and not None: nobody can write


def stop_by_sigterm() -> None:
    """Send SIGTERM to this process while it drains; return when the server's handler is called."""

    async def stop() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon(stopped.set))
        with socket.create_server(("127.0.0.1", 0)), draining.draining(lambda: None):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(stopped.wait(), 60)

    previous = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(stop())
    finally:
        signal.signal(signal.SIGTERM, previous)
