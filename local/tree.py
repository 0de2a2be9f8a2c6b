"""Signals to a process and all its descendants, in whatever session they are."""

import contextlib
import signal

import psutil


def signal_tree(pid: int, number: signal.Signals) -> None:
    """Signal the process `pid`, then its descendants; in this order it cannot replace them."""
    leader = psutil.Process(pid)
    for process in (leader, *leader.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
