"""Time ranges of the task history: which years are accepted, and ranges relative to now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine.models import Task, TaskState
from testkit.person import Person
from testkit.samples import examples

PATHS = ["tasks", "tasks/count", "tasks.csv", "stats"]
TIMESTAMPS = st.one_of(
    st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
    st.datetimes(datetime(9990, 1, 1), timezones=st.timezones()).map(datetime.isoformat),  # noqa: DTZ001
    st.text(max_size=30),
)


def get(admin: Person, path: str, **parameters: Any) -> httpx.Response:
    return admin.http.get(f"/admin/{path}", params=parameters)


def first_problem(response: httpx.Response) -> tuple[str, str]:
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY, response.text
    problem = response.json()["errors"][0]
    return problem["code"], problem["message"]


@pytest.fixture
def add(in_stack: None) -> Callable[[timedelta], str]:  # noqa: ARG001 - it must be first
    """Insert a successful task of this age; return its kind."""

    def insert(age: timedelta) -> str:
        kind, created_at = f"kind_{uuid4().hex[:8]}", utc_now() - age
        times = dict.fromkeys(("created_at", "run_at", "started_at"), created_at)
        task = Task(id=uuid7(), kind=kind, state=TaskState.SUCCESS, finished_at=utc_now(), **times)
        with transaction() as session:
            session.add(task)
        return kind

    return insert


@pytest.mark.more_examples
@pytest.mark.parametrize("path", [*PATHS, "audit"])
@pytest.mark.parametrize("parameter", ["from", "to"])
@pytest.mark.parametrize(
    "timestamp",
    [
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+14:00",
        "9999-12-31T23:00:00-05:00",
        "10000-01-01T00:00:00Z",
        "+012345-01-01T00:00:00.000Z",
        "-000001-01-01T00:00:00.000Z",
    ],
)
def test_years_outside_1970_to_9999_get_a_sentence(
    admin: Person, path: str, parameter: str, timestamp: str
) -> None:
    response = get(admin, path, **{parameter: timestamp})
    expected = ("year_out_of_range", "Choose a year from 1970 to 9999.")
    assert first_problem(response) == expected


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("year", ["1970", "2970", "9999"])
def test_years_from_1970_to_9999_are_accepted(admin: Person, path: str, year: str) -> None:
    time_range = {"from": f"{year}-01-01T00:00:00Z", "to": f"{year}-12-31T23:59:59.999999Z"}
    assert get(admin, path, **time_range).status_code == httpx.codes.OK


@pytest.mark.parametrize("timestamp", ["1", "yesterday", "2026-13-01T00:00:00Z", "2026"])
def test_text_that_is_no_timestamp_gets_a_sentence(admin: Person, timestamp: str) -> None:
    expected = ("timestamp_invalid", "Write a time like 2026-01-31T12:00:00Z.")
    assert first_problem(get(admin, "tasks", **{"from": timestamp})) == expected


@pytest.mark.more_examples
@pytest.mark.parametrize("path", [*PATHS, "audit"])
@given(since=TIMESTAMPS, until=TIMESTAMPS)
@settings(
    max_examples=examples(4, full=30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_range_is_answered_or_refused(admin: Person, path: str, since: str, until: str) -> None:
    response = get(admin, path, **{"from": since, "to": until})
    assert response.status_code in {httpx.codes.OK, httpx.codes.UNPROCESSABLE_ENTITY}


def test_last_selects_tasks_of_this_duration_before_now(
    admin: Person, add: Callable[[timedelta], str]
) -> None:
    kind = add(timedelta(minutes=30))
    for last, count in (("PT1H", 1), ("PT10M", 0), ("P7D", 1)):
        assert get(admin, "tasks/count", kind=kind, last=last).json()["count"] == count
        assert len(get(admin, "tasks", kind=kind, last=last).json()["items"]) == count
        lines = get(admin, "tasks.csv", kind=kind, last=last).text.splitlines()
        assert len(lines) == 1 + count
        counts = get(admin, "stats", kind=kind, last=last).json()["counts"]
        assert counts == ({"SUCCESS": 1} if count else {})


def test_last_ends_now_by_the_clock_of_the_server(admin: Person) -> None:
    statistics = get(admin, "stats", last="PT1H").json()
    since, until = (datetime.fromisoformat(statistics[name]) for name in ("since", "until"))
    assert timedelta(0) <= until - utc_now() < timedelta(minutes=2)
    assert timedelta(minutes=60) <= until - since < timedelta(minutes=63)


def test_a_bulk_action_takes_a_relative_range(
    admin: Person, add: Callable[[timedelta], str]
) -> None:
    kind = add(timedelta(minutes=30))
    with transaction() as session:
        session.query(Task).filter_by(kind=kind).update({"state": TaskState.FAILURE})
    for last, count in (("PT1H", 1), ("PT10M", 0)):
        body = {"action": "retry", "dry_run": True, "filter": {"kind": kind, "last": last}}
        answer = admin.http.post("/admin/tasks/bulk", json=body)
        assert (answer.status_code, answer.json()["count"]) == (200, count)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("last", ["1", "3600", "1 hour", "PT0S", "-PT1H", "P11Y", "P4000D", "P"])
def test_last_takes_only_iso_8601_durations_up_to_ten_years(
    admin: Person, path: str, last: str
) -> None:
    assert get(admin, path, last=last).status_code == httpx.codes.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("other", ["from", "to"])
def test_last_excludes_from_and_to(admin: Person, other: str) -> None:
    response = get(admin, "tasks", **{"last": "PT1H", other: utc_now().isoformat()})
    assert first_problem(response)[0] == "time_range_ambiguous"
