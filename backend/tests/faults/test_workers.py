"""Faults of workers: stopped, killed, paused."""

import os
import re
import signal
from functools import partial

import httpx
import psutil
import psycopg
import pytest

from foyer.task_engine.history.worker_status import CRASH_LOOP
from local.process import ProcessFailedError
from local.stack import Stack
from testkit.person import FINAL, Person
from testkit.wait import wait_until
from tests.faults.conftest import run_python, workers_check
from tests.faults.mail_server import MailServer


def test_tasks_wait_while_no_worker_runs(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    stack.worker.stop()
    answer = person.sign_up()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    stack.worker.start()
    person.wait_for("SUCCESS")
    assert len(mail_server.mails_to(person.email)) == 1


def test_the_task_of_a_killed_worker_runs_again(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    with mail_server.holding(person.email):
        person.sign_up(b"").raise_for_status()
        wait_until(lambda: mail_server.holds(person.email), what="a worker at work")
        stack.worker.kill()
    stack.worker.start()
    person.wait_for("SUCCESS")
    assert person.task("send_confirmation_email")["attempts"] == 2
    assert len(mail_server.mails_to(person.email)) == 1


def test_the_task_of_a_killed_pool_process_runs_again_at_once(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    with mail_server.holding(person.email):
        person.sign_up(b"").raise_for_status()
        wait_until(lambda: mail_server.holds(person.email), what="a worker at work")
        for child in psutil.Process(stack.worker.pid).children(recursive=True):
            child.send_signal(signal.SIGKILL)
    person.wait_for("SUCCESS")
    task = person.task("send_confirmation_email")
    assert task["attempts"] == 2
    assert len(mail_server.mails_to(person.email)) == 1
    # Before its lease expires.
    released = re.compile(rf"task={task['id']} .*event=released error=worker_lost")
    wait_until(lambda: released.search((stack.logs / "celery.log").read_text()))


def test_a_message_delivered_twice_runs_once(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    stack.worker.stop()
    person.sign_up(b"").raise_for_status()
    task_id = person.task("send_confirmation_email")["id"]
    publish = (
        "from foyer.task_engine.celery_app import app\n"
        "for _ in range(4):\n"
        f"    app.send_task('send_confirmation_email', task_id='{task_id}', queue='mail')"
    )
    run_python(stack, publish)
    stack.worker.start()
    person.wait_for(*FINAL)

    def refused() -> bool:
        log = (stack.logs / "celery.log").read_text().splitlines()
        lines = [line for line in log if f"task={task_id}" in line]
        return sum("event=nothing_to_claim" in line for line in lines) >= 3

    wait_until(refused, what="three deliveries without effect")
    task = person.task("send_confirmation_email")
    assert (task["state"], task["attempts"]) == ("SUCCESS", 1)
    assert len(mail_server.mails_to(person.email)) == 1


def test_a_worker_that_does_not_consume_is_reported(stack: Stack, person: Person) -> None:
    wait_until(lambda: workers_check(person) == "ok")
    stack.worker.pause()
    try:
        wait_until(lambda: "silent for" in workers_check(person))
    finally:
        stack.worker.resume()
    wait_until(lambda: workers_check(person) == "ok")


def test_a_crash_loop_of_a_worker_is_reported(stack: Stack, person: Person) -> None:
    """It works again after each crash, so it never looks silent."""
    wait_until(lambda: workers_check(person) == "ok")
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        for _ in range(CRASH_LOOP):
            count = registered(database)
            os.kill(stack.worker.pid, signal.SIGKILL)  # the supervisor restarts it
            wait_until(partial(has_more, database, count), what="its registration")
        wait_until(lambda: f"crashed {CRASH_LOOP} times" in workers_check(person))
        database.execute("DELETE FROM workers")  # the worker that runs registers again
    wait_until(lambda: workers_check(person) == "ok")


def registered(database: psycopg.Connection) -> int:
    (count,) = database.execute("SELECT count(*) FROM workers").fetchone() or (0,)
    return int(count)


def has_more(database: psycopg.Connection, count: int) -> bool:
    return registered(database) > count


def test_a_worker_does_not_start_without_the_database(stack: Stack, person: Person) -> None:
    """It could not register its kinds. It exits, and its supervisor starts it again."""
    stack.worker.stop()
    stack.postgres.stop()
    try:
        with pytest.raises(ProcessFailedError, match="database is unavailable"):
            stack.worker.start()
    finally:
        stack.postgres.start()
        stack.worker.start()
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
