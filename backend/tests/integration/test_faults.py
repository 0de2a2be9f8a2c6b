"""What happens when a part is not there. Each test breaks a stack of its own kind, and mends it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import psutil
import pytest

from local.stack import Stack
from tests import photos
from tests.person import FINAL, Person
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    parts = {"database", "broker", "mail", "api", "worker", "beat"}
    environment = {
        "LEASE": "PT3S",
        "HEARTBEAT": "PT1S",
        "LOST_AFTER": "PT5S",
        "LIVENESS_INTERVAL": "PT1S",
        "LIVENESS_LIMIT": "PT5S",
    }
    with Stack(folder, parts=parts, env=environment) as running:
        yield running


def test_without_a_worker_tasks_wait(stack: Stack, person: Person) -> None:
    stack.worker.stop()
    answer = person.sign_up()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    stack.worker.start()
    person.wait_for("SUCCESS")
    assert len(stack.mail.messages(person.email)) == 1


def test_without_the_broker_tasks_wait(stack: Stack, person: Person) -> None:
    stack.broker.stop()
    answer = person.sign_up()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    ready = person.http.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (httpx.codes.OK, "degraded")
    stack.broker.start()
    person.wait_for("SUCCESS", seconds=60)
    assert len(stack.mail.messages(person.email)) == 1
    assert person.http.get("/health/ready").json()["checks"]["broker"] == "ok"


def test_a_frozen_broker_is_nobodys_business(stack: Stack, person: Person) -> None:
    stack.broker.pause()
    try:
        answer = person.sign_up(b"")
        assert answer.status_code == httpx.codes.ACCEPTED
        assert answer.elapsed.total_seconds() < 2
    finally:
        stack.broker.resume()
    person.wait_for("SUCCESS", seconds=60)


def test_a_broker_that_forgot_everything(stack: Stack, person: Person) -> None:
    stack.worker.stop()
    person.sign_up().raise_for_status()
    stack.broker.stop()
    for file in (stack.folder / "broker").rglob("*.[ar]*"):
        if file.is_file():
            file.unlink()
    stack.broker.start()
    stack.worker.start()
    person.wait_for("SUCCESS", seconds=60)
    assert len(stack.mail.messages(person.email)) == 1


def test_a_worker_killed_at_work(stack: Stack, person: Person) -> None:
    person.sign_up(photos.slow_picture()).raise_for_status()
    wait_until(lambda: person.task("resize_thumbnail")["state"] == "STARTED")
    stack.worker.kill()
    stack.worker.start()
    person.wait_for("SUCCESS", seconds=60)
    assert person.task("resize_thumbnail")["attempts"] >= 2


def test_a_child_killed_at_work(stack: Stack, person: Person) -> None:
    person.sign_up(photos.slow_picture()).raise_for_status()
    wait_until(lambda: person.task("resize_thumbnail")["state"] == "STARTED")
    assert stack.worker.pid
    for child in psutil.Process(stack.worker.pid).children(recursive=True):
        child.send_signal(signal.SIGKILL)
    person.wait_for("SUCCESS", seconds=60)
    task = person.task("resize_thumbnail")
    assert task["attempts"] >= 2
    log = (stack.logs / "celery.log").read_text()
    # At once, not when the lease runs out.
    assert re.search(rf"task={task['id']} .*event=taken_back error=worker_lost", log)


def test_a_message_that_comes_twice_runs_once(stack: Stack, person: Person) -> None:
    stack.worker.stop()
    person.sign_up(b"").raise_for_status()
    task_id = person.task("send_confirmation_email")["id"]
    publish = (
        "from foyer.tasks.celery_app import app\n"
        "for _ in range(3):\n"
        f"    app.send_task('send_confirmation_email', task_id='{task_id}', queue='mail')"
    )
    run_python(stack, publish)
    stack.worker.start()
    person.wait_for(*FINAL)

    def refused() -> bool:
        return (stack.logs / "celery.log").read_text().count("event=nothing_to_claim") >= 3

    wait_until(refused, what="the other deliveries refused")
    task = person.task("send_confirmation_email")
    assert (task["state"], task["attempts"]) == ("SUCCESS", 1)
    assert len(stack.mail.messages(person.email)) == 1


def test_while_the_mail_server_is_away(stack: Stack, person: Person) -> None:
    stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        task = person.task("send_confirmation_email")
        assert task["error"]["code"] == "mail_delayed"
        assert task["finished_at"] is None
    finally:
        stack.mail.start()


def test_without_the_database_nothing_can_be_done(stack: Stack, person: Person) -> None:
    stack.postgres.stop()
    try:
        answer = person.sign_up(b"")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.json()["code"] == "database_unavailable"
        assert answer.headers["retry-after"]
        assert person.http.get("/health/live").status_code == httpx.codes.OK
        ready = person.http.get("/health/ready")
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert ready.json()["checks"]["database"] != "ok"
    finally:
        stack.postgres.start()
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS", seconds=60)


def run_python(stack: Stack, code: str) -> None:
    subprocess.run([sys.executable, "-c", code], env=stack.env, cwd=stack.folder, check=True)


def test_a_frozen_database_is_said_within_ten_seconds(stack: Stack, person: Person) -> None:
    """PostgreSQL's own timeouts are kept by the server, and this one keeps nothing."""
    stack.postgres.pause()
    try:
        person.http.cookies.set("foyer_session", "anything")
        answer = person.http.get("/me")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.elapsed.total_seconds() < 10
        assert person.http.get("/health/live").elapsed.total_seconds() < 1
        assert person.http.get("/health/ready").status_code == httpx.codes.SERVICE_UNAVAILABLE
    finally:
        stack.postgres.resume()

    def recovered() -> bool:
        return person.sign_up(b"").status_code == httpx.codes.ACCEPTED

    wait_until(recovered, seconds=5, what="an answer after the database is back")
    person.wait_for("SUCCESS", seconds=60)


def test_a_result_is_kept_until_the_database_is_back(stack: Stack, person: Person) -> None:
    person.sign_up(photos.slow_picture()).raise_for_status()
    wait_until(lambda: person.task("resize_thumbnail")["state"] == "STARTED")
    stack.postgres.stop()
    stack.postgres.start()
    person.wait_for("SUCCESS", seconds=60)
    assert len(stack.mail.messages(person.email)) == 1


def workers_check(person: Person) -> str:
    check: str = person.http.get("/health/ready").json()["checks"]["workers"]
    return check


def test_a_worker_that_does_not_consume_is_reported(stack: Stack, person: Person) -> None:
    wait_until(lambda: workers_check(person) == "ok")
    stack.worker.pause()
    try:
        wait_until(lambda: "silent for" in workers_check(person), seconds=15)
    finally:
        stack.worker.resume()
    wait_until(lambda: workers_check(person) == "ok", seconds=30)


def test_workers_recover_from_ten_restarts_of_the_broker(stack: Stack, person: Person) -> None:
    for _ in range(10):
        stack.broker.restart()
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS", seconds=60)
    wait_until(lambda: workers_check(person) == "ok", seconds=30)
