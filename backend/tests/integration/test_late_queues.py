"""Back-pressure: QUEUE_WAIT_LIMIT refuses requests for more tasks while a queue is late."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import delete
from uuid_utils.compat import uuid7

from foyer.api.late_queues import RETRY_AFTER
from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine import lateness
from foyer.task_engine.models import Task
from foyer.task_engine.record import BULK, NORMAL
from local.application import Api
from local.stack import Stack
from testkit.long_polls import another_api
from testkit.person import Person
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
def late(queue: str, priority: int = NORMAL) -> Iterator[None]:
    """Let a task wait in the queue; no worker knows its kind, so the dispatcher leaves it there."""
    task = Task(
        id=uuid7(),
        kind="of_a_newer_version",
        queue=queue,
        priority=priority,
        run_at=utc_now() - WAIT,
    )
    with transaction() as session:
        session.add(task)
    try:
        yield
    finally:
        delete_task(task.id)


def delete_task(task_id: UUID) -> None:
    with transaction() as session:
        session.execute(delete(Task).where(Task.id == task_id))


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
    with late("mail"):
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


def test_requests_that_a_late_queue_refuses_use_up_no_rate_of_the_sign_up(
    stack: Stack, tmp_path: Path
) -> None:
    limits = {"QUEUE_WAIT_LIMIT": LIMIT, "RATE_LIMIT_SCALE": "1"}
    limits |= {"LIMIT_MAIL_PER_ADDRESS": "1 per hour", "LIMIT_PICTURE_PER_ACCOUNT": "1 per hour"}
    with another_api(stack, tmp_path, **limits) as api, Person(stack) as visitor:
        visitor.http.base_url = httpx.URL(f"{api.url}/api")
        assert visitor.sign_up(b"").status_code == ACCEPTED
        visitor.wait_for("SUCCESS")
        path = f"/sign-ups/{visitor.sign_up_id}"
        picture = {"picture": ("me.jpg", b"", "image/jpeg")}
        with late("mail"), late("pictures"):
            wait_until(lambda: resend(visitor).status_code == REFUSED, what="a refused mail")
            requests: list[Callable[[], httpx.Response]] = [
                lambda: resend(visitor),
                lambda: visitor.http.patch(path, json={"email": f"other-{visitor.email}"}),
                lambda: visitor.http.put(f"{path}/picture", files=picture),
            ]
            for request in requests:
                assert [request().status_code for _ in range(2)] == [REFUSED, REFUSED]


def test_sign_up_without_a_picture_is_accepted_while_pictures_are_late(visitor: Person) -> None:
    with late("pictures"):
        wait_until(lambda: visitor.sign_up().status_code == REFUSED, what="a refused picture")
        assert visitor.sign_up(b"").status_code == ACCEPTED
        path = f"/sign-ups/{visitor.sign_up_id}/picture"
        response = visitor.http.put(path, files={"picture": ("me.jpg", b"", "image/jpeg")})
        assert response.status_code == REFUSED


def test_late_bulk_actions_refuse_nothing(visitor: Person) -> None:
    with late("mail", BULK), late("pictures"):
        wait_until(lambda: visitor.sign_up().status_code == REFUSED, what="a refused picture")
        assert visitor.sign_up(b"").status_code == ACCEPTED


def test_without_a_limit_nothing_is_refused(person: Person) -> None:
    with late("mail"):
        for _ in range(3):
            assert person.sign_up(b"").status_code == ACCEPTED


def test_refused_requests_are_counted(api: Api, visitor: Person) -> None:
    name = "foyer_api_refused_requests_total"
    before = scrape(api, name)
    with late("mail"):
        wait_until_refused(visitor)
    assert scrape(api, name) == before + 1


def test_metric_of_the_oldest_due_task_leaves_out_bulk_actions(stack: Stack) -> None:
    queue = {"queue": "without_worker"}
    age = "foyer_queue_oldest_due_seconds"
    with late(queue["queue"], BULK):
        assert scrape(stack.dispatcher, "foyer_queue_due_tasks", **queue) == 1
        assert scrape(stack.dispatcher, age, **queue) == 0
        with late(queue["queue"]):
            assert scrape(stack.dispatcher, age, **queue) >= WAIT.total_seconds()


def test_lateness_is_one_entry_of_an_index(stack: Stack) -> None:
    query = str(lateness.OLDEST_DUE).replace(":queue", "'mail'")
    with psycopg.connect(stack.database_url) as database:
        database.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(line for (line,) in database.execute(f"EXPLAIN {query}".encode()))
    assert "using ix_tasks_queue" in plan
    assert "Sort" not in plan
