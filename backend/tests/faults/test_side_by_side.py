"""The code from before the newest migration beside today's code, as during a deployment.

SIDE_BY_SIDE=60 lets both run for 60 minutes, with about one sign-up a second.

Both have one database, broker and storage. New kinds, changed payloads and removed kinds are tried
by `engine/test_task_api`, `engine/test_dispatcher` and the campaign.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from local.application import Api, Dispatcher, Worker
from local.context import Context
from local.ports import free_port
from local.process import Process
from local.stack import Stack
from testkit.balanced_nginx import BalancedNginx
from testkit.steady_load import SteadyLoad
from testkit.wait import wait_until

pytestmark = pytest.mark.longer

ROOT = Path(__file__).parents[3]
MIGRATIONS = Path("backend/migrations/versions")
MINUTES = float(os.environ.get("SIDE_BY_SIDE", "0"))
PAUSE = 3.0 if MINUTES else 0.1  # seconds
SIGN_UPS = 12  # in each phase; nginx takes the APIs in turns
_WORKERS = "SELECT DISTINCT split_part(worker, '@', 1) FROM task_attempts"
_UNFINISHED = "SELECT count(*) FROM tasks WHERE state NOT IN ('SUCCESS', 'FAILURE', 'REVOKED')"
_OUTCOMES = """
    SELECT DISTINCT state, attempts FROM tasks
    WHERE kind IN ('send_confirmation_email', 'resize_thumbnail')
"""


@dataclass(frozen=True)
class OlderProcesses:
    """An API, a worker and a dispatcher of the version before."""

    api: Api
    worker: Worker
    dispatcher: Dispatcher

    def in_order_of_deployment(self) -> tuple[Process, ...]:
        return (self.worker, self.dispatcher, self.api)


@pytest.fixture
def older_code(tmp_path: Path) -> Path:
    """The folder `backend` from before the newest migration, out of the repository's history."""
    newest = max((ROOT / MIGRATIONS).glob("[0-9]*.py")).name
    added = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", str(MIGRATIONS / newest))
    archive = added and _git("archive", f"{added.decode().strip()}^", "backend")
    if not archive:
        pytest.skip("needs the repository's history")
    subprocess.run(["tar", "-x", "-C", tmp_path], input=archive, check=True)
    assert not (tmp_path / MIGRATIONS / newest).exists()
    return tmp_path / "backend"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    parts = {"database", "broker", "mail", "api", "worker"}
    with Stack(tmp_path / "stack", parts=parts) as stack:
        yield stack


@pytest.fixture
def older(stack: Stack, older_code: Path) -> Iterator[OlderProcesses]:
    env = {**stack.env, "PYTHONPATH": str(older_code), "FORK": "0"}
    code = [sys.executable, "-c", "import foyer; print(foyer.__file__)"]
    file = subprocess.run(code, env=env, check=True, capture_output=True, text=True).stdout
    assert Path(file).is_relative_to(older_code)
    context = Context(stack.logs / "older", env)
    folder = stack.folder / "older"
    processes = OlderProcesses(
        Api(folder, free_port(), context),
        Worker("older", folder, context),
        Dispatcher("older-dispatcher", folder, context),
    )
    with ExitStack() as running:
        for process in processes.in_order_of_deployment():
            running.callback(process.stop)
            process.start()
        running.callback(stack.dispatcher.stop)
        stack.dispatcher.start()  # stands by until the older one stops
        yield processes


@pytest.mark.timeout(900 + MINUTES * 60)
def test_older_code_beside_new_code_loses_and_doubles_nothing(
    stack: Stack, older: OlderProcesses
) -> None:
    ports = [stack.api.port, older.api.port]
    web = BalancedNginx(stack, stack.folder / "balanced", ports)
    web.start()
    try:
        with (
            SteadyLoad(stack.url, PAUSE) as load,
            psycopg.connect(stack.database_url, autocommit=True) as database,
        ):
            wait_for_more(load)
            wait_until(lambda: len(database.execute(_WORKERS).fetchall()) > 1, what="both worked")
            run_for(MINUTES * 60, load)
            for process in older.in_order_of_deployment():
                process.stop()
            wait_for_more(load)
    finally:
        web.stop()
    print(f"{len(load.accepted)} sign-ups, the slowest took {load.slowest:.1f} s")  # noqa: T201
    assert load.failed_posts == []
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        wait_until(lambda: database.execute(_UNFINISHED).fetchone() == (0,), what="all tasks ended")
        assert database.execute(_OUTCOMES).fetchall() == [("SUCCESS", 1)]
    recipients = [len(stack.mail.messages(email)) for email in load.accepted]
    assert recipients == [1] * len(load.accepted)


def run_for(seconds: float, load: SteadyLoad) -> None:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at and not load.failed_posts:
        time.sleep(1)


def wait_for_more(load: SteadyLoad) -> None:
    enough = len(load.accepted) + SIGN_UPS
    wait_until(lambda: len(load.accepted) >= enough or load.failed_posts, what="more sign-ups")


def _git(*arguments: str) -> bytes:
    """Return the output of a git command, nothing if it fails or there is no git."""
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""
