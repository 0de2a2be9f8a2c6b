"""Prometheus metrics of the API and of the dispatcher, scraped from real processes."""

import math
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import product
from uuid import uuid4

import httpx
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs
from uuid_utils.compat import uuid7

from foyer.api.metrics import API_METRICS
from foyer.db.engines import transaction
from foyer.metrics.server import metrics_server
from foyer.payloads import ForgetHistory
from foyer.settings import get_settings
from foyer.task_engine.history import rollup
from foyer.task_engine.history.metrics import TASK_METRICS, of_ended_tasks, of_processes
from foyer.task_engine.history.rollup_tables import (
    AttemptTotal,
    DurationTotal,
    Measure,
    RollupMark,
    TaskTotal,
)
from foyer.task_engine.history.totals import Table, read_total
from foyer.task_engine.models import FINAL_STATES, DispatcherRow, Task, TaskAttempt, TaskState
from foyer.task_engine.payload import queue_by_kind
from local.http import NO_TLS
from local.ports import LOOPBACK, free_port
from local.stack import Stack
from testkit.long_polls import long_poll
from testkit.person import Person
from testkit.scrape import metric_names, scrape, scrape_text


def test_request_is_counted_with_the_template_of_its_route(stack: Stack) -> None:
    sign_up = {"method": "POST", "route": "/sign-ups", "status": "202"}
    names = ("foyer_http_requests_total", "foyer_http_request_seconds_count")
    before = [scrape(stack.api, name, route=sign_up["route"]) for name in names]
    with Person(stack) as person:
        person.sign_up().raise_for_status()
        person.follow()
        assert scrape(stack.api, names[0], **sign_up) >= 1
        assert [scrape(stack.api, name, route=sign_up["route"]) - 1 for name in names] == before
        assert person.sign_up_id not in scrape_text(stack.api)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_a_route_is_counted_without_api(stack: Stack, path: str) -> None:
    before = scrape(stack.api, "foyer_http_requests_total", route=path, status="200")
    url = f"{stack.api.url}/api{path}"
    httpx.get(url, trust_env=False, verify=NO_TLS).raise_for_status()
    assert scrape(stack.api, "foyer_http_requests_total", route=path, status="200") > before


def test_unknown_paths_and_methods_add_no_label(stack: Stack) -> None:
    path = f"/{uuid4()}"
    before = scrape(stack.api, "foyer_http_requests_total", route="unknown")
    for method in ("GET", "PROPFIND"):
        httpx.request(method, f"{stack.api.url}{path}", trust_env=False, verify=NO_TLS)
    assert scrape(stack.api, "foyer_http_requests_total", route="unknown") == before + 2
    assert "PROPFIND" not in scrape_text(stack.api)
    assert path not in scrape_text(stack.api)


def test_held_long_poll_is_a_gauge_and_no_slow_request(stack: Stack) -> None:
    with Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for()
        token = person.link_token()
        route = {"route": "/sign-ups/{sign_up_id}"}
        url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
        with long_poll(url) as response:
            assert scrape(stack.api, "foyer_api_long_polls") >= 1
            measured = scrape(stack.api, "foyer_http_request_seconds_count", **route)
            counted = scrape(stack.api, "foyer_http_requests_total", **route)
            person.confirm(token).raise_for_status()
            assert response.result().headers["preference-applied"]
    assert scrape(stack.api, "foyer_http_request_seconds_count", **route) == measured
    assert scrape(stack.api, "foyer_http_requests_total", **route) == counted + 1


def test_ended_tasks_are_counted_by_kind_and_state(stack: Stack) -> None:
    ended = {"kind": "send_confirmation_email", "state": "SUCCESS"}
    before = scrape(stack.dispatcher, "foyer_tasks_ended_total", **ended)
    with Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
    # A mail of another test may have ended, too.
    assert scrape(stack.dispatcher, "foyer_tasks_ended_total", **ended) >= before + 1


def test_every_declared_metric_is_served_and_no_other(stack: Stack) -> None:
    for process, declarations in ((stack.api, API_METRICS), (stack.dispatcher, TASK_METRICS)):
        declared = {metric.name for metric in declarations}
        names = metric_names(process)
        assert {name for name in names if name.startswith("foyer_")} == declared
        assert "process_resident_memory_bytes" in names


def test_metrics_are_not_at_the_port_of_the_api(stack: Stack) -> None:
    for path in ("/metrics", "/api/metrics"):
        response = httpx.get(f"{stack.api.url}{path}", trust_env=False, verify=NO_TLS)
        assert response.status_code == httpx.codes.NOT_FOUND


def test_processes_of_one_machine_serve_metrics_at_ports_of_their_own() -> None:
    first = free_port()
    settings = get_settings().model_copy(update={"metrics_port": first})
    with ExitStack() as servers, capture_logs() as logged:
        for _ in range(2):
            servers.enter_context(metrics_server(settings, CollectorRegistry()))
        ports = [entry["port"] for entry in logged if entry["event"] == "metrics_served"]
        assert first <= ports[0] < ports[1]
        for port in ports:
            url = f"http://{LOOPBACK}:{port}/metrics"
            assert httpx.get(url, trust_env=False, verify=NO_TLS).is_success


@pytest.fixture
def session(in_stack: None) -> Iterator[Session]:  # noqa: ARG001
    """A transaction that has the roll-up's mark alone, and is rolled back."""
    with transaction() as session:
        mark = session.scalars(select(RollupMark).with_for_update()).one()
        mark.until = session.scalars(select(func.now() - timedelta(hours=1))).one()
        session.flush()
        yield session
        session.rollback()


def test_counters_of_each_kind_begin_at_zero(session: Session) -> None:
    session.execute(delete(TaskTotal))
    session.execute(update(RollupMark).values(until=func.now() + timedelta(hours=1)))
    ended = next(iter(of_ended_tasks(session)))
    counts = {(one.labels["kind"], one.labels["state"]): one.value for one in ended.samples}
    assert (ForgetHistory.__declaration__.kind, TaskState.FAILURE) in counts
    assert counts == dict.fromkeys(product(queue_by_kind(), FINAL_STATES), 0)


def test_a_dispatcher_that_was_never_active_is_idle_without_end(session: Session) -> None:
    session.execute(delete(DispatcherRow))
    *_, idle = of_processes(session)
    assert [sample.value for sample in idle.samples] == [math.inf]


def test_totals_stay_when_tasks_are_rolled_up_and_deleted(session: Session, kind: str) -> None:
    add_failed_task(session, kind)

    def totals() -> dict[Table, list[tuple[object, ...]]]:
        return {
            table: sorted(row[1:] for row in read_total(session, table) if row[0] == kind)
            for table in (TaskTotal, AttemptTotal, DurationTotal)
        }

    counted = totals()
    assert counted == {
        TaskTotal: [(TaskState.FAILURE, 1)],
        AttemptTotal: [(TaskState.FAILURE, 1, 2), (TaskState.RETRY, 1, 3)],
        DurationTotal: [(Measure.RUN, 21, 1), (Measure.WAIT, 19, 1)],
    }
    while rollup.advance(session):
        pass
    assert totals() == counted
    session.execute(delete(Task).where(Task.kind == kind))
    assert totals() == counted


OLD_TASKS = 2000


def test_a_scrape_does_not_read_the_attempts_of_old_tasks(session: Session, kind: str) -> None:
    old = {"kind": kind, "count": OLD_TASKS}
    session.execute(
        text("""
            WITH old AS (
                INSERT INTO tasks
                    (id, kind, payload, state, progress, attempts, crashes, finished_at)
                SELECT gen_random_uuid(), :kind, '{}', 'SUCCESS', 100, 1, 0,
                    now() - (number > 1)::int * interval '1 day'
                FROM generate_series(1, :count) AS number RETURNING id
            )
            INSERT INTO task_attempts (task_id, number, worker, started_at, outcome)
            SELECT id, 1, '', now(), 'SUCCESS' FROM old
        """),
        old,
    )
    # Tasks of other tests are old, too. One task ended at the mark.
    session.execute(update(RollupMark).values(until=func.now()))
    session.execute(text("ANALYZE tasks, task_attempts"))
    rows_read = text("SELECT pg_stat_get_xact_tuples_returned('task_attempts'::regclass)")
    before = session.scalars(rows_read).one()
    read_total(session, AttemptTotal)
    assert session.scalars(rows_read).one() - before < OLD_TASKS


def add_failed_task(session: Session, kind: str) -> None:
    """Insert a task with two attempts of 3 and 2 s. The second one waited for 1 s."""
    began = session.scalars(select(func.now() - timedelta(minutes=30))).one()

    def after(seconds: int) -> object:
        return began + timedelta(seconds=seconds)

    task = Task(
        id=uuid7(),
        kind=kind,
        state=TaskState.FAILURE,
        created_at=began,
        run_at=after(9),
        started_at=after(10),
        finished_at=after(12),
    )
    session.add(task)
    session.flush()
    ends = ((0, 3, TaskState.RETRY), (10, 12, TaskState.FAILURE))
    for number, (start, end, outcome) in enumerate(ends, 1):
        times = {"started_at": after(start), "ended_at": after(end)}
        session.add(
            TaskAttempt(task_id=task.id, number=number, worker="", outcome=outcome, **times)
        )
    session.flush()
