"""A listening socket that ignores new connections before it is closed."""

import socket
import sys

import pytest

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
