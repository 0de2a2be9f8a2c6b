"""TCP ports on the loopback interface."""

import fcntl
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

LOOPBACK = "127.0.0.1"

# Below the ports that kernels give to outgoing connections (from 32768 on Linux, 49152 elsewhere):
# a restarted server must find its port free, not used by a client.
_RANGE = range(20_000, 32_768)
_BLOCK = 128  # ports that one process takes from, and no other one at the same time
_given: set[int] = set()


def why_unusable(port: int) -> str | None:
    """Return why a server cannot listen on `port` now; None if it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return "needs rights that you do not have"
        except OSError:
            return "is taken by another program"
    return None


def accepts(port: int) -> bool:
    """Return whether a server accepts connections on `port` now."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False


def free_port() -> int:
    """Return an unused port; no other process that asks here gets it before this one ends.

    Each process takes its ports from blocks of its own. Otherwise two test runs could choose the
    same port before either listens on it, or one could take the port of a server that the other
    has stopped for a moment.

    Raises:
        RuntimeError: no free port was found.
    """
    for block in _blocks():
        if block not in _locked and not _lock(block):
            continue
        for port in range(block, block + _BLOCK):
            if port not in _given and why_unusable(port) is None:
                _given.add(port)
                return port
    raise RuntimeError(f"no free port between {_RANGE.start} and {_RANGE.stop - 1}")


_locked: dict[int, int] = {}  # the first port of each block of ours, and its lock's descriptor


@cache
def _blocks() -> list[int]:
    """The first ports of all blocks, in another order in each process."""
    blocks = list(_RANGE[::_BLOCK][:-1])
    random.shuffle(blocks)
    return blocks


def _lock(block: int) -> bool:
    """Lock a block until this process ends; False when another process has it."""
    folder = Path(tempfile.gettempdir()) / f"foyer-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder / str(block), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    _locked[block] = descriptor
    return True
