"""The memories of several API processes show no older state than they promise (decision 36)."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from foyer.db.engines import transaction
from local.application import Api
from local.stack import Stack
from testkit.fresh_reads import MAX_STALENESS
from testkit.long_polls import another_api, current_etag, wait_until_listening
from testkit.person import Person
from testkit.samples import examples
from testkit.wait import wait_until
from tests.integration.polling_client import Changes, PollingClient
from tests.integration.task_history import Add

APIS, SIGN_UPS = 2, 4
LISTENERS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'foyer-listener'"
STATE = "SELECT state FROM pg_stat_activity WHERE pid = :pid"
CHANGES = {
    "step": "UPDATE tasks SET step = CAST(:number AS text) WHERE id = :task",
    "name": "UPDATE sign_ups SET display_name = 'Version ' || :number WHERE id = :sign_up",
}


@dataclass(frozen=True, slots=True)
class ClientKind:
    """How a client of one of the sign-ups asks."""

    sign_up: int
    resource: str
    etag: bool
    cookies: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A fault, then a change and some polls at the same time, then a pause.

    Attributes:
        change: the name of a field; another process changes it, or the writer its email.
        polls: a client, and the API that it asks first.
    """

    fault: str
    api: int
    change: str
    sign_up: int
    writer: int
    polls: list[tuple[int, int]]
    pause: float


CLIENTS = st.lists(
    st.builds(
        ClientKind,
        sign_up=st.integers(0, SIGN_UPS - 1),
        resource=st.sampled_from(["sign-ups", "sign-ups", "tasks"]),
        etag=st.booleans(),
        cookies=st.booleans(),
    ),
    min_size=8,
    max_size=12,
)
MOMENTS = st.lists(
    st.builds(
        Moment,
        fault=st.sampled_from(["", "", "freeze", "freeze", "thaw", "terminate"]),
        api=st.integers(0, APIS - 1),
        change=st.sampled_from(["", "step", "name", "email", "email"]),
        sign_up=st.integers(0, SIGN_UPS - 1),
        writer=st.integers(0, 100),
        polls=st.lists(st.tuples(st.integers(0, 100), st.integers(0, APIS - 1)), max_size=4),
        pause=st.sampled_from([0, 0.06, 0.06, 0.2]),  # the listener reads every 50 ms
    ),
    min_size=8,
    max_size=20,
)


class SignUp:
    """A sign-up with a task, and all changes of both."""

    def __init__(self, stack: Stack, add: Add) -> None:
        with Person(stack) as person:
            person.name = "Version 0"
            person.sign_up(b"").raise_for_status()
        self.task = add(subject_id=UUID(person.sign_up_row_id), step="0")
        self.paths = {"sign-ups": person.sign_up_id, "tasks": str(self.task)}
        self._row_id = person.sign_up_row_id
        self.changes = Changes()

    def client(self, apis: list[Api], kind: ClientKind) -> PollingClient:
        path = f"/api/{kind.resource}/{self.paths[kind.resource]}"
        urls = [f"{api.url}{path}" for api in apis]
        return PollingClient(
            urls, str(self.task), self.changes, etag=kind.etag, cookies=kind.cookies
        )

    def change(self, name: str) -> None:
        """Change a field from this process, as a worker does."""
        number = self.changes.next_number()
        values = {"number": number, "task": self.task, "sign_up": self._row_id}
        with transaction() as session:
            session.execute(text(CHANGES[name]), values)
        self.changes.committed(name, number)


class World:
    """Two API processes, their listening connections, sign-ups and clients."""

    def __init__(self, apis: list[Api], sign_ups: list[SignUp], kinds: list[ClientKind]) -> None:
        self._sign_ups = sign_ups
        self._clients = [sign_ups[kind.sign_up].client(apis, kind) for kind in kinds]
        self._frozen: int | None = None
        self._threads = ThreadPoolExecutor(len(self._clients))

    def close(self) -> None:
        self._thaw()
        self._threads.shutdown()
        for client in self._clients:
            client.close()

    def live(self, moment: Moment) -> None:
        """Let this happen."""
        self._cause(moment.fault, moment.api)
        pending = [
            self._threads.submit(self._client(client).poll, first) for client, first in moment.polls
        ]
        writer = self._client(moment.writer)
        if moment.change == "email" and writer.follows_sign_up:
            writer.change_email(moment.api)
            writer.poll(moment.api)
        elif moment.change in CHANGES:
            self._sign_ups[moment.sign_up].change(moment.change)
        for poll in pending:
            poll.result()
        time.sleep(moment.pause)

    def all_poll(self) -> None:
        """Let all clients poll; first those without an ETag, because the others replace entries."""
        for etag in (False, True):
            clients = [client for client in self._clients if client.sends_etag == etag]
            for _ in self._threads.map(PollingClient.poll, clients, cycle(range(APIS))):
                pass

    def end(self) -> None:
        """Check that each change is visible after two seconds, also if a listener is frozen."""
        time.sleep(MAX_STALENESS + 0.01)
        waiting = [client for client in self._clients if client.sends_etag]
        for _ in self._threads.map(PollingClient.long_poll, waiting, cycle(range(APIS))):
            pass
        self.all_poll()

    def _client(self, number: int) -> PollingClient:
        return self._clients[number % len(self._clients)]

    def _cause(self, fault: str, listener: int) -> None:
        if fault:
            for sign_up in self._sign_ups:
                sign_up.changes.note(f"fault: {fault}")
        if fault in {"thaw", "freeze"}:
            self._thaw()
        if fault == "freeze":
            self._frozen = wait_until(lambda: frozen_listener(listener))
        if fault == "terminate":
            for pid in listeners()[listener : listener + 1]:
                with transaction() as session:
                    session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    def _thaw(self) -> None:
        if self._frozen:
            os.kill(self._frozen, signal.SIGCONT)
        self._frozen = None


def listeners() -> list[int]:
    with transaction() as session:
        return sorted(session.scalars(text(LISTENERS)))


def frozen_listener(number: int) -> int | None:
    """Stop the backend of a listening connection while it is idle, so that it holds no lock."""
    for pid in listeners()[number:] or listeners()[:1]:
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(pid, signal.SIGSTOP)
            with transaction() as session:
                state = session.scalar(text(STATE), {"pid": pid})
            if state == "idle":
                return pid
            os.kill(pid, signal.SIGCONT)
    return None


@pytest.fixture(scope="module")
def apis(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Api]]:
    with another_api(stack, tmp_path_factory.mktemp("api")) as other:
        yield [stack.api, other]


@pytest.mark.more_examples
@pytest.mark.usefixtures("in_stack")
@given(kinds=CLIENTS, moments=MOMENTS)
@example(  # both kinds of polls while a listener is frozen; random orders rarely end like this
    kinds=[
        ClientKind(sign_up, "sign-ups", etag=etag, cookies=False)
        for sign_up, etag in ((0, True), (0, True), (1, False))
    ],
    moments=[
        Moment("", 0, "", 0, 0, [], pause=0.2),
        Moment("freeze", 0, "step", 0, 0, [], pause=0),
        Moment("", 0, "step", 1, 0, [], pause=0),
    ],
)
@settings(
    max_examples=examples(3, full=12),
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example takes seconds, also a smaller one
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_goes_back_or_is_older_than_two_seconds(
    apis: list[Api], stack: Stack, add: Add, kinds: list[ClientKind], moments: list[Moment]
) -> None:
    sign_ups = [SignUp(stack, add) for _ in range(SIGN_UPS)]
    wait_until_all_listen(apis, sign_ups[0])
    with closing(World(apis, sign_ups, kinds)) as world:
        world.all_poll()
        for moment in moments:
            world.live(moment)
        world.end()


def wait_until_all_listen(apis: list[Api], sign_up: SignUp) -> None:
    """The example before may have ended with a listening connection lost or frozen."""

    def wait(api: Api) -> None:
        url = f"{api.url}/api/sign-ups/{sign_up.paths['sign-ups']}"
        wait_until_listening(url, current_etag(url))

    with ThreadPoolExecutor(APIS) as threads:
        list(threads.map(wait, apis))
