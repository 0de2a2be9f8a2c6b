"""Connections of a process to the database, by their `application_name`."""

from collections import Counter

import psutil
import psycopg

from local.stack import Stack


def connections(stack: Stack, process: psutil.Process) -> Counter[str]:
    """Count the connections of this process, without those of its children and of its parent.

    A process that was forked has the sockets of its parent, and does not use them.
    """
    parent = process.parent()
    ports = _ports(process) - (_ports(parent) if parent else set())
    with psycopg.connect(stack.database_url) as database:
        names = database.execute(
            "SELECT application_name FROM pg_stat_activity WHERE client_port = ANY(%s)",
            [list(ports)],
        )
        return Counter(name for (name,) in names)


def _ports(process: psutil.Process) -> set[int]:
    return {link.laddr.port for link in process.net_connections("tcp")}
