"""Statistics: roll-ups, recently ended tasks and active tasks count each task once."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.payloads import ForgetHistory
from foyer.task_engine.history import rollup
from foyer.task_engine.history.durations import BUCKETS, histogram_bucket, percentile
from foyer.task_engine.history.rollup import DAY, MINUTE
from foyer.task_engine.history.rollup_tables import DurationRollup, RollupMark, TaskRollup
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from foyer.tasks import forget_history
from testkit.person import Person
from testkit.wait import wait_until

pytestmark = pytest.mark.usefixtures("in_stack")

HOUR = timedelta(hours=1)
FAILED = {"state": TaskState.FAILURE, "error": {"code": "worn_out", "message": "Worn out."}}


@pytest.fixture
def kind() -> str:
    return f"kind_{uuid4().hex[:8]}"


def add(kind: str, created_at: datetime, **fields: Any) -> None:
    """Insert a task that waited for one second and ran for two."""
    task = {"id": uuid7(), "kind": kind, "state": TaskState.SUCCESS, **times_of(created_at)}
    with transaction() as session:
        session.add(Task(**task | fields))


def times_of(created_at: datetime) -> dict[str, datetime]:
    started_at, finished_at = (created_at + timedelta(seconds=number) for number in (1, 3))
    return {
        "created_at": created_at,
        "run_at": created_at,
        "started_at": started_at,
        "finished_at": finished_at,
    }


def statistics(
    admin: Person, kind: str, since: datetime, until: datetime, **others: str
) -> dict[str, Any]:
    parameters = {"kind": kind, "from": since.isoformat(), "to": until.isoformat(), **others}
    answer = admin.http.get("/admin/stats", params=parameters)
    assert answer.status_code == httpx.codes.OK, answer.text
    body: dict[str, Any] = answer.json()
    return body


def start_over() -> None:
    with transaction() as session:
        rollup.start_over(session)


def sweep() -> None:
    while True:
        with transaction() as session:
            if not rollup.advance(session):
                return


def advance() -> None:
    """Count all ended tasks, after a running sweep of the application."""
    with transaction() as session:
        session.execute(select(RollupMark).with_for_update())
        while rollup.advance(session):
            pass


def test_statistics_agree_with_the_list_before_and_after_the_roll_up(
    admin: Person, kind: str
) -> None:
    now = utc_now()
    for minutes in (1, 2, 30, 30, 59):
        add(kind, now - timedelta(minutes=minutes))
    add(kind, now - timedelta(minutes=30), **FAILED)
    unended = {"started_at": None, "finished_at": None}
    add(kind, now - timedelta(minutes=10), **unended, state=TaskState.PENDING, run_at=now + HOUR)
    start_over()  # no task is rolled up now
    before = statistics(admin, kind, now - HOUR, now)
    advance()
    after = statistics(admin, kind, now - HOUR, now)
    assert before["counts"] == after["counts"] == {"SUCCESS": 5, "FAILURE": 1, "PENDING": 1}
    assert before["bars"] == after["bars"]
    assert before["failure_rate"] == after["failure_rate"] == pytest.approx(1 / 6)
    assert 60 <= len(after["bars"]) <= 61
    assert after["bar_seconds"] == MINUTE
    for measure, seconds in (("wait", 1), ("run", 2)):
        for share in ("p50", "p95"):
            assert after[measure][share] == pytest.approx(seconds, rel=0.25)
            assert before[measure][share] == pytest.approx(seconds, rel=0.25)
    for bar in after["bars"]:
        end = datetime.fromisoformat(bar["began_at"]) + timedelta(minutes=1)
        span = {"kind": kind, "from": bar["began_at"], "to": end.isoformat()}
        tasks = admin.http.get("/admin/tasks", params=span).json()["items"]
        assert bar["counts"] == Counter(task["state"] for task in tasks)


def test_error_groups_have_counts_and_times(admin: Person, kind: str) -> None:
    moments = [utc_now() - timedelta(minutes=minutes) for minutes in (50, 40, 5)]
    for moment in moments:
        add(kind, moment, **FAILED)
    add(kind, moments[0], state=TaskState.FAILURE, error={"code": "other", "message": "O."})
    start_over()
    result = statistics(admin, kind, utc_now() - HOUR, utc_now())
    assert (result["error_group_count"], result["error_count"]) == (2, 4)
    groups = result["error_groups"]
    assert [(group["name"], group["count"]) for group in groups] == [("worn_out", 3), ("other", 1)]
    assert datetime.fromisoformat(groups[0]["first_at"]) == moments[0]
    assert datetime.fromisoformat(groups[0]["last_at"]) == moments[2]


def test_error_groups_that_are_not_listed_are_counted(admin: Person, kind: str) -> None:
    for number in range(4):
        error = {"code": f"code_{number}", "message": "It failed."}
        for _ in range(number + 1):
            add(kind, utc_now() - timedelta(minutes=1), state=TaskState.FAILURE, error=error)
    result = statistics(admin, kind, utc_now() - HOUR, utc_now(), error_groups="2")
    assert [group["name"] for group in result["error_groups"]] == ["code_3", "code_2"]
    assert (result["error_group_count"], result["error_count"]) == (4, 10)


@pytest.mark.parametrize(
    ("span", "seconds"),
    [
        (timedelta(hours=1), 60),
        (timedelta(days=1), 1440),
        (timedelta(days=7), 9900),
        (timedelta(days=30), 43200),
        (timedelta(days=365), 518400),
    ],
)
def test_every_time_range_has_about_sixty_bars(
    admin: Person, kind: str, span: timedelta, seconds: int
) -> None:
    result = statistics(admin, kind, utc_now() - span, utc_now())
    assert result["bar_seconds"] == pytest.approx(seconds, rel=0.05)
    assert 58 <= len(result["bars"]) <= 65


def test_old_time_ranges_have_bars_of_a_quarter_of_an_hour(admin: Person, kind: str) -> None:
    moment = utc_now() - timedelta(days=60)
    add(kind, moment)
    start_over()
    advance()
    result = statistics(admin, kind, moment - HOUR / 2, moment + HOUR / 2)
    assert (result["bar_seconds"], result["counts"]) == (15 * MINUTE, {"SUCCESS": 1})


def test_a_task_revoked_while_waiting_has_no_running_time(admin: Person, kind: str) -> None:
    moment = utc_now() - timedelta(minutes=30)
    ended = {"state": TaskState.REVOKED, "finished_at": utc_now() - timedelta(minutes=2)}
    add(kind, moment, **ended)
    start_over()
    for _ in range(2):  # before the roll-up, and after it
        result = statistics(admin, kind, utc_now() - HOUR, utc_now())
        assert (result["counts"], result["run"]["p95"]) == ({"REVOKED": 1}, None)
        advance()


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_empty_and_too_long_time_ranges_are_refused(admin: Person, days: int) -> None:
    now = utc_now()
    parameters = {"from": (now - timedelta(days=days)).isoformat(), "to": now.isoformat()}
    answer = admin.http.get("/admin/stats", params=parameters)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "span_invalid")


def counted(kind: str) -> dict[Any, Any]:
    """Return the number of rolled-up tasks of the kind, by the width of the roll-up."""
    by_width = select(TaskRollup.width, func.sum(TaskRollup.count)).group_by(TaskRollup.width)
    with transaction() as session:
        return dict(session.execute(by_width.where(TaskRollup.kind == kind)).all())


def test_several_sweeps_at_once_count_each_task_once(kind: str) -> None:
    moment = utc_now() - timedelta(days=2)
    for number in range(50):
        add(kind, moment + timedelta(seconds=number))
    start_over()
    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    advance()
    assert counted(kind) == dict.fromkeys(rollup.WIDTHS, 50)
    with transaction() as session:
        of_kind = select(DurationRollup.counts).where(DurationRollup.kind == kind)
        measured = session.scalars(of_kind).all()
    assert sum(map(sum, measured)) == 50 * 2 * len(rollup.WIDTHS)


def test_a_task_whose_commit_takes_long_is_counted(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "SETTLED", timedelta(minutes=-2))  # instead of waiting
    start_over()
    created_at = utc_now() - timedelta(seconds=3)
    with transaction() as late:
        late.add(Task(id=uuid7(), kind=kind, state=TaskState.SUCCESS, **times_of(created_at)))
        late.flush()
        advance()

    def counted_again() -> dict[Any, Any]:
        advance()  # as far as other transactions allow
        return counted(kind)

    try:
        assert wait_until(counted_again) == dict.fromkeys(rollup.WIDTHS, 1)
    finally:
        start_over()  # the mark is in the future


def test_a_session_that_was_left_open_does_not_stop_the_roll_ups(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "SETTLED", timedelta(minutes=-2))  # instead of waiting
    monkeypatch.setattr(rollup, "IDLE", timedelta(0))

    def mark() -> datetime:
        advance()  # as far as other transactions allow
        with transaction() as session:
            return session.scalars(select(RollupMark.until)).one()

    with transaction() as left_open:
        left_open.add(Task(id=uuid7(), kind=kind, state=TaskState.SUCCESS, **times_of(utc_now())))
        left_open.flush()
        try:
            wait_until(lambda: mark() > utc_now(), what="a mark after the start of the session")
        finally:
            start_over()  # the mark is in the future


def test_roll_ups_of_minutes_are_deleted_after_a_week(kind: str) -> None:
    add(kind, utc_now() - timedelta(days=8))
    start_over()
    advance()
    with transaction() as session:
        widths = set(session.scalars(select(TaskRollup.width).where(TaskRollup.kind == kind)))
    assert widths == set(rollup.WIDTHS) - {MINUTE}


def test_roll_ups_of_deleted_tasks_are_deleted(kind: str) -> None:
    add(kind, utc_now() - timedelta(days=410))
    add(kind, utc_now() - timedelta(days=300))
    start_over()
    advance()
    forget_history(Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=ForgetHistory()))
    with transaction() as session:
        tasks = session.scalars(select(func.count()).where(Task.kind == kind)).one()
        counted = select(func.sum(TaskRollup.count)).where(
            TaskRollup.kind == kind, TaskRollup.width == DAY
        )
        assert (tasks, session.scalars(counted).one()) == (1, 1)


@pytest.mark.parametrize("milliseconds", [0, 1, 7, 250, 60_000, 10**9])
def test_a_duration_is_in_its_histogram_bucket(milliseconds: int) -> None:
    with transaction() as session:
        sql = text(f"SELECT {histogram_bucket('make_interval(secs => :seconds)')}")
        bucket = session.scalars(sql, {"seconds": milliseconds / 1000}).one()
    assert 0 <= bucket < BUCKETS
    middle = percentile({bucket: 1}, 0.5)
    assert middle
    if 1 <= milliseconds < 10**7:
        assert middle * 1000 == pytest.approx(milliseconds, rel=0.42)


def test_workers_and_queues_are_listed(admin: Person, person: Person) -> None:
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        overview = admin.http.get("/admin/workers").json()
    finally:
        person.stack.mail.start()
    assert [worker["name"].split("@")[0] for worker in overview["workers"]] == ["worker"]
    wait_until(lambda: not admin.http.get("/admin/workers").json()["workers"][0]["silent"])
    queues = {queue["name"]: queue for queue in overview["queues"]}
    assert {"pictures", "mail", "bulk", "control"} <= set(queues)
    assert queues["mail"]["waiting"] >= 1
    assert queues["mail"]["oldest_due_at"]
