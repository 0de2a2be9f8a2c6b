"""Connections of a process to the database, by their `application_name`."""

from collections import Counter

import psutil
import psycopg

from local.stack import Stack


def connections(stack: Stack, process: psutil.Process) -> Counter[str]:
    """Count the connections of this process, without those of its children."""
    ports = [link.laddr.port for link in process.net_connections("tcp")]
    with psycopg.connect(stack.database_url) as database:
        names = database.execute(
            "SELECT application_name FROM pg_stat_activity WHERE client_port = ANY(%s)", [ports]
        )
        return Counter(name for (name,) in names)
