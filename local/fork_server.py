"""Starts Foyer's processes by a fork, from a process that has imported their libraries.

The libraries take 1.0 of the 1.3 seconds of processor time that an API, a worker or a command needs
to start, and a run of all tests starts hundreds. A forked process imports `foyer` itself, with its
own environment, as `python -m module` would.

local/children.py runs this file as a script, and sends it the requests.
"""

import gc
import importlib
import io
import json
import os
import runpy
import select
import socket
import sys
from pathlib import Path

# None of them starts a thread when it is imported: a fork has one thread only.
LIBRARIES = (
    *("alembic.command", "argon2", "celery.apps.worker", "celery.bin.celery"),
    *("celery.concurrency.prefork", "celery.worker.components", "concurrent_log_handler"),
    *("cronsim", "css_inline", "email_validator", "fastapi.openapi.utils", "httptools"),
    *("kombu.transport.redis", "limits.aio.storage", "limits.storage", "PIL.Image"),
    *("prometheus_client", "psutil", "psycopg", "pydantic_settings", "redis.asyncio"),
    *("rich.console", "rich.pretty", "rich.traceback", "sqlalchemy.dialects.postgresql"),
    *("sqlalchemy.ext.asyncio", "sqlalchemy.orm", "structlog", "typer", "uvicorn.main"),
    *("uvloop", "yaml"),
)


class ForkServer:
    """Forks a process for each request, and reports how it ended."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        # The socket that reports a process, by its pidfd, and the ended processes by their socket.
        self._running: dict[int, tuple[int, int]] = {}
        self._ended: dict[int, int] = {}

    def serve(self) -> bool:
        """Return False when the client has ended; return True in a new process."""
        while True:
            descriptors = [self._client.fileno(), *self._running, *self._ended]
            ready, _, _ = select.select(descriptors, [], [])
            for report in set(ready) & self._ended.keys():
                self._reap(report)
            for process in set(ready) & self._running.keys():
                self._report_end(process)
            if self._client.fileno() in ready:
                data, received, _, _ = socket.recv_fds(self._client, 1, 4)
                if not data:
                    return False
                if self._fork(*received):
                    return True

    def _fork(self, request: int, standard_input: int, output: int, report: int) -> bool:
        pid = os.fork()
        if not pid:
            self._close()
            _become(request, standard_input, output, report)
            return True
        for descriptor in (request, standard_input, output):
            os.close(descriptor)
        self._running[os.pidfd_open(pid)] = (pid, report)
        return False

    def _report_end(self, process: int) -> None:
        pid, report = self._running.pop(process)
        os.close(process)
        end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        if end is not None:
            code = end.si_status if end.si_code == os.CLD_EXITED else -end.si_status
            os.write(report, f"{code}\n".encode())
        self._ended[report] = pid

    def _reap(self, report: int) -> None:
        """Let the process disappear: the client has read how it ended, as `wait` does."""
        os.waitpid(self._ended.pop(report), 0)
        os.close(report)

    def _close(self) -> None:
        """Close what belongs to the server, in a new process."""
        self._client.close()
        reports = [report for _, report in self._running.values()]
        for descriptor in (*self._running, *reports, *self._ended):
            os.close(descriptor)


def _become(request: int, standard_input: int, output: int, report: int) -> None:
    """Take over the environment, the folder and the files of the requested process."""
    os.setsid()
    with os.fdopen(request, "rb") as file:
        content = json.load(file)
    for number, descriptor in enumerate((standard_input, output, output)):
        os.dup2(descriptor, number)
    os.close(standard_input)
    os.close(output)
    # A stream knows from its opening whether its file can seek. The server's file may, this not.
    raw = os.fdopen(1, "wb", buffering=0, closefd=False)
    sys.stdout = io.TextIOWrapper(
        raw, sys.stdout.encoding, sys.stdout.errors, line_buffering=True, write_through=True
    )
    os.chdir(content["folder"])
    os.environ.clear()
    os.environ.update(content["env"])
    paths = content["env"].get("PYTHONPATH", "")
    sys.path[:0] = [str(Path.cwd()), *filter(None, paths.split(os.pathsep))]
    sys.argv = content["arguments"]
    os.write(report, f"{os.getpid()}\n".encode())
    os.close(report)


def main() -> None:
    """Serve the client; be the requested module in each new process."""
    sys.path.pop(0)  # the folder of this script
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.collect()
    gc.freeze()
    if ForkServer(socket.socket(fileno=int(sys.argv[1]))).serve():
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
