"""Debian's redis-server, with TLS."""

from collections.abc import Sequence
from pathlib import Path

import redis

from local.context import Context
from local.ports import LOOPBACK
from local.process import Process
from testkit.debian import program
from tests.servers.certificate import Certificate

_CONFIGURATION = """\
bind {host}
port 0
tls-port {port}
tls-cert-file {certificate}
tls-key-file {key}
tls-auth-clients no
requirepass {password}
save ""
"""


class RedisServer(Process):
    """A broker that only speaks TLS."""

    def __init__(
        self, folder: Path, port: int, context: Context, certificate: Certificate, password: str
    ) -> None:
        super().__init__("redis", folder, context)
        self.port = port
        self._certificate = certificate
        self._password = password

    def prepare(self) -> None:
        text = _CONFIGURATION.format(
            host=LOOPBACK,
            port=self.port,
            certificate=self._certificate.file,
            key=self._certificate.key,
            password=self._password,
        )
        (self.folder / "redis.conf").write_text(text)

    def command(self) -> Sequence[str | Path]:
        return [*program("redis-server", "redis-server"), self.folder / "redis.conf"]

    def is_ready(self) -> bool:
        client = redis.Redis(
            host=LOOPBACK,
            port=self.port,
            password=self._password,
            ssl=True,
            ssl_cert_reqs="none",
            ssl_check_hostname=False,
        )
        try:
            with client:
                return bool(client.ping())
        except redis.RedisError:
            return False
