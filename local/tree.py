"""Signals to a process and all its descendants, in whatever session they are."""

import contextlib
import signal
import time

import psutil

_AT_REST = (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)


def signal_tree(pid: int, number: signal.Signals) -> None:
    """Signal the process `pid`, then its descendants; in this order it cannot replace them."""
    leader = psutil.Process(pid)
    for process in (leader, *leader.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def kill_tree(pid: int) -> None:
    """Kill the process `pid` and its descendants. Frozen before, none can start another one."""
    with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself
        freeze_tree(pid)
        signal_tree(pid, signal.SIGKILL)


def freeze_tree(pid: int) -> None:
    """Stop the process `pid`, then its descendants; return once all of them stand still."""
    leader = psutil.Process(pid)
    _freeze(leader)
    frozen: set[psutil.Process] = set()
    while new := set(leader.children(recursive=True)) - frozen:
        for process in new:
            _freeze(process)
        frozen |= new


def _freeze(process: psutil.Process, within: float = 10.0) -> None:
    """Send SIGSTOP, and wait until it is obeyed: a system call may have to end first."""
    deadline = time.monotonic() + within
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGSTOP)
        while process.status() not in _AT_REST and time.monotonic() < deadline:
            time.sleep(0.002)
