"""Polls that the API answers from memory: without a query, and never with an older state."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from foyer.accounts.sign_up.capability import row_id
from foyer.api.schemas.tasks import TaskStatus
from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.long_polling.subscriptions import MAX_SILENCE
from foyer.models import Picture, SignUp
from local.application import Api
from local.http import NO_TLS
from local.stack import Stack
from testkit.fresh_reads import MAX_STALENESS, READ_DATABASE
from testkit.long_polls import another_api, current_etag, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until
from tests.conftest import connected_to
from tests.integration.task_history import Add

# Another value of each field of a task's response, in SQL.
CHANGES = {
    "state": "'FAILURE'",
    "progress": "20",
    "step": "'saving'",
    "attempts": "2",
    "started_at": "now()",
    "finished_at": "now()",
    "result": """'{"copies": 2}'""",
    "error": """'{"code": "full", "message": "There is no space left."}'""",
}


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack):
        yield


@pytest.fixture(scope="module")
def apis(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Api]]:
    """Two API processes on the same database."""
    with another_api(stack, tmp_path_factory.mktemp("api")) as other:
        yield [stack.api, other]


@pytest.fixture
def urls(apis: list[Api], person: Person) -> list[str]:
    """The addresses of one sign-up in both processes. Its tasks have ended."""
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    urls = [f"{api.url}/api/sign-ups/{person.sign_up_id}" for api in apis]
    for url in urls:
        wait_until_listening(url, current_etag(url))
    return urls


def get(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, timeout=30, trust_env=False, verify=NO_TLS)


def set_progress(url: str, percent: int) -> None:
    """Change the progress of the sign-up's task, as a worker does."""
    statement = text("UPDATE tasks SET progress = :percent WHERE subject_id = :subject")
    subject = row_id(UUID(url.rpartition("/")[2]))
    with transaction() as session:
        session.execute(statement, {"percent": percent, "subject": subject})


def progress(response: httpx.Response) -> int:
    (task,) = response.json()["tasks"]
    return int(task["progress"])


def test_known_representation_needs_no_query(urls: list[str]) -> None:
    etag = current_etag(urls[0])
    with transaction() as session:
        session.execute(text("LOCK sign_ups, tasks IN ACCESS EXCLUSIVE MODE"))
        # From memory as soon as the listener has read the changes; until then, it fails.
        full = wait_until(lambda: succeeded(get(urls[0])))
        unchanged = get(urls[0], **{"If-None-Match": etag})
    assert (full.status_code, full.headers["etag"]) == (httpx.codes.OK, etag)
    assert full.headers["cache-control"] == "no-store"
    assert (unchanged.status_code, unchanged.content) == (httpx.codes.NOT_MODIFIED, b"")


def succeeded(response: httpx.Response) -> httpx.Response | None:
    return response if response.is_success else None


@contextmanager
def frozen_listeners() -> Iterator[None]:
    """Freeze the backends of the listening connections: no change is read any more."""
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'foyer-listener'"
    with transaction() as session:
        pids = list(session.scalars(text(query)))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_client_sees_its_own_change_in_every_process(urls: list[str]) -> None:
    with httpx.Client(timeout=30, trust_env=False, verify=NO_TLS) as client:
        for url in urls:
            current_etag(url)  # both processes have it in memory
        with frozen_listeners():
            client.patch(urls[0], json={"email": "own@example.com"}).raise_for_status()
            emails = [client.get(url).json()["email"] for url in urls]
    assert emails == ["o•••@example.com"] * 2


def test_client_without_cookies_sees_its_own_change_in_the_same_process(urls: list[str]) -> None:
    current_etag(urls[0])
    with frozen_listeners():
        body = {"email": "own@example.com"}
        httpx.patch(urls[0], json=body, timeout=30, trust_env=False, verify=NO_TLS)
        assert get(urls[0]).json()["email"] == "o•••@example.com"


def test_client_that_knows_a_newer_state_gets_no_older_one(urls: list[str]) -> None:
    """One process answers from memory, and the other one knows of the change."""
    current_etag(urls[0])
    with frozen_listeners():
        set_progress(urls[0], 41)
        known = get(urls[1], **{"If-None-Match": '"older"'})
        seen = get(urls[0], **{"If-None-Match": known.headers["etag"]})
    assert progress(known) == 41
    assert seen.status_code == httpx.codes.NOT_MODIFIED


def test_dead_listening_connection_stops_answers_from_memory(urls: list[str]) -> None:
    """The connection stays open, and its end is noticed later."""
    current_etag(urls[0])
    with frozen_listeners():
        time.sleep(MAX_SILENCE + 0.5)
        set_progress(urls[0], 42)
        assert progress(get(urls[0])) == 42


def test_memory_shows_each_change_of_a_task(stack: Stack, add: Add) -> None:
    """Also of a task without a subject, and of each field that a response has."""
    urls = {field: f"{stack.api.url}/api/tasks/{add()}" for field in CHANGES}
    before = {field: get(url).json()[field] for field, url in urls.items()}
    for field, url in urls.items():
        wait_until_listening(url, current_etag(url))
        change = text(f"UPDATE tasks SET {field} = {CHANGES[field]} WHERE id = :id")  # noqa: S608
        with transaction() as session:
            session.execute(change, {"id": url.rpartition("/")[2]})
    time.sleep(MAX_STALENESS)
    assert [field for field, url in urls.items() if get(url).json()[field] == before[field]] == []
    assert set(CHANGES) == set(TaskStatus.model_fields) - {"id", "kind", "created_at"}


def test_memory_shows_thumbnails_before_their_task_ends(urls: list[str]) -> None:
    """A worker may die between the two."""
    sign_up = row_id(UUID(urls[0].rpartition("/")[2]))
    picture_id = uuid4()
    with transaction() as session:
        session.add(Picture(id=picture_id, task_id=uuid4()))
        session.flush()
        session.get_one(SignUp, sign_up).picture_id = picture_id
    assert [get(url, **READ_DATABASE).json()["thumbnails"] for url in urls] == [None, None]
    with transaction() as session:
        session.get_one(Picture, picture_id).ready_at = utc_now()
    time.sleep(MAX_STALENESS)
    assert None not in [get(url).json()["thumbnails"] for url in urls]


def test_state_never_goes_back_for_a_client_that_sends_its_etag(urls: list[str]) -> None:
    """Two clients alternate between two processes while the progress grows."""
    set_progress(urls[0], 0)
    started = threading.Barrier(3)

    def follow(first: int) -> list[int]:
        seen, etag, turn = [0], "", first
        started.wait()
        deadline = time.monotonic() + 60
        while seen[-1] < 100 and time.monotonic() < deadline:
            turn += 1
            response = get(urls[turn % 2], **({"If-None-Match": etag} if etag else {}))
            if response.status_code == httpx.codes.OK:
                etag = response.headers["etag"]
                seen.append(progress(response))
        return seen

    with ThreadPoolExecutor(2) as pool:
        clients = [pool.submit(follow, first) for first in range(2)]
        started.wait()
        for percent in range(5, 101, 5):
            set_progress(urls[0], percent)
        histories = [client.result() for client in clients]
    assert histories == [sorted(history) for history in histories]
    assert [history[-1] for history in histories] == [100, 100]
