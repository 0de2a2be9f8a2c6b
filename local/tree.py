"""Signals to a process and all its descendants, wherever their sessions are."""

import contextlib
import signal

import psutil


def signal_tree(pid: int, number: signal.Signals) -> None:
    """Signal the process `pid` first, so that it cannot replace its children, then those."""
    leader = psutil.Process(pid)
    for process in (leader, *leader.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
