"""Servers that accept connections and fail, each in one way."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from local.ports import LOOPBACK


def close_at_once(_link: socket.socket) -> None:
    """End the connection before the request is read."""


def close_after_the_request_began(link: socket.socket) -> None:
    """Read a part of the request and end the connection."""
    link.recv(1024)


def close_later(link: socket.socket) -> None:
    """Read the request, and end the connection after a moment."""
    link.recv(1024)
    time.sleep(0.1)


def answer_an_invalid_header(link: socket.socket) -> None:
    """Answer with a header that no client may accept."""
    link.recv(1024)
    link.sendall(b"HTTP/1.1 200 OK\r\nContent\x00Type: text/plain\r\n\r\n")


def answer_a_huge_header(link: socket.socket) -> None:
    """Answer with more headers than nginx accepts."""
    link.recv(1024)
    link.sendall(b"HTTP/1.1 200 OK\r\nX-Large: " + b"x" * 100_000 + b"\r\n\r\n")


def answer_half_a_header(link: socket.socket) -> None:
    """End the connection in the middle of the response's headers."""
    link.recv(1024)
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")


def answer_never(link: socket.socket) -> None:
    """Read everything and send no response."""
    while link.recv(65536):
        pass


@contextmanager
def broken_server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections while the block runs and hand each to `serve`; yield the port."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        threading.Thread(target=_accept, args=(listener, serve), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    with suppress(OSError):
        while True:
            link, _ = listener.accept()
            threading.Thread(target=_serve, args=(link, serve), daemon=True).start()


def _serve(link: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    with link, suppress(OSError):
        serve(link)
