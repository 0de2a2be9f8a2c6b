"""Periodic kinds: each period and each time has one task, whatever runs at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from foyer.db.engines import transaction
from foyer.task_engine import periodic, transitions
from foyer.task_engine.cron import Cron
from foyer.task_engine.dispatcher import schedules
from foyer.task_engine.models import Schedule, Task
from foyer.task_engine.payload import Payload

pytestmark = pytest.mark.usefixtures("database")

HOURLY = Cron("0 * * * *")


class SomeReport(Payload, kind="some_report", queue="control"): ...


class SlowReport(Payload, kind="slow_report", queue="control"): ...


class HourlyReport(Payload, kind="hourly_report", queue="control"): ...


class OtherReport(Payload, kind="other_report", queue="control"): ...


class DelayedReport(Payload, kind="delayed_report", queue="control"): ...


def test_a_periodic_task_is_enqueued_once_in_its_period() -> None:
    def enqueue(_: int) -> list[UUID]:
        with transaction() as session:
            return periodic.enqueue_periodic(session, {"some_report": timedelta(days=1000)})

    with ThreadPoolExecutor(10) as pool:
        enqueued = list(pool.map(enqueue, range(10)))
    assert len([task_id for task_ids in enqueued for task_id in task_ids]) == 1


def test_a_periodic_task_is_not_enqueued_while_one_waits() -> None:
    period = {"slow_report": timedelta(milliseconds=1)}
    with transaction() as session:
        first = periodic.enqueue_periodic(session, period)
    with transaction() as session:
        assert periodic.enqueue_periodic(session, period) == []
        transitions.revoke(session, first[0])
        assert periodic.enqueue_periodic(session, period)


def pass_by(kind: str, cron: Cron = HOURLY) -> None:
    """Let the dispatcher look at the kind."""
    with transaction() as session:
        schedules.enqueue_due(session, {kind: cron})


def let_its_time_come(kind: str, ago: timedelta = timedelta(minutes=1)) -> datetime:
    """Move the next time of the kind into the past; return it."""
    with transaction() as session:
        past = func.date_trunc("second", func.now()) - ago
        statement = update(Schedule).where(Schedule.kind == kind).values(next_at=past)
        return session.scalars(statement.returning(Schedule.next_at)).one()


def tasks_of(kind: str) -> Sequence[Task]:
    with transaction() as session:
        return session.scalars(select(Task).where(Task.kind == kind)).all()


def test_a_new_cron_kind_waits_for_its_first_time() -> None:
    pass_by("hourly_report")
    assert tasks_of("hourly_report") == []
    with transaction() as session:
        schedule = session.get_one(Schedule, "hourly_report")
        now = session.scalars(select(func.now())).one()
    assert now < schedule.next_at <= now + timedelta(hours=1)


def test_a_time_of_a_cron_kind_gives_one_task_although_ten_dispatchers_are_active() -> None:
    pass_by("hourly_report")
    slot = let_its_time_come("hourly_report")
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: pass_by("hourly_report"), range(20)))
    (task,) = tasks_of("hourly_report")
    assert task.slot == f"hourly_report {slot.astimezone(UTC).isoformat()}"
    # As after the restore of an older backup of the table.
    with transaction() as session:
        transitions.revoke(session, task.id)
        session.execute(
            update(Schedule).where(Schedule.kind == "hourly_report").values(next_at=slot)
        )
    pass_by("hourly_report")
    assert len(tasks_of("hourly_report")) == 1


def test_missed_times_of_a_cron_kind_give_one_task_and_none_waits_beside_another() -> None:
    pass_by("other_report")
    let_its_time_come("other_report", timedelta(days=30))
    pass_by("other_report")
    pass_by("other_report")
    assert len(tasks_of("other_report")) == 1
    let_its_time_come("other_report")
    pass_by("other_report")
    assert len(tasks_of("other_report")) == 1, "one waits"
    let_its_time_come("other_report", timedelta(minutes=2))
    pass_by("other_report", Cron("0 * * * *", may_overlap=True))
    assert len(tasks_of("other_report")) == 2


def test_another_expression_waits_for_its_next_time() -> None:
    daily = Cron("0 0 1 1 *", zone="Europe/Berlin", jitter=timedelta(hours=5))
    pass_by("delayed_report", HOURLY)
    pass_by("delayed_report", daily)
    with transaction() as session:
        now = session.scalars(select(func.now())).one()
        assert session.get_one(Schedule, "delayed_report").next_at == daily.next_after(now)
    assert tasks_of("delayed_report") == []
    let_its_time_come("delayed_report")
    pass_by("delayed_report", daily)
    (task,) = tasks_of("delayed_report")
    assert task.created_at <= task.run_at <= task.created_at + timedelta(hours=5)
