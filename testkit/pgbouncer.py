"""Debian's PgBouncer in front of the stack's PostgreSQL."""

import os
from collections.abc import Sequence
from pathlib import Path

import psycopg

from local.context import Context
from local.ports import LOOPBACK
from local.postgres import USER, Postgres
from local.process import Process
from local.secret_files import write_private
from testkit.debian import program

_CONFIGURATION = """\
[databases]
* = host={host} port={server} user={user} password={password}
[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 40
max_client_conn = 200
{more}
"""


class PgBouncer(Process):
    """A pooler for all databases of a server."""

    def __init__(
        self, folder: Path, port: int, context: Context, server: Postgres, mode: str, more: str = ""
    ) -> None:
        super().__init__("pgbouncer", folder, context)
        self.port = port
        self._server = server
        self._mode = mode
        self._more = more

    @property
    def url(self) -> str:
        """The URL of the database `foyer` through the pooler."""
        return self._server.url.replace(f":{self._server.port}/", f":{self.port}/")

    def prepare(self) -> None:
        text = _CONFIGURATION.format(
            host=LOOPBACK,
            server=self._server.port,
            user=USER,
            password=self._server.password,
            port=self.port,
            mode=self._mode,
            more=self._more,
        )
        write_private(self.folder / "pgbouncer.ini", text)

    def command(self) -> Sequence[str | Path]:
        user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
        return [*program("pgbouncer", "pgbouncer"), *user, self.folder / "pgbouncer.ini"]

    def is_ready(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False
