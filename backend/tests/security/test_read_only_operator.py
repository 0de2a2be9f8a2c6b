"""An operator reads only: every administrative route is tried with a request that would succeed.

The tests compare the database and the queues before and after, because a status alone does not
show that a request had no effect.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
import redis

from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until
from tests.security.access_table import ADMINISTRATORS, OPERATORS
from tests.security.conftest import make_admin

# Workers write their heartbeats, roll-ups are computed in the background, old changes are deleted,
# and requests update the time of their session. The audit log is compared separately.
CHANGING_TABLES = {
    *("workers", "dispatcher", "task_rollups", "duration_rollups", "rollup_mark"),
    *("task_totals", "attempt_totals", "duration_totals"),
    *("changes", "schedules", "sessions", "audit_events"),
}

QUEUES = ("mail", "pictures", "bulk", "control")


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        make_admin(person)
        person.log_in().raise_for_status()
        yield person


@pytest.fixture(scope="module")
def operator(stack: Stack, admin: Person) -> Iterator[Person]:
    with Person(stack) as person:
        person.join()
        change = {"email": person.email, "role": "operator"}
        admin.http.put("/admin/staff", json=change).raise_for_status()
        yield person


@pytest.fixture
def waiting(stack: Stack) -> Iterator[Person]:
    """A person whose tasks are in a queue, because the worker is paused."""
    with Person(stack) as person:
        stack.worker.pause()
        try:
            person.sign_up(b"").raise_for_status()
            yield person
        finally:
            stack.worker.resume()


def snapshot(stack: Stack) -> dict[str, Any]:
    """A digest of each table, and the length of each queue."""
    with psycopg.connect(stack.database_url) as database:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = {table for (table,) in database.execute(query)} - CHANGING_TABLES
        assert {"tasks", "users", "sign_ups"} <= tables
        contents: dict[str, Any] = {
            table: database.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"  # noqa: S608
            ).fetchone()
            for table in tables
        }
    with redis.Redis.from_url(stack.broker_url) as broker:
        return contents | {queue: broker.llen(queue) for queue in QUEUES}


def settled(stack: Stack) -> dict[str, Any]:
    """A snapshot, once the dispatcher has published the waiting tasks."""
    previous: dict[str, Any] = {}

    def unchanged() -> dict[str, Any] | None:
        nonlocal previous
        current, earlier = snapshot(stack), previous
        previous = current
        return current if current == earlier else None

    return wait_until(unchanged, what="the database to settle")


def requests(
    operator: Person, admin: Person, ended: str, pending: str
) -> dict[str, list[tuple[str, Any]]]:
    """For each administrative route, paths and bodies that would succeed for an administrator."""
    retry = {"action": "retry", "ids": [ended]}
    revoke = {"action": "revoke", "filter": {"kind": "send_confirmation_email"}}
    return {
        "GET /api/admin/staff": [("/admin/staff", None)],
        "GET /api/admin/stats": [("/admin/stats", None)],
        "GET /api/admin/tasks": [("/admin/tasks", None)],
        "GET /api/admin/tasks.csv": [("/admin/tasks.csv", None)],
        "GET /api/admin/tasks/count": [("/admin/tasks/count", None)],
        "GET /api/admin/tasks/{task_id}": [(f"/admin/tasks/{ended}", None)],
        "GET /api/admin/workers": [("/admin/workers", None)],
        "GET /api/admin/access": [("/admin/access", None)],
        "GET /api/admin/audit": [("/admin/audit", None)],
        "POST /api/admin/tasks/bulk": [("/admin/tasks/bulk", body) for body in (retry, revoke)],
        "POST /api/admin/tasks/{task_id}/retry": [(f"/admin/tasks/{ended}/retry", None)],
        "POST /api/admin/tasks/{task_id}/revoke": [(f"/admin/tasks/{pending}/revoke", None)],
        "PUT /api/admin/queues/{queue}/pause": [("/admin/queues/bulk/pause", None)],
        "DELETE /api/admin/queues/{queue}/pause": [("/admin/queues/bulk/pause", None)],
        "PUT /api/admin/staff": [
            ("/admin/staff", {"email": operator.email, "role": "admin"}),
            ("/admin/staff", {"email": admin.email, "role": "user"}),
        ],
    }


def events(stack: Stack) -> list[str]:
    with psycopg.connect(stack.database_url) as database:
        events = database.execute("SELECT event FROM audit_events ORDER BY id").fetchall()
    return [event for (event,) in events]


def test_operator_has_no_effect_on_any_administrative_route(
    stack: Stack, operator: Person, admin: Person, waiting: Person
) -> None:
    ended = operator.task("send_confirmation_email")["id"]
    pending = waiting.task("send_confirmation_email")["id"]
    tried = requests(operator, admin, ended, pending)
    assert tried.keys() == OPERATORS.keys() | ADMINISTRATORS.keys()

    before, events_before = settled(stack), events(stack)
    as_flower = {"X-Original-Method": "POST", "X-Original-URI": "/flower/api/task/revoke/x"}
    for route, calls in tried.items():
        for path, body in calls:
            method = route.split(" ")[0]
            answer = operator.http.request(method, path, json=body, headers=as_flower)
            answer.read()
            expected = 200 if route in OPERATORS else httpx.codes.FORBIDDEN
            assert answer.status_code == expected, (route, answer.text)
    assert snapshot(stack) == before
    assert events(stack)[len(events_before) :] == ["tasks_exported"]  # an export is recorded


def test_the_same_requests_have_effects_for_an_administrator(
    stack: Stack, admin: Person, waiting: Person
) -> None:
    """So the test above would notice an effect."""
    pending = waiting.task("send_confirmation_email")["id"]
    before = settled(stack)
    admin.http.post(f"/admin/tasks/{pending}/revoke").raise_for_status()
    revoked = snapshot(stack)
    assert revoked != before
    bulk = {"action": "retry", "ids": [pending]}
    admin.http.post("/admin/tasks/bulk", json=bulk).raise_for_status()
    assert snapshot(stack) != revoked
