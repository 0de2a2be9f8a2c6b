"""PostgreSQL 15, the oldest version that Foyer supports, from Debian's package."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from local.context import Context
from local.ports import free_port
from local.postgres import Postgres
from testkit.debian import libraries, unpacked

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


@cache
def _root() -> Path:
    return _INSTALLED if (_INSTALLED / _PROGRAMS).exists() else unpacked("postgresql-15")
