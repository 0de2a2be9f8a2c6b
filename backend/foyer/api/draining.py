"""The graceful end of an API process: all requests that reached it are answered.

uvicorn closes its listening socket when a signal stops it. A connection that the kernel has
accepted until then, and uvicorn has not, is reset. nginx must not send a POST again that may have
reached an API, so the POST would fail. Therefore the kernel ignores new connections first, uvicorn
accepts the ones that wait, and only then it stops. nginx connects to another API. Where the kernel
does not allow it, the API stops all the same.
"""

import asyncio
import ctypes
import os
import signal
import socket
import stat
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import structlog

log = structlog.stdlib.get_logger(__name__)

# Seconds in which uvicorn accepts the connections that wait. A client whose connection is ignored
# tries again after a second, and is refused then.
DRAIN = 0.5

_SO_ATTACH_FILTER = 26  # of Linux; Python has no name for it
# Instructions of the classic BPF: code, jump if true, jump if false, constant.
_IGNORE_SYN = (
    (0x30, 0, 0, 13),  # load byte 13 of the TCP header, which has the flags
    (0x45, 0, 1, 0x02),  # has it SYN? If not, skip one instruction
    (0x06, 0, 0, 0),  # ignore the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # take the whole packet: handshakes that have begun may end
)


@contextmanager
def draining(end_long_polls: Callable[[], None]) -> Iterator[None]:
    """On SIGTERM or SIGINT, ignore new connections and end long polls, then stop the server.

    Only the main thread may handle signals. In other threads, as under a test client, this does
    nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    original = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def drain(number: int, fault: OSError | None) -> None:
        if fault:
            log.warning("new_connections_not_ignored", reason=repr(fault))
        end_long_polls()
        handler = original[signal.Signals(number)]
        if callable(handler):
            loop.call_later(DRAIN, handler, number, None)

    def handle(number: int, _frame: FrameType | None) -> None:
        fault = None
        try:
            for listening_socket in _listening_sockets():
                ignore_new_connections(listening_socket)
        except OSError as error:  # some kernels allow it for root only
            fault = error
        loop.call_soon_threadsafe(drain, number, fault)

    for number in original:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in original.items():
            signal.signal(number, handler)


def ignore_new_connections(listening_socket: socket.socket) -> None:
    """Make the kernel ignore requests for new connections; those that it has accepted stay.

    All processes that share the socket are affected. Only Linux can do it.

    Raises:
        OSError: this process may not do it.
    """
    if sys.platform != "linux":
        return
    instructions = b"".join(struct.pack("HBBI", *instruction) for instruction in _IGNORE_SYN)
    code = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("HP", len(_IGNORE_SYN), ctypes.addressof(code))
    listening_socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def _listening_sockets() -> Iterator[socket.socket]:
    """Yield the listening sockets of this process, also inherited ones: uvicorn hides its own."""
    with suppress(FileNotFoundError):  # of another system
        for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the numbers are enough
            with suppress(OSError):  # closed meanwhile
                if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                    continue  # `fromfd` would fail, and leave its copy open
                with socket.fromfd(int(name), socket.AF_INET, socket.SOCK_STREAM) as candidate:
                    if candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        yield candidate
