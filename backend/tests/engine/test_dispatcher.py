"""The dispatcher: one of several is active; what it publishes, finds again and ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import redis
from sqlalchemy import delete

from foyer.db.engines import transaction
from foyer.task_engine import outbox, pauses, record, workers
from foyer.task_engine.models import Task, TaskState
from local.application import Dispatcher
from local.stack import Stack
from testkit.engine_tasks import Report
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    FLUSH,
    TestWorker,
    effects,
    enqueue,
    read,
    register,
    run_python,
    wait_for,
)

SEED = """
INSERT INTO tasks (id, kind, queue, payload, state, progress, attempts, crashes,
    published_at, published_to)
SELECT gen_random_uuid(), 'report', 'mail', jsonb_build_object('ledger', %s::text), 'PENDING',
    0, 0, 0, now(), 'a generation that was lost' FROM generate_series(1, %s)
"""


@pytest.fixture
def client(stack: Stack) -> Iterator[Any]:
    with redis.Redis.from_url(stack.broker_url) as client:
        yield client


def test_concurrent_dispatchers_publish_each_task_once(
    stack: Stack, other_dispatcher: Dispatcher, ledger: Path, client: Any
) -> None:
    """Two dispatchers, and two processes that publish the same tasks after a response."""
    run_python(stack, FLUSH)  # removes the messages of other tests
    other_dispatcher.start()
    worker_id = register("mail", "report", slots=100)
    task_ids = [enqueue("report", ledger) for _ in range(30)]
    publish = (
        "from uuid import UUID\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from foyer.task_engine.celery_app import app\n"
        "from foyer.task_engine.dispatch import dispatch\n"
        # Celery sets up its tasks at their first use, which must not happen in several threads.
        "app.finalize()\n"
        f"ids = [UUID(text) for text in {[str(task_id) for task_id in task_ids]}]\n"
        "with ThreadPoolExecutor(5) as pool:\n"
        "    list(pool.map(lambda _: dispatch(ids), range(10)))\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", publish], env=stack.env) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    wait_until(lambda: all(read(task_id).published_at for task_id in task_ids))
    assert client.llen("mail") == 30
    with transaction() as session:
        session.execute(delete(Task).where(Task.state == TaskState.PENDING))
        workers.leave(session, worker_id)


def test_the_oldest_of_the_lowest_priority_is_next_and_subjects_take_turns(ledger: Path) -> None:
    queue = f"queue_{uuid4().hex}"  # no worker consumes it, so the dispatcher leaves it alone
    kind = Report.__declaration__.kind
    many, one = uuid4(), uuid4()

    def add(subject_id: UUID | None, priority: int = record.NORMAL) -> UUID:
        with transaction() as session:
            report = Report(ledger=ledger)
            task = record.enqueue(session, report, subject_id=subject_id, priority=priority)
            task.queue = queue
            session.flush()
            return task.id

    bulk = [add(None, record.BULK) for _ in range(3)]
    of_many = [add(many) for _ in range(3)]
    of_one = add(one)
    with transaction() as session:
        due = outbox.lock_next(session, queue, [kind], 10)
        expected = [of_many[0], of_one, *of_many[1:], *bulk]
        assert [task.id for task in due] == expected
        assert [task.id for task in outbox.lock_next(session, queue, ["other"], 10)] == []


class TestKinds:
    def test_a_task_of_a_removed_kind_fails_and_says_why(
        self, stack: Stack, worker: TestWorker, ledger: Path
    ) -> None:
        task_id = enqueue("report", ledger)
        wait_for(task_id, TaskState.SUCCESS)
        removed_id = insert(stack, kind="removed", queue="mail")
        task = wait_for(removed_id, TaskState.FAILURE)
        assert (task.error or {})["code"] == "kind_unknown"
        assert (task.attempts, task.published_at) == (0, None)
        assert worker.is_running

    def test_a_task_of_an_older_version_gets_its_queue(self, stack: Stack) -> None:
        """An API of the version before enqueues without a queue."""
        task_id = insert(stack, kind="clean_pictures", queue="")
        wait_until(lambda: read(task_id).queue == "control")


def insert(stack: Stack, *, kind: str, queue: str) -> UUID:
    """Insert a task as another version of the code would."""
    task_id = uuid4()
    with psycopg.connect(stack.database_url) as database:
        database.execute(
            "INSERT INTO tasks (id, kind, queue, payload, state, progress, attempts, crashes)"
            " VALUES (%s, %s, %s, '{}', 'PENDING', 0, 0, 0)",
            (task_id, kind, queue),
        )
    return task_id


class TestPausedQueues:
    def test_tasks_of_a_paused_queue_wait_across_restarts_until_it_is_resumed(
        self, stack: Stack, worker: TestWorker, ledger: Path, gate: Path, client: Any
    ) -> None:
        running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
        for task_id in running:
            wait_for(task_id, TaskState.STARTED)
        published_id = enqueue("report", ledger)
        wait_until(lambda: read(published_id).published_at)
        pause("mail")
        try:
            wait_until(lambda: not read(published_id).published_at, what="the task is taken back")
            waiting_id = enqueue("report", ledger)
            publish_now(stack, waiting_id)
            stack.dispatcher.kill()
            stack.dispatcher.start()
            gate.touch()
            for task_id in running:
                wait_for(task_id, TaskState.SUCCESS)
            worker.stop()
            worker.start()
            # The worker takes the message, and has a process for another one.
            wait_until(lambda: client.llen("mail") == 0, what="the message of the paused queue")
            wait_until(lambda: had_nothing_to_claim(stack, published_id))
            for task_id in (published_id, waiting_id):
                task = read(task_id)
                assert (task.state, task.attempts) == (TaskState.PENDING, 0)
                assert task.published_at is None
        finally:
            resume("mail")
        for task_id in (published_id, waiting_id):
            wait_for(task_id, TaskState.SUCCESS)
            assert effects(ledger).count(f"{task_id} sent") == 1


def pause(queue: str) -> None:
    with transaction() as session:
        pauses.pause(session, queue)


def resume(queue: str) -> None:
    with transaction() as session:
        pauses.resume(session, queue)


def publish_now(stack: Stack, task_id: UUID) -> None:
    """Publish the task as an API does it right after its response, if its queue allows it."""
    run_python(
        stack,
        "from uuid import UUID\nfrom foyer.task_engine.dispatch import dispatch\n"
        f"dispatch([UUID('{task_id}')])",
    )


def had_nothing_to_claim(stack: Stack, task_id: UUID) -> bool:
    lines = (stack.logs / "celery.log").read_text().splitlines()
    return any(str(task_id) in line and "nothing_to_claim" in line for line in lines)


class TestDispatcher:
    def test_a_cron_kind_runs_once_at_its_time_although_dispatchers_restart(
        self, stack: Stack, other_dispatcher: Dispatcher, worker: TestWorker, ledger: Path
    ) -> None:
        other_dispatcher.start()
        with psycopg.connect(stack.database_url, autocommit=True) as database:
            time_comes = "UPDATE schedules SET next_at = now() - interval '1 s' WHERE kind = %s"

            def ended() -> int:
                ended = "SELECT count(*) FROM tasks WHERE kind = %s AND slot IS NOT NULL"
                return int(database.execute(ended, ("forget_audit",)).fetchall()[0][0])

            wait_until(lambda: database.execute(time_comes, ("forget_audit",)).rowcount)
            stack.dispatcher.kill()
            wait_until(ended, what="the task of a time that was missed")
            stack.dispatcher.start()
            other_dispatcher.stop()
            wait_for(enqueue("report", ledger), TaskState.SUCCESS)
            assert ended() == 1
        assert worker.is_running

    def test_publishing_goes_on_after_the_loss_of_a_large_backlog(
        self, stack: Stack, worker: TestWorker, ledger: Path
    ) -> None:
        """`bench/backlog.py` does it with 300,000 tasks."""
        with psycopg.connect(stack.database_url, autocommit=True) as database:
            database.execute(SEED, (str(ledger), 10_000))
            run_python(stack, FLUSH)
            wait_until(lambda: len(effects(ledger)) > 20, seconds=30)
            database.execute("DELETE FROM tasks WHERE state = 'PENDING'")
        assert len(set(effects(ledger))) == len(effects(ledger))
        assert worker.is_running

    def test_a_task_whose_message_is_lost_runs_although_its_queue_stays_busy(
        self,
        worker: TestWorker,
        ledger: Path,
        gate: Path,
        client: Any,
    ) -> None:
        """As when a worker takes the message and cannot claim the task: the database is away."""
        running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
        for task_id in running:
            wait_for(task_id, TaskState.STARTED)
        lost_id = enqueue("report", ledger)
        wait_until(lambda: read(lost_id).published_at, what="the message")
        message = next(text for text in client.lrange("mail", 0, -1) if str(lost_id) in str(text))
        client.lrem("mail", 1, message)
        younger = [enqueue("report", ledger) for _ in range(2)]
        wait_until(lambda: all(read(task_id).published_at for task_id in younger))
        assert client.llen("mail") == 2  # the queue is never empty

        def is_published_again() -> bool:
            return any(str(lost_id) in str(text) for text in client.lrange("mail", 0, -1))

        wait_until(is_published_again)
        gate.touch()
        for task_id in [lost_id, *younger]:
            wait_for(task_id, TaskState.SUCCESS)
        assert worker.is_running
        assert effects(ledger).count(f"{lost_id} sent") == 1
