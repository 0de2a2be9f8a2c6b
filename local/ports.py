"""TCP ports on the loopback interface."""

import random
import socket

LOOPBACK = "127.0.0.1"

# Below the ports that kernels give to outgoing connections (from 32768 on Linux, 49152 elsewhere):
# a restarted server must find its port free, not used by a client.
_RANGE = range(20_000, 32_768)
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
    """Return an unused port; each call returns another one.

    Raises:
        RuntimeError: no free port was found.
    """
    for port in random.sample(_RANGE, k=500):
        if port not in _given and why_unusable(port) is None:
            _given.add(port)
            return port
    raise RuntimeError(f"no free port between {_RANGE.start} and {_RANGE.stop - 1}")
