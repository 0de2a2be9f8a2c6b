"""`make up` refuses with one sentence, and restarts its processes."""

import os
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from local import supervisor, up
from local.banner import banner
from local.context import Context
from local.lock import FolderLock
from local.ports import LOOPBACK, free_port
from local.process import Process, ProcessFailedError
from local.secret_files import stored_secret
from local.stack import Stack
from local.supervisor import Supervisor
from local.tests.waiting import until


class Sleeper(Process):
    """A process that ends when it is killed; with `ends_at_once`, by itself."""

    ends_at_once = False

    def command(self) -> Sequence[str | Path]:
        seconds = 0 if self.ends_at_once else 60
        return [sys.executable, "-c", f"import time; print('goodbye'); time.sleep({seconds})"]


class OneProcess(Stack):
    """A stack with one process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, parts=())
        self.sleeper = Sleeper("sleeper", folder, Context(folder / "logs"))

    def processes(self) -> list[Process]:
        return [self.sleeper]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[OneProcess]:
    stack = OneProcess(tmp_path)
    yield stack
    stack.sleeper.kill()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(up, "HOME", tmp_path)
    monkeypatch.setattr(up, "DATA", tmp_path / "data")
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "POLL", 0.01)
    return tmp_path


def test_a_used_port_is_refused_with_a_proposal(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit) as refusal:
            up.up()

    assert refusal.value.code == (
        f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make up"
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_an_invalid_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        up.up()


def test_a_storage_url_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("STORAGE_URL", "nonsense")

    with pytest.raises(SystemExit, match=r"^Foyer does not start: STORAGE_URL: "):
        up.up()


@pytest.mark.parametrize("content", ["", " \n"])
def test_an_empty_file_gets_a_secret(home: Path, content: str) -> None:
    file = home / "administrator-password"
    file.write_text(content)

    secret = stored_secret(file, length=12)

    assert len(secret) == 16
    assert stored_secret(file) == secret


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("postgresql://foyer:secret@db.example:5433/foyer", "db.example:5433"),
        ("postgresql:///foyer?host=/var/run/postgresql", "/var/run/postgresql"),
    ],
)
def test_the_banner_names_the_server_of_a_given_database(
    tmp_path: Path, url: str, server: str
) -> None:
    stack = Stack(tmp_path, env={"DATABASE_URL": url})

    text = banner(stack, password="a password", took=1)

    assert f"{server} (DATABASE_URL)" in text
    assert "secret" not in text


def test_a_second_make_up_in_the_same_folder_is_refused(home: Path) -> None:
    with FolderLock(home / "running"), pytest.raises(SystemExit) as refusal:
        up.up()

    assert refusal.value.code == (
        f"Foyer already runs in this folder (process {os.getpid()}). Stop it first: Ctrl-C."
    )


def test_reset_is_refused_while_make_up_runs(home: Path) -> None:
    (home / "data").mkdir()

    with FolderLock(home / "running"), pytest.raises(SystemExit, match="Foyer runs"):
        up.reset()

    assert (home / "data").exists()
    assert up.reset() == 0
    assert not (home / "data").exists()


def test_a_process_that_ends_is_restarted(stack: OneProcess) -> None:
    stop, lines = threading.Event(), list[str]()
    stack.sleeper.start()
    first = stack.sleeper.pid
    watching = threading.Thread(target=Supervisor(stack, lines.append, stop).watch)
    watching.start()

    os.kill(first, 9)

    assert until(lambda: len(lines) == 2)
    stop.set()
    watching.join()
    assert lines == [
        "sleeper was ended by SIGKILL; restarting it in 0.0 s",
        "sleeper runs again",
    ]
    assert stack.sleeper.pid != first


def test_a_process_that_ends_too_often_is_a_failure(stack: OneProcess) -> None:
    stack.sleeper.ends_at_once = True
    stack.sleeper.start(wait=False)

    with pytest.raises(ProcessFailedError, match=r"6 times within a minute(.|\n)*goodbye"):
        Supervisor(stack, lambda _line: None, threading.Event()).watch()


def test_a_stopped_process_is_not_restarted(stack: OneProcess) -> None:
    stop, lines = threading.Event(), list[str]()
    stack.sleeper.start()
    stack.sleeper.stop()
    watching = threading.Thread(target=Supervisor(stack, lines.append, stop).watch)
    watching.start()

    assert not until(lambda: stack.sleeper.is_running, within=0.2)
    stop.set()
    watching.join()
    assert lines == []
