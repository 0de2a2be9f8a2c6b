"""Back-pressure: QUEUE_WAIT_LIMIT refuses requests for more tasks while a queue is late."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import delete
from uuid_utils.compat import uuid7

from foyer.api.late_queues import RETRY_AFTER, LateQueues, QueueLateError
from foyer.db.base import utc_now
from foyer.db.engines import async_engine, transaction
from foyer.payloads import ResizeThumbnail, SendConfirmationEmail, SendNotice
from foyer.task_engine import lateness, pauses
from foyer.task_engine.limit import Limit
from foyer.task_engine.models import Task
from foyer.task_engine.payload import Payload, declared
from foyer.task_engine.record import BULK, EXCESS, NORMAL
from local.application import Api
from local.stack import Stack
from testkit.long_polls import another_api
from testkit.person import Person
from testkit.photos import phone_photo
from testkit.scrape import scrape
from testkit.wait import wait_until

LIMIT, WAIT = "PT1M", timedelta(minutes=5)
REFUSED, ACCEPTED = httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.ACCEPTED

pytestmark = pytest.mark.usefixtures("in_stack")


@pytest.fixture(scope="module")
def api(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An API with a limit, beside the API of the stack, which has none."""
    folder = tmp_path_factory.mktemp("limited")
    with another_api(stack, folder, QUEUE_WAIT_LIMIT=LIMIT) as api:
        yield api


@pytest.fixture
def visitor(stack: Stack, api: Api) -> Iterator[Person]:
    """A person whose requests go to the API with the limit."""
    with Person(stack) as person:
        person.http.base_url = httpx.URL(f"{api.url}/api")
        yield person


@contextmanager
def waiting(queue: str, kind: str, priority: int = NORMAL, **fields: Any) -> Iterator[UUID]:
    """Let a task that is due wait in the queue."""
    run_at = utc_now() - WAIT
    task = Task(id=uuid7(), kind=kind, queue=queue, priority=priority, run_at=run_at, **fields)
    with transaction() as session:
        session.add(task)
    try:
        yield task.id
    finally:
        with transaction() as session:
            session.execute(delete(Task).where(Task.id == task.id))


@contextmanager
def late(payload: type[Payload], priority: int = NORMAL) -> Iterator[None]:
    """Let a task of this kind wait in its queue, which is paused.

    It is marked as published, until the dispatcher takes it back. So a pass of the dispatcher that
    began before the pause does not publish it.
    """
    queue, kind = payload.__declaration__.queue, payload.__declaration__.kind
    with transaction() as session:
        pauses.pause(session, queue)
    try:
        with waiting(queue, kind, priority, published_at=utc_now()) as task_id:
            wait_until(lambda: not is_published(task_id), what="the task to be taken back")
            yield
    finally:
        with transaction() as session:
            pauses.resume(session, queue)


def is_published(task_id: UUID) -> bool:
    with transaction() as session:
        return session.get_one(Task, task_id).published_at is not None


def resend(visitor: Person) -> httpx.Response:
    return visitor.http.post(f"/sign-ups/{visitor.sign_up_id}/resend")


def wait_until_refused(visitor: Person) -> httpx.Response:
    """Send requests until one is refused: the API reads the lateness once a second."""

    def refused() -> httpx.Response | None:
        response = visitor.http.post("/password-resets", json={"email": visitor.email})
        return response if response.status_code == REFUSED else None

    return wait_until(refused, what="a refused request")


def test_requests_for_more_mails_are_refused_while_mails_are_late(visitor: Person) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    form = {"email": visitor.email, "password": visitor.password, "display_name": visitor.name}
    accepted = visitor.http.post("/sign-ups", data=form, headers=key)
    visitor.sign_up_id = accepted.json()["id"]
    visitor.wait_for("SUCCESS")
    with late(SendNotice):
        response = wait_until_refused(visitor)
        assert response.json()["code"] == "queue_late"
        assert response.headers["Retry-After"] == str(RETRY_AFTER)
        assert visitor.sign_up(b"").status_code == REFUSED
        assert resend(visitor).status_code == REFUSED
        other = {"email": f"other-{visitor.email}"}
        path = f"/sign-ups/{visitor.sign_up_id}"
        assert visitor.http.patch(path, json=other).status_code == REFUSED
        repeated = visitor.http.post("/sign-ups", data=form, headers=key)
        assert (repeated.status_code, repeated.json()["id"]) == (ACCEPTED, visitor.sign_up_id)
    assert len(visitor.follow()["tasks"]) == 1
    wait_until(lambda: resend(visitor).status_code == ACCEPTED, what="a request that is accepted")


@contextmanager
def pending_sign_up(stack: Stack, folder: Path, **rates: str) -> Iterator[Person]:
    """A visitor with a sign-up and a client of its own, who uses an API with these rates."""
    limits = {"QUEUE_WAIT_LIMIT": LIMIT, "RATE_LIMIT_SCALE": "1"} | rates
    with another_api(stack, folder, **limits) as api, Person(stack) as visitor:
        visitor.sign_up(b"").raise_for_status()
        visitor.wait_for("SUCCESS")
        visitor.http.base_url = httpx.URL(f"{api.url}/api")
        visitor.http.headers.update(stack.as_proxy(f"2001:db8:{uuid4().hex[:4]}::1"))
        yield visitor


def test_requests_that_a_late_queue_refuses_use_up_no_rate(stack: Stack, tmp_path: Path) -> None:
    per_client = "sign_up", "mail", "picture", "reset"
    others = "sign_up_per_address", "mail_per_address", "picture_per_account", "reset_per_address"
    names = (*(f"{name}_per_client" for name in per_client), *others)
    rates = {f"LIMIT_{name.upper()}": "1 per hour" for name in names}
    with pending_sign_up(stack, tmp_path, **rates) as visitor:
        path, email = f"/sign-ups/{visitor.sign_up_id}", f"other-{visitor.email}"
        picture = {"picture": ("me.jpg", phone_photo(), "image/jpeg")}
        form = {"email": email, "password": visitor.password, "display_name": visitor.name}
        requests: list[Callable[[], httpx.Response]] = [
            lambda: visitor.http.patch(path, json={"email": visitor.email}),
            lambda: visitor.http.put(f"{path}/picture", files=picture),
            lambda: visitor.http.post("/password-resets", json={"email": email}),
            lambda: visitor.http.post("/sign-ups", data=form),
        ]
        with late(SendNotice), late(ResizeThumbnail):
            for request in (lambda: resend(visitor), *requests):
                assert [request().status_code for _ in range(2)] == [REFUSED, REFUSED]
        # The API reads the lateness once a second.
        wait_until(lambda: requests[0]().status_code == ACCEPTED, what="a mail that is accepted")
        wait_until(lambda: requests[1]().status_code == ACCEPTED, what="an accepted picture")
        assert [request().status_code for request in requests[2:]] == [ACCEPTED, ACCEPTED]


def test_flood_while_a_queue_is_late_is_refused_by_the_rates(stack: Stack, tmp_path: Path) -> None:
    rates = {"LIMIT_LATE_PER_CLIENT": "2 per hour", "LIMIT_RESET_PER_CLIENT": "1 per hour"}
    with pending_sign_up(stack, tmp_path, **rates) as visitor, late(SendNotice):
        body = {"email": visitor.email}
        flood = [visitor.http.post("/password-resets", json=body).status_code for _ in range(5)]
    assert flood == [REFUSED] * 3 + [httpx.codes.TOO_MANY_REQUESTS] * 2


def test_sign_up_without_a_picture_is_accepted_while_pictures_are_late(visitor: Person) -> None:
    with late(ResizeThumbnail):
        wait_until(lambda: visitor.sign_up().status_code == REFUSED, what="a refused picture")
        assert visitor.sign_up(b"").status_code == ACCEPTED
        path = f"/sign-ups/{visitor.sign_up_id}/picture"
        response = visitor.http.put(path, files={"picture": ("me.jpg", b"", "image/jpeg")})
        assert response.status_code == REFUSED


@pytest.mark.parametrize("priority", [EXCESS, BULK])
def test_late_tasks_that_new_ones_pass_refuse_nothing(visitor: Person, priority: int) -> None:
    with late(SendNotice, priority), late(ResizeThumbnail):
        wait_until(lambda: visitor.sign_up().status_code == REFUSED, what="a refused picture")
        assert visitor.sign_up(b"").status_code == ACCEPTED


def test_without_a_limit_nothing_is_refused(person: Person) -> None:
    with late(SendNotice):
        for _ in range(3):
            assert person.sign_up(b"").status_code == ACCEPTED


def test_refused_requests_are_counted(api: Api, visitor: Person) -> None:
    name = "foyer_api_refused_requests_total"
    before = scrape(api, name)
    with late(SendNotice):
        wait_until_refused(visitor)
    assert scrape(api, name) == before + 1


@pytest.mark.parametrize("priority", [NORMAL, EXCESS])
def test_metric_of_the_oldest_due_task_leaves_out_only_bulk_actions(
    stack: Stack, priority: int
) -> None:
    queue = "without_worker"
    age = "foyer_queue_oldest_due_seconds"
    with waiting(queue, "any_kind", BULK):
        assert scrape(stack.dispatcher, "foyer_queue_due_tasks", queue=queue) == 1
        assert scrape(stack.dispatcher, age, queue=queue) == 0
        with waiting(queue, "any_kind", priority):
            assert scrape(stack.dispatcher, age, queue=queue) >= WAIT.total_seconds()


@pytest.fixture
def reminder() -> Iterator[type[Payload]]:
    """A kind of the queue of mails that has a limit of its own. Only this process declares it."""

    class SendReminder(
        Payload, kind="send_reminder", queue="mail", limit=Limit("reminders", running=1)
    ): ...

    yield SendReminder
    del declared[SendReminder.__declaration__.kind]


def late_kinds(*payloads: type[Payload]) -> list[type[Payload]]:
    """Return those of these kinds that are refused."""

    async def read() -> list[type[Payload]]:
        queues, refused = LateQueues(timedelta(minutes=1)), []
        for payload in payloads:
            try:
                await queues.require_prompt(payload)
            except QueueLateError:
                refused.append(payload)
        await async_engine().dispose()
        return refused

    return asyncio.run(read())


def test_tasks_that_wait_for_another_limit_refuse_nothing(reminder: type[Payload]) -> None:
    kinds: list[type[Payload]] = [SendConfirmationEmail, reminder]
    assert late_kinds(*kinds) == []
    with waiting("mail", reminder.__declaration__.kind):
        assert late_kinds(*kinds) == [reminder]
        with late(SendNotice):  # a kind without a limit, which new tasks wait behind
            assert late_kinds(*kinds) == kinds


def test_lateness_reads_one_entry_of_an_index_for_each_kind(stack: Stack) -> None:
    query = str(lateness.OLDEST_DUE).replace(":queue", "'mail'").replace(":kinds", "'{a,b}'")
    with psycopg.connect(stack.database_url) as database:
        database.execute("SET LOCAL enable_seqscan = off")
        database.execute(str(lateness.IN_ORDER_OF_THE_INDEX).encode())
        plan = "\n".join(line for (line,) in database.execute(f"EXPLAIN {query}".encode()))
    assert "using ix_tasks_queue_kind" in plan
    assert "Sort" not in plan
