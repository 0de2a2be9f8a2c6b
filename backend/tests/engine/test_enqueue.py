"""The options of `enqueue`: a time, a unique key, and tasks that wait for others."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.db.engines import async_engine, async_session, engine, transaction
from foyer.task_engine import links, outbox, record, transitions
from foyer.task_engine.links import NEVER
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.payload import Payload
from foyer.task_engine.record import enqueue
from testkit.wait import wait_until
from tests.engine.engine_stack import read

pytestmark = pytest.mark.usefixtures("stack")

KIND = QUEUE = "without_worker"
HOUR = timedelta(hours=1)


class WithoutWorker(Payload, kind=KIND, queue=QUEUE):
    """No worker runs it: the tests end its tasks themselves."""

    number: int = 0


def add(**options: object) -> UUID:
    with transaction() as session:
        task = enqueue(session, WithoutWorker(), **options)  # type: ignore[arg-type]
        session.flush()
        return task.id


def end(session: Session, task_id: UUID, state: TaskState = TaskState.SUCCESS) -> None:
    session.execute(
        update(Task).where(Task.id == task_id).values(state=state, finished_at=utc_now())
    )


def end_now(task_id: UUID, state: TaskState = TaskState.SUCCESS) -> None:
    with transaction() as session:
        end(session, task_id, state)


def is_due(task_id: UUID) -> bool:
    with transaction() as session:
        return bool(outbox.lock_due(session, [task_id]))


def error_code(task_id: UUID) -> str | None:
    return (read(task_id).error or {}).get("code")


class TestTime:
    def test_a_task_is_not_due_before_its_time(self) -> None:
        later, earlier = add(run_at=utc_now() + HOUR), add(run_at=utc_now() - HOUR)
        assert (is_due(later), is_due(earlier)) == (False, True)

    def test_a_time_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            add(run_at=datetime(2026, 1, 1))  # noqa: DTZ001


class TestUniqueKey:
    def test_an_unfinished_task_with_the_key_is_returned(self) -> None:
        first = add(unique_key="a")
        assert add(unique_key="a") == first
        assert len({first, add(unique_key="b"), add()}) == 3
        end_now(first, TaskState.FAILURE)
        assert add(unique_key="a") != first

    def test_concurrent_transactions_get_one_task(self) -> None:
        with ThreadPoolExecutor(5) as threads:
            ids = set(threads.map(lambda _: add(unique_key="concurrent"), range(20)))
        assert len(ids) == 1

    def test_an_asynchronous_session_gets_the_task(self) -> None:
        async def add_twice() -> set[UUID]:
            async with async_session() as session:
                tasks = [
                    await session.run_sync(enqueue, WithoutWorker(), unique_key="asynchronous")
                    for _ in range(2)
                ]
                await session.commit()
            await async_engine().dispose()
            return {task.id for task in tasks}

        assert len(asyncio.run(add_twice())) == 1


class TestFollowers:
    def test_a_follower_is_due_when_all_tasks_before_it_have_succeeded(self) -> None:
        first, second = add(), add()
        follower = add(after=[first, second])
        assert (read(follower).blockers, read(follower).run_at) == (2, NEVER)
        end_now(first)
        assert not is_due(follower)
        end_now(second)
        assert is_due(follower)

    def test_a_follower_waits_for_its_time_too(self) -> None:
        first, run_at = add(), utc_now() + HOUR
        follower = add(after=[first], run_at=run_at)
        end_now(first)
        assert read(follower).run_at == run_at

    def test_an_end_that_is_rolled_back_releases_nothing(self) -> None:
        first = add()
        follower = add(after=[first])
        with transaction() as session:
            end(session, first)
            session.rollback()
        assert read(follower).blockers == 1

    @pytest.mark.parametrize(
        ("state", "length"),
        [
            (TaskState.FAILURE, 100),
            (TaskState.REVOKED, 10),
            pytest.param(TaskState.FAILURE, 1000, marks=pytest.mark.longer),
        ],
    )
    def test_a_failed_task_fails_all_tasks_after_it(self, state: TaskState, length: int) -> None:
        """A long chain too, and a task after two failed ones."""
        with transaction() as session:
            chain = [enqueue(session, WithoutWorker())]
            for _ in range(length):
                chain.append(enqueue(session, WithoutWorker(), after=[chain[-1].id]))
            follower = enqueue(session, WithoutWorker(), after=[chain[0].id, chain[-1].id])
            at_the_end = enqueue(session, WithoutWorker(), when_ended=[chain[-1].id])
        end_now(chain[0].id, state)
        for task_id in (chain[1].id, chain[-1].id, follower.id):
            assert (read(task_id).state, error_code(task_id)) == (
                TaskState.FAILURE,
                "predecessor_failed",
            )
        assert is_due(at_the_end.id)

    def test_a_task_after_a_batch_is_due_however_the_batch_ended(self) -> None:
        ends = (TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED)
        batch = [add() for _ in ends]
        follower = add(when_ended=batch)
        for task_id, state in zip(batch, ends, strict=True):
            assert not is_due(follower)
            end_now(task_id, state)
        assert is_due(follower)
        with transaction() as session:
            assert links.outcomes(session, follower) == dict.fromkeys(ends, 1)

    def test_two_last_tasks_that_end_at_once_release_their_follower_once(self) -> None:
        batch = [add(), add()]
        follower = add(when_ended=batch)
        with transaction() as session, ThreadPoolExecutor(1) as thread:
            end(session, batch[0])
            other = thread.submit(end_now, batch[1])
            wait_until(waits_for_a_lock, what="the other end to wait")
            session.commit()
            other.result()
        assert (read(follower).blockers, is_due(follower)) == (0, True)

    def test_a_task_that_ends_while_its_follower_is_enqueued_releases_it(self) -> None:
        first = add()
        with transaction() as session, ThreadPoolExecutor(1) as thread:
            follower = enqueue(session, WithoutWorker(), after=[first])
            other = thread.submit(end_now, first)
            wait_until(waits_for_a_lock, what="the end to wait")
            session.commit()
            other.result()
        assert is_due(follower.id)

    def test_tasks_that_have_ended_already_count(self) -> None:
        succeeded, failed = add(), add()
        end_now(succeeded)
        end_now(failed, TaskState.FAILURE)
        assert is_due(add(after=[succeeded], when_ended=[failed]))
        assert error_code(add(after=[succeeded, failed])) == "predecessor_failed"
        with pytest.raises(LookupError, match="there are no tasks"):
            add(after=[uuid4()])

    def test_a_revoked_follower_stays_revoked(self) -> None:
        first = add()
        follower = add(after=[first])
        with transaction() as session:
            transitions.revoke(session, follower)
        end_now(first)
        assert read(follower).state is TaskState.REVOKED

    def test_old_tasks_are_deleted_with_their_links(self) -> None:
        first = add()
        follower = add(after=[first])
        end_now(first)
        end_now(follower)
        with transaction() as session:
            record.delete_ended(session, before=utc_now() + HOUR, limit=10_000)
            count = text("SELECT count(*) FROM task_links WHERE task_id = :id")
            assert session.scalar(count, {"id": first}) == 0


def waits_for_a_lock() -> bool:
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine().connect() as connection:
        return bool(connection.scalar(query))
