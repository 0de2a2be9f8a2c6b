"""Starts child processes: by their program or, in tests, by a fork.

Tests fork most of Foyer's processes from local/fork_server.py, because that is five times as fast.
A process with FORK=0 in its environment starts by its program. `make up` and the measurements never
fork.
"""

import atexit
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.child import Child, ForkedProcess
from local.environment import environment

SCRIPT = Path(__file__).with_name("fork_server.py")
FORKED = ("celery", "foyer", "uvicorn")
"""Modules whose processes are forked."""
# Variables that Python or a library reads when it starts. A process with other values than the
# fork server's starts by its program. The fork server reads PYTHONPATH itself.
_READ_AT_START = re.compile(
    r"(LD|GLIBC|MALLOC|LC|OPENSSL|OTEL)_.*|PYTHON(?!PATH$).*|LANG|LANGUAGE|TZ"
)


class Children:
    """Starts child processes, and the fork server with the first forked one."""

    def __init__(self) -> None:
        self.are_forked = False
        self._lock = threading.Lock()
        self._requests: socket.socket | None = None
        self._environment = environment({}, {})

    def start(
        self,
        command: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        *,
        output: int,
        standard_input: int = subprocess.DEVNULL,
    ) -> Child:
        """Start `command` as the leader of a session of its own.

        Args:
            command: the program and its arguments.
            folder: in which it runs.
            env: its environment.
            output: the descriptor of its standard output and its standard error.
            standard_input: a descriptor.
        """
        if self.are_forked and self._can_fork(command, env):
            request = {"arguments": command[2:], "folder": os.fspath(folder), "env": dict(env)}
            with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is needed
                is_empty = standard_input == subprocess.DEVNULL
                source = nothing.fileno() if is_empty else standard_input
                return self._fork(json.dumps(request).encode(), source, output)
        return subprocess.Popen(
            command,
            cwd=folder,
            env=dict(env),
            stdin=standard_input,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _can_fork(self, command: Sequence[str], env: Mapping[str, str]) -> bool:
        return (
            env.get("FORK") != "0"
            and list(command[:2]) == [sys.executable, "-m"]
            and command[2] in FORKED
            and _read_at_start(env) == _read_at_start(self._environment)
        )

    def _fork(self, request: bytes, standard_input: int, output: int) -> ForkedProcess:
        report, its_report = socket.socketpair()
        with tempfile.TemporaryFile() as file, its_report, self._lock:
            file.write(request)
            file.seek(0)
            descriptors = [file.fileno(), standard_input, output, its_report.fileno()]
            self._requests = self._requests or self._start_server()
            socket.send_fds(self._requests, [b"1"], descriptors)
        return ForkedProcess(report)

    def _start_server(self) -> socket.socket:
        requests, server_end = socket.socketpair()
        with server_end:
            server = subprocess.Popen(
                [sys.executable, SCRIPT, str(server_end.fileno())],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[server_end.fileno()],
            )
        atexit.register(_end, server, requests)
        return requests


def _end(server: subprocess.Popen[bytes], requests: socket.socket) -> None:
    requests.close()
    server.wait()


def _read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in env.items() if _READ_AT_START.fullmatch(name)}


children = Children()
