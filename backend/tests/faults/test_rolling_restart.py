"""A rolling restart of every service under load loses and doubles nothing."""

import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from local.application import Api, Dispatcher
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.balanced_nginx import BalancedNginx
from testkit.steady_load import SteadyLoad
from testkit.wait import wait_until

ACCEPTED_BETWEEN = 5  # sign-ups between two restarts
ANSWERED, REFUSED = "answered", "refused"
REQUEST = b"POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"

pytestmark = pytest.mark.longer

_UNFINISHED = "SELECT count(*) FROM tasks WHERE state NOT IN ('SUCCESS', 'FAILURE', 'REVOKED')"
_BY_STATE = """
    SELECT kind, state, max(attempts), count(*) FROM tasks
    WHERE kind IN ('send_confirmation_email', 'resize_thumbnail') GROUP BY kind, state
"""


@pytest.fixture(scope="module")
def two_of_each(tmp_path_factory: pytest.TempPathFactory) -> Iterator["TwoOfEach"]:
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher"}
    with Stack(tmp_path_factory.mktemp("rolling"), parts=parts) as stack, ExitStack() as others:
        yield TwoOfEach(stack, others)


class TwoOfEach:
    """Two APIs, workers and dispatchers, and nginx in front of both APIs."""

    def __init__(self, stack: Stack, others: ExitStack) -> None:
        self.stack = stack
        context = Context(stack.logs, stack.env)
        folder = stack.folder / "second"
        self.second_api = Api(folder, free_port(), Context(folder / "logs", stack.env))
        self.second_dispatcher = Dispatcher("second-dispatcher", folder, context)
        self.second_worker = stack.add_worker("second")
        ports = [stack.api.port, self.second_api.port]
        self.web = BalancedNginx(stack, stack.folder / "balanced", ports)
        for process in (self.second_api, self.second_dispatcher, self.second_worker, self.web):
            others.callback(process.stop)
            process.start()

    def restarts(self) -> dict[str, Callable[[], None]]:
        """Return the restart of each service; PostgreSQL has none without an interruption."""
        return {
            "first API": self.stack.api.restart,
            "second API": self.second_api.restart,
            "first worker": self.stack.worker.restart,
            "second worker": self.second_worker.restart,
            "first dispatcher": self.stack.dispatcher.restart,
            "second dispatcher": self.second_dispatcher.restart,
            "nginx": lambda: os.kill(self.web.pid, signal.SIGHUP),
            "broker": self.stack.broker.restart,
        }


def test_rolling_restart_fails_no_post_and_loses_no_task(two_of_each: TwoOfEach) -> None:
    stack = two_of_each.stack
    with SteadyLoad(stack.url) as load:
        for name, restart in two_of_each.restarts().items():
            wait_for_more(load)
            load.slowest = 0.0
            restart()
            wait_for_more(load)
            print(f"{name}: the slowest request took {load.slowest:.1f} s")  # noqa: T201
    print(f"{len(load.accepted)} sign-ups, {load.repeated_gets} GETs repeated")  # noqa: T201
    assert load.failed_posts == []

    with psycopg.connect(stack.database_url, autocommit=True) as database:
        wait_until(lambda: database.execute(_UNFINISHED).fetchone() == (0,), what="all tasks ended")
        outcomes = database.execute(_BY_STATE).fetchall()
    # A restart is no failure: each task needed one attempt.
    assert {(state, attempts) for _, state, attempts, _ in outcomes} == {("SUCCESS", 1)}
    counts = {kind: count for kind, _, _, count in outcomes}
    assert counts["send_confirmation_email"] == len(load.accepted)
    recipients = [len(stack.mail.messages(email)) for email in load.accepted]
    assert recipients == [1] * len(load.accepted)


def test_stopping_api_loses_no_connection(two_of_each: TwoOfEach) -> None:
    """Each connection is either refused, or its request is answered."""
    api = two_of_each.second_api
    outcomes: Counter[str] = Counter()
    has_stopped = threading.Event()

    def connect_repeatedly() -> None:
        while not has_stopped.is_set():
            outcomes[request(api.port)] += 1

    with ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(connect_repeatedly) for _ in range(4)]
        wait_until(lambda: outcomes[ANSWERED] > 50, what="answered requests")
        api.stop()
        has_stopped.set()
        for client in clients:
            client.result()
    assert set(outcomes) == {ANSWERED, REFUSED}


def request(port: int) -> str:
    """Send a request on a connection of its own; return what came of it."""
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    except ConnectionRefusedError:
        return REFUSED
    with connection:
        try:
            connection.sendall(REQUEST)
            return ANSWERED if connection.recv(1000).startswith(b"HTTP/1.1 4") else "closed"
        except OSError as error:
            return repr(error)


def wait_for_more(load: SteadyLoad) -> None:
    enough = len(load.accepted) + ACCEPTED_BETWEEN
    wait_until(lambda: len(load.accepted) >= enough or load.failed_posts, what="more sign-ups")
