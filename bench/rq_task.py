"""The empty task of bench/rq_peer.py: its worker must import it from a module."""


def empty() -> None:
    """Do nothing."""
