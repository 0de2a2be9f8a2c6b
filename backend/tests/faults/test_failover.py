"""A failover to an asynchronous standby that had not received everything.

What it had not received is lost, although clients got a 202. A mail that was sent in that time is
sent again, if the standby has its task. See docs/operations.md, "Backup and restore".
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from local.context import Context
from local.ports import free_port
from local.postgres import Postgres
from local.stack import Stack
from testkit.person import Person, token_in
from testkit.supervised import supervised
from testkit.wait import wait_until
from tests.faults.standby import Standby

pytestmark = pytest.mark.longer

PEOPLE = 3  # in each situation
CLIENTS = 3
PAUSE = 0.05  # seconds between two sign-ups of a client
SETTINGS = {"LEASE": "PT5S", "HEARTBEAT": "PT1S", "LOST_AFTER": "PT5S"}
_ACTIVE = """
    SELECT count(*) FROM tasks
    WHERE kind = 'send_confirmation_email' AND state IN ('PENDING', 'RETRY', 'STARTED')
"""


@dataclass(frozen=True)
class Replicated:
    """A stack whose database has an asynchronous standby."""

    stack: Stack
    primary: Postgres
    standby: Standby


@pytest.fixture
def replicated(tmp_path: Path) -> Iterator[Replicated]:
    context = Context(tmp_path / "logs")
    primary = Postgres(tmp_path / "primary", free_port(), context)
    standby = Standby(tmp_path / "standby", Context(tmp_path / "logs" / "standby"), primary)
    parts = {"broker", "mail", "api", "worker", "dispatcher"}
    try:
        primary.start()
        standby.start()
        env = {**SETTINGS, "DATABASE_URL": primary.url}
        with Stack(tmp_path / "stack", parts=parts, env=env) as stack, supervised(stack):
            yield Replicated(stack, primary, standby)
    finally:
        standby.kill()
        primary.kill()


@dataclass
class Clients:
    """Clients that sign up one after the other.

    Attributes:
        stack: the stack with the API.
        people: closes their connections at the end of the test.
        accepted: those with a 202.
        refused: the status of the other responses.
    """

    stack: Stack
    people: ExitStack
    accepted: list[Person] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def wait_for_more(self) -> None:
        enough = len(self.accepted) + PEOPLE
        wait_until(lambda: len(self.accepted) >= enough, what="more sign-ups")

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            person = self.people.enter_context(Person(self.stack))
            status = person.sign_up(b"").status_code
            if status == httpx.codes.ACCEPTED:
                self.accepted.append(person)
            else:
                self.refused.add(status)


def test_failover_loses_what_was_not_replicated_and_repeats_only_mails(
    replicated: Replicated,
) -> None:
    stack, standby = replicated.stack, replicated.standby
    with ExitStack() as people:
        clients = Clients(stack, people)
        done = [people.enter_context(Person(stack)) for _ in range(PEOPLE)]
        waiting = [people.enter_context(Person(stack)) for _ in range(PEOPLE)]
        sign_up_all(done)
        wait_for_success(done)
        stack.worker.stop()
        sign_up_all(waiting)
        standby.wait_until_replayed()
        standby.disconnect()
        stack.worker.start()
        wait_for_success(waiting)  # the standby does not receive that their mails were sent
        with clients.running():
            clients.wait_for_more()
            not_replicated = list(clients.accepted)
            replicated.primary.kill()
            standby.replace_primary()
            clients.wait_for_more()
            clients.wait_for_more()
        wait_until_no_mail_waits(stack)

        assert [states(person) for person in done + waiting] == [{"SUCCESS"}] * 2 * PEOPLE
        assert [mail_count(person) for person in done] == [1] * PEOPLE
        for person in waiting:
            tokens = [token_in(mail) for mail in stack.mail.messages(person.email)]
            assert tokens == [tokens[0]] * 2
            assert person.confirm(tokens[0]).status_code == httpx.codes.OK

        assert clients.refused <= {httpx.codes.SERVICE_UNAVAILABLE}
        lost = [person for person in clients.accepted if not exists(person)]
        stored = [person for person in clients.accepted if exists(person)]
        print(f"{len(lost)} of {len(clients.accepted)} sign-ups were lost with their 202")  # noqa: T201
        assert all(person in lost for person in not_replicated)
        assert len(stored) >= PEOPLE
        assert [(states(person), mail_count(person)) for person in stored] == [
            ({"SUCCESS"}, 1)
        ] * len(stored)
        assert all(mail_count(person) <= 1 for person in lost)
        check_repeated_sign_up(lost[0])


def sign_up_all(people: list[Person]) -> None:
    for person in people:
        person.sign_up(b"").raise_for_status()


def wait_for_success(people: list[Person]) -> None:
    for person in people:
        person.wait_for("SUCCESS")


def wait_until_no_mail_waits(stack: Stack) -> None:
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        wait_until(lambda: database.execute(_ACTIVE).fetchone() == (0,), what="all mails sent")


def exists(person: Person) -> bool:
    """Return whether the API knows the sign-up; the second read is a plain one, from its memory."""
    url = f"/sign-ups/{person.sign_up_id}"
    answers = {person.http.get(url).status_code for _ in range(2)}
    assert len(answers) == 1, answers
    return answers == {httpx.codes.OK}


def states(person: Person) -> set[str]:
    return {task["state"] for task in person.follow()["tasks"]}


def mail_count(person: Person) -> int:
    return len(person.stack.mail.messages(person.email))


def check_repeated_sign_up(person: Person) -> None:
    """A lost sign-up may be repeated; the link of its first mail is not valid."""
    before = person.stack.mail.messages(person.email)
    for mail in before:
        assert person.confirm(token_in(mail)).status_code == httpx.codes.NOT_FOUND
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    assert mail_count(person) == len(before) + 1
    person.confirm().raise_for_status()
