"""Foyer's own processes: API, worker, dispatcher, Flower."""

import os
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx

from local.context import Context
from local.http import NO_TLS
from local.ports import LOOPBACK, free_port
from local.process import Process

QUEUES = ("pictures", "mail", "bulk", "control")


def answers(url: str) -> bool:
    """Return whether a GET of `url` succeeds."""
    try:
        return httpx.get(url, timeout=2, trust_env=False, verify=NO_TLS).is_success
    except httpx.HTTPError:
        return False


class Migration(Process):
    """The database migrations; this process is ready when it has ended without an error."""

    start_within = 120.0

    def command(self) -> Sequence[str | Path]:
        """Return the CLI's command line."""
        return [sys.executable, "-m", "foyer", "migrate"]

    def is_ready(self) -> bool:
        """Return whether all migrations ran."""
        return self.exit_code == 0


class MeasuredProcess(Process):
    """A process that serves Prometheus metrics on a port of its own."""

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        self.metrics_port = free_port()
        env = {"METRICS_PORT": str(self.metrics_port), **context.env}
        super().__init__(name, folder, replace(context, env=env))

    @property
    def metrics_url(self) -> str:
        """The address that Prometheus scrapes."""
        return f"http://{LOOPBACK}:{self.metrics_port}/metrics"


class Api(MeasuredProcess):
    """uvicorn with FastAPI."""

    def __init__(self, folder: Path, port: int, context: Context) -> None:
        super().__init__("api", folder, context)
        self.port = port

    @property
    def url(self) -> str:
        """The API's address without nginx."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Sequence[str | Path]:
        """Return uvicorn's command line; the API itself reads nginx's headers."""
        return [
            *(sys.executable, "-m", "uvicorn", "foyer.main:create_app", "--factory"),
            *("--host", LOOPBACK, "--port", str(self.port)),
            *("--no-server-header", "--no-access-log", "--no-proxy-headers"),
            # Longer than a proxy or a client keeps an idle connection (nginx 60 s). Otherwise a
            # request may arrive just when the API closes the connection.
            *("--timeout-keep-alive", "65"),
        ]

    def is_ready(self) -> bool:
        """Return whether the process answers; its database and broker may be down."""
        return answers(f"{self.url}/api/health/live")


class Worker(Process):
    """A Celery worker with its pool."""

    def __init__(
        self,
        name: str,
        folder: Path,
        context: Context,
        *,
        queues: Sequence[str] = QUEUES,
        concurrency: int = 2,
    ) -> None:
        super().__init__(name, folder, context)
        self._queues = queues
        self._concurrency = concurrency

    def command(self) -> Sequence[str | Path]:
        """Return the worker's command line."""
        return [
            *(sys.executable, "-m", "celery", "-A", "foyer.tasks", "worker"),
            *("-n", f"{self.name}@%h", "-Q", ",".join(self._queues)),
            *("--concurrency", str(self._concurrency), "--loglevel", "INFO"),
            # Foyer does not need gossip between workers. It costs a second at the start, and the
            # worker ends if the broker stops during that second.
            *("--without-gossip", "--without-mingle"),
        ]

    def is_ready(self) -> bool:
        """Return whether it has logged that it accepts tasks."""
        return self.output.contains(rf"{re.escape(self.name)}@\S+ ready")


class Dispatcher(MeasuredProcess):
    """The dispatcher, which publishes due tasks."""

    def command(self) -> Sequence[str | Path]:
        """Return the CLI's command line."""
        return [sys.executable, "-m", "foyer", "dispatcher"]

    def is_ready(self) -> bool:
        """Return whether it has logged that it started; another one may be active."""
        return self.output.contains("dispatcher_started")


class Flower(Process):
    """Flower, under the path /flower."""

    # After SIGTERM Flower waits for its threads for ever. It does not handle SIGHUP, which ends it;
    # it has no data to save.
    stop_signal = signal.SIGHUP

    def __init__(self, folder: Path, context: Context) -> None:
        # nginx authenticates the client. Without this variable Flower refuses all actions.
        env = {**context.env, "FLOWER_UNAUTHENTICATED_API": "true"}
        super().__init__("flower", folder, replace(context, env=env))
        self.socket = folder / "flower.sock"

    def get(self, path: str) -> httpx.Response:
        """Return the response to a GET of the path below /flower/, without nginx."""
        with httpx.Client(transport=httpx.HTTPTransport(uds=os.fspath(self.socket))) as client:
            return client.get(f"http://localhost/flower/{path}", timeout=30)

    def prepare(self) -> None:
        """Remove the socket of a run that was killed."""
        self.socket.unlink(missing_ok=True)

    def command(self) -> Sequence[str | Path]:
        """Return Flower's command line."""
        return [
            *(sys.executable, "-m", "celery", "-A", "foyer.task_engine.celery_app", "flower"),
            # A socket in a private folder: browsers and other users cannot reach it. Its name is
            # relative, because the system limits the length.
            *(f"--unix_socket={self.socket.name}", "--url_prefix=flower"),
        ]

    def is_ready(self) -> bool:
        """Return whether it accepts connections."""
        return self.is_running and self.socket.is_socket()
