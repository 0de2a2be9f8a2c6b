"""PostgreSQL 15, the oldest version that Foyer supports, from Debian's package."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from local.context import Context
from local.ports import free_port
from local.postgres import Postgres
from testkit.debian import libraries, unpacked
from tests.servers.certificate import Certificate

_INSTALLED = Path("/")
_PROGRAMS = Path("usr/lib/postgresql/15/bin")


class Postgres15(Postgres):
    """A database server of version 15."""

    locale = ("--locale=C.UTF-8",)

    def __init__(self, folder: Path, context: Context) -> None:
        root = _root()
        env = context.env if root == _INSTALLED else {**context.env, **libraries(root)}
        super().__init__(folder, free_port(), replace(context, env=env), durable=False)

    @staticmethod
    def _program(name: str) -> Path:
        return _root() / _PROGRAMS / name


class TlsPostgres(Postgres15):
    """The same server with a certificate. It logs each connection.

    PostgreSQL of the wheel, which the other tests run, is built without TLS.
    """

    def __init__(self, folder: Path, context: Context, certificate: Certificate) -> None:
        super().__init__(folder, context)
        self._certificate = certificate

    def prepare(self) -> None:
        """Give the key to the user that the server runs as: it refuses the key of another."""
        super().prepare()
        self._identity.own(self._certificate.key.parent)

    def command(self) -> Sequence[str | Path]:
        """Return the server's command line."""
        return [
            *super().command(),
            "--ssl=on",
            f"--ssl_cert_file={self._certificate.file}",
            f"--ssl_key_file={self._certificate.key}",
            "--log_connections=on",
        ]


@cache
def _root() -> Path:
    return _INSTALLED if (_INSTALLED / _PROGRAMS).exists() else unpacked("postgresql-15")
