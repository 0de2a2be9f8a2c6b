"""A streaming replica of a PostgreSQL server, and its promotion."""

from pathlib import Path

import psycopg

from local.context import Context
from local.ports import free_port
from local.postgres import Postgres
from testkit.wait import wait_until

_REPLAYED = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
_RECEIVES = "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'"


class Standby(Postgres):
    """An asynchronous standby, made by pg_basebackup at its first start."""

    def __init__(self, folder: Path, context: Context, primary: Postgres) -> None:
        super().__init__(folder, free_port(), context)
        self._primary = primary

    @property
    def password(self) -> str:
        """The primary's: a standby has the same users."""
        return self._primary.password

    def wait_until_replayed(self) -> None:
        """Wait until the standby has everything that is committed on the primary now."""
        with psycopg.connect(self._primary.url) as primary:
            written = primary.execute("SELECT pg_current_wal_lsn()").fetchone()
        with psycopg.connect(self.url, autocommit=True) as standby:
            wait_until(lambda: standby.execute(_REPLAYED, written).fetchone() == (True,))

    def disconnect(self) -> None:
        """Stop receiving from the primary, as after a fault of the network between them."""
        with psycopg.connect(self.url, autocommit=True) as standby:
            standby.execute("ALTER SYSTEM SET primary_conninfo = ''")
            standby.execute("SELECT pg_reload_conf()")
            wait_until(lambda: standby.execute(_RECEIVES).fetchone() == (0,))

    def replace_primary(self) -> None:
        """Listen at the primary's address, as a standby at first, and become the primary."""
        self.stop()
        self.port = self._primary.port
        self.start()
        with psycopg.connect(self.url, autocommit=True) as standby:
            standby.execute("SELECT pg_promote()")

    def _run_initdb(self, draft: Path, _password: Path) -> None:
        self._identity.run(
            *(self._program("pg_basebackup"), "--pgdata", draft, "--write-recovery-conf"),
            *("--checkpoint=fast", "--no-sync", "--dbname", self._primary.url),
            env=self.env,
        )
