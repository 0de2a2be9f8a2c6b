"""All processes of Foyer and their servers on one machine, with one environment.

    with Stack(tmp_path, parts=PARTS - {"web", "flower"}) as stack:
        httpx.post(f"{stack.api.url}/api/sign-ups", …)
        stack.mail.wait_for("ada@example.com")
        stack.worker.kill(); stack.worker.start()      # also stop, restart, pause, resume
        stack.broker.stop(); stack.broker.start()      # the same port, the same queues
        second = stack.add_worker("second", queues=["mail"]); second.start()

A part that is not in `parts` is an attribute too: `stack.worker.start()` starts it later.
Addresses: `database_url`, `broker_url`, `smtp_url`, `url` (nginx), `api.url`, `mail.url`.
Files: `storage` (media/, originals/), `logs` (one file a process, and celery.log).
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from foyer.urls.storage import StorageUrl
from local.application import QUEUES, Api, Dispatcher, Flower, Migration, Worker
from local.cli import run_cli
from local.cluster_template import cluster_template
from local.context import Context
from local.environment import environment
from local.mailcatcher import MailCatcher
from local.nginx import Nginx, Upstreams
from local.output import Screen
from local.ports import free_port
from local.postgres import Postgres
from local.process import Process
from local.valkey import Valkey

PARTS = frozenset({"database", "broker", "mail", "api", "worker", "dispatcher", "flower", "web"})


class Stack:
    """All processes of Foyer; they start together or one by one."""

    def __init__(
        self,
        folder: Path,
        *,
        parts: Collection[str] = PARTS,
        env: Mapping[str, str] | None = None,
        port: int | None = None,
        logs: Path | None = None,
        durable: bool = False,
        worker_processes: int = 2,
        screen: Screen | None = None,
        progress: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """Describe a stack; `start()` starts it.

        Args:
            folder: all data.
            parts: the processes that `start()` starts.
            env: added to this process's environment. DATABASE_URL, BROKER_URL and SMTP_URL
                replace the server of that kind.
            port: nginx's; all other ports are unused ones.
            logs: the folder of the log files.
            durable: PostgreSQL waits for the disk.
            worker_processes: how many tasks the worker runs at once.
            screen: shows each line that a process prints.
            progress: called with a line about each process that is ready.
        """
        if unknown := set(parts) - PARTS:
            raise ValueError(f"unknown parts: {', '.join(sorted(unknown))}")
        self.folder, self.parts = folder.resolve(), frozenset(parts)
        self.logs = (logs or self.folder / "logs").resolve()
        self._given, self._progress, self._durable = dict(env or {}), progress, durable
        self.storage = Path(self._given.get("STORAGE_DIR") or self.folder / "storage").resolve()
        self.extra_workers: list[Process] = []
        context = Context(self.logs, screen=screen)
        self._make_servers(context, durable=durable)
        self.proxy_secret = self._given.get("PROXY_SECRET") or secrets.token_urlsafe()
        self.port = port or free_port()
        self.url = self._given.get("PUBLIC_URL") or f"http://localhost:{self.port}"
        self.env = environment(self._given, self._decided())
        self._context = replace(context, env=self.env)
        self._make_application(self._context, worker_processes)

    def _make_servers(self, context: Context, *, durable: bool) -> None:
        folder = self.folder
        database = folder / "database"
        is_new = self._migrates() and self.runs("database") and not database.exists()
        self._template = cluster_template(context.env) if is_new and not durable else None
        self.postgres = Postgres(
            database, free_port(), context, durable=durable, template=self._template
        )
        self.broker = Valkey(folder / "broker", free_port(), context)
        self.mail = MailCatcher(folder / "mail", free_port(), free_port(), context)
        self.database_url = self._given.get("DATABASE_URL") or self.postgres.url
        self.broker_url = self._given.get("BROKER_URL") or self.broker.url
        self.smtp_url = self._given.get("SMTP_URL") or self.mail.smtp_url

    def _make_application(self, context: Context, worker_processes: int) -> None:
        folder = self.folder / "run"
        self.migration = Migration("migrate", folder, context)
        self.api = Api(folder, free_port(), context)
        self.worker = Worker("worker", folder, context, concurrency=worker_processes)
        self.dispatcher = Dispatcher("dispatcher", folder, context)
        self.flower = Flower(folder, context)
        self.upstreams = Upstreams(
            api=self.api.port,
            flower=self.flower.socket,
            inbox=self.mail.http_port,
            proxy_secret=self.proxy_secret,
            inbox_authorization=self.mail.authorization,
        )
        bucket = self._given.get("STORAGE_URL")
        self.web = Nginx(
            self.folder / "web",
            self.port,
            self.upstreams,
            self.storage / "media",
            context,
            public_url=self.url,
            bucket_url=StorageUrl.parse(bucket).address if bucket else "",
        )

    def _decided(self) -> dict[str, str]:
        return {
            "PUBLIC_URL": self.url,
            "STORAGE_DIR": str(self.storage),
            "LOG_DIR": str(self.logs),
            "DATABASE_URL": self.database_url,
            "BROKER_URL": self.broker_url,
            "SMTP_URL": self.smtp_url,
            "PROXY_SECRET": self.proxy_secret,
        }

    def as_proxy(self, address: str) -> dict[str, str]:
        """Return the headers with which nginx reports a client at `address` to the API."""
        return {"X-Forwarded-For": address, "X-Proxy-Secret": self.proxy_secret}

    def runs(self, part: str) -> bool:
        """Return whether `start()` starts the part: it is in `parts`, and no URL replaces it."""
        replaced = {"database": "DATABASE_URL", "broker": "BROKER_URL", "mail": "SMTP_URL"}
        return part in self.parts and not self._given.get(replaced.get(part, ""))

    def processes(self) -> list[Process]:
        """Return the processes that `start()` starts, and the extra workers."""
        started = [phase[part] for phase in self._phases() for part in phase if self.runs(part)]
        return [*started, *self.extra_workers]

    def _phases(self) -> tuple[dict[str, Process], ...]:
        """Return the parts in groups: each group starts together, after the groups before it."""
        return (
            {"database": self.postgres, "broker": self.broker, "mail": self.mail},
            {
                "api": self.api,
                "worker": self.worker,
                "dispatcher": self.dispatcher,
                "flower": self.flower,
            },
            {"web": self.web},
        )

    def start(self) -> None:
        """Start all parts in the order of their dependencies; stop them all if one fails.

        Raises:
            ProcessFailedError: a process did not become ready; with its last lines.
            StoppedError: `interrupt` was called.
        """
        for folder in (self.storage / "media", self.storage / "originals", self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        servers, application, web = self._phases()
        try:
            self._start_together(servers)
            if self._migrates() and not self._template:
                self._migrate()
            self._start_together(application)
            self._start_together(web)
        except BaseException:
            self.stop()
            raise

    def _migrates(self) -> bool:
        return bool(self.parts & {"api", "worker", "dispatcher"})

    def _migrate(self) -> None:
        self.migration.start()
        self.migration.stop()
        self._progress("database: migrated")

    def _start_together(self, phase: Mapping[str, Process]) -> None:
        processes = [process for part, process in phase.items() if self.runs(part)]
        for process in processes:
            process.start(wait=False)
        for process in processes:
            process.wait_ready()
            self._progress(f"{process.name}: ready")

    def interrupt(self) -> None:
        """End a running `start()` with StoppedError; safe in a signal handler."""
        self._context.stop.set()

    def kill(self) -> None:
        """Kill all processes at once."""
        parts = [process for phase in self._phases() for process in phase.values()]
        for process in (self.migration, *parts, *self.extra_workers):
            process.kill()

    def stop(self) -> None:
        """Stop all processes gracefully, the servers last."""
        servers, application, web = (phase.values() for phase in self._phases())
        for processes in (web, [self.migration, *application, *self.extra_workers], servers):
            for process in processes:
                process.request_stop()
            for process in processes:
                process.stop()

    def add_worker(
        self,
        name: str,
        *,
        queues: Sequence[str] = QUEUES,
        concurrency: int = 2,
        env: Mapping[str, str] | None = None,
    ) -> Worker:
        """Return another worker with its own settings, not started; `stop()` stops it too."""
        context = replace(self._context, env={**self.env, **(env or {})})
        worker = Worker(name, self.folder / "run", context, queues=queues, concurrency=concurrency)
        self.extra_workers.append(worker)
        return worker

    def foyer(self, *arguments: str, standard_input: str = "", timeout: float = 120) -> str:
        """Run a command of Foyer's CLI in this stack's environment; return its output.

        Raises:
            subprocess.CalledProcessError: it failed; `output` has the reason.
            subprocess.TimeoutExpired: it took longer than `timeout` seconds, and was ended.
        """
        return run_cli(
            *arguments,
            folder=self.folder,
            env=self.env,
            standard_input=standard_input,
            timeout=timeout,
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Stop the stack; at once, if its data are not to survive anyway."""
        if self._durable:
            self.stop()
        else:
            self.kill()
