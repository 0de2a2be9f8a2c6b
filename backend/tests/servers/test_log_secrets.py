"""No log of any process contains a secret of the settings, whatever fails."""

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from local.ports import LOOPBACK, free_port
from local.stack import Stack
from testkit.samples import sample
from testkit.wait import wait_until
from tests.servers.processes import leaked, logs_of

SECRETS = {
    "database": "data base/p@ss:w%rd+1",
    "broker": "bro ker/p@ss:w%rd+2",
    "mail": "mail p@ss:w%rd+3",
    "key": "k3y of p@ss:w%rd+4, long enough for anything",
}
DATABASE, BROKER, MAIL = (quote(SECRETS[name], safe="") for name in ("database", "broker", "mail"))
SECONDS = 5  # for several attempts of each process to connect
Address = tuple[str, int]


@contextmanager
def closed() -> Iterator[Address]:
    yield LOOPBACK, free_port()


@contextmanager
def unknown_host() -> Iterator[Address]:
    yield "nowhere.invalid", 4711


def answering(reply: bytes) -> Callable[[], AbstractContextManager[Address]]:
    @contextmanager
    def serve() -> Iterator[Address]:
        with socket.create_server((LOOPBACK, 0)) as server:
            thread = threading.Thread(target=_answer, args=(server, reply))
            thread.start()
            yield server.getsockname()
            server.shutdown(socket.SHUT_RDWR)  # ends the thread's accept
            thread.join()

    return serve


def _answer(server: socket.socket, reply: bytes) -> None:
    with contextlib.ExitStack() as connections, contextlib.suppress(OSError):
        while True:  # until the test shuts the server down
            connection, _ = server.accept()
            connections.enter_context(connection)
            with contextlib.suppress(OSError):
                connection.sendall(reply)


SERVERS = {
    "closed port": closed,
    "unknown host": unknown_host,
    "silent server": answering(b""),
    "server of another protocol": answering(b"500 what?\r\n-ERR what?\r\n" * 10),
}


CASES = [
    ("closed port", "redis"),
    ("unknown host", "redis"),
    ("silent server", "rediss"),
    ("server of another protocol", "redis"),
    ("server of another protocol", "rediss"),
]


@pytest.mark.parametrize(("server", "scheme"), sample(CASES, 1))
def test_no_log_contains_a_secret_while_a_server_is_broken(
    tmp_path: Path, server: str, scheme: str
) -> None:
    with SERVERS[server]() as (host, port):
        urls = {
            "DATABASE_URL": f"postgresql://foyer:{DATABASE}@{host}:{port}/foyer",
            "BROKER_URL": f"{scheme}://foyer:{BROKER}@{host}:{port}/0",
            "SMTP_URL": f"smtp+starttls://foyer:{MAIL}@{host}:{port}",
        }
        output = _run_everything(tmp_path, urls)
    assert leaked(output, list(SECRETS.values())) == []


def test_no_log_contains_a_secret_when_the_servers_refuse_it(tmp_path: Path) -> None:
    with Stack(tmp_path / "right", parts={"database", "broker"}) as right:
        database, broker = right.postgres.port, right.broker.port
        urls = {
            "DATABASE_URL": f"postgresql://foyer:{DATABASE}@{LOOPBACK}:{database}/foyer",
            "BROKER_URL": f"redis://:{BROKER}@{LOOPBACK}:{broker}/0",
        }
        output = _run_everything(tmp_path / "wrong", urls)
        assert "password authentication failed" in output
        assert leaked(output, list(SECRETS.values())) == []


def _run_everything(folder: Path, urls: dict[str, str]) -> str:
    """Start all processes, send requests, run a command; return all that they wrote."""
    stack = Stack(folder, parts=(), env={"SECRET_KEY": SECRETS["key"], **urls})
    stack.logs.mkdir(parents=True)
    processes = (stack.api, stack.worker, stack.dispatcher, stack.flower, stack.migration)
    try:
        for process in processes:
            process.start(wait=False)
        wait_until(stack.api.is_ready)
        _send_requests(stack)
        command = _create_administrator(stack)
        time.sleep(SECONDS)
    finally:
        stack.kill()
    output = logs_of(stack)
    assert "listener_lost" in output
    return output + command


def _send_requests(stack: Stack) -> None:
    with httpx.Client(base_url=f"{stack.api.url}/api", timeout=30, trust_env=False) as client:
        body = {"email": "ada@example.com", "password": "a sentence is fine"}
        assert client.post("/sessions", json=body).status_code == httpx.codes.SERVICE_UNAVAILABLE
        ready = client.get("/health/ready")
        assert ready.json()["checks"]["database"] != "ok"
        assert leaked(ready.text, list(SECRETS.values())) == []


def _create_administrator(stack: Stack) -> str:
    arguments = ("create-admin", "--email", "ada@example.com", "--password-stdin")
    try:
        return stack.foyer(*arguments, standard_input="a sentence is fine", timeout=20)
    except subprocess.CalledProcessError as error:
        return str(error.output)
    except subprocess.TimeoutExpired as error:
        return (error.output or b"").decode()
