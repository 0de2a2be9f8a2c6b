"""The audit log: its events, its pages, and that it cannot be changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from flower.urls import handlers
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from tornado.web import RequestHandler

from foyer.accounts.audit import MAX_USER_AGENT
from foyer.db.engines import DRIVER
from foyer.settings import AUDIT_FLOOR
from foyer.urls.database import DatabaseUrl
from local.stack import Stack
from testkit.person import Person


def events(admin: Person, **parameters: str) -> list[dict[str, Any]]:
    answer = admin.http.get("/admin/audit", params={"limit": "200"} | parameters)
    answer.raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
def engine(stack: Stack) -> Iterator[Engine]:
    engine = create_engine(
        DRIVER, connect_args=DatabaseUrl.parse(stack.database_url).psycopg_parameters()
    )
    yield engine
    engine.dispose()


@pytest.fixture
def member(person: Person) -> Person:
    person.sign_up(b"").raise_for_status()
    person.confirm().raise_for_status()
    return person


def test_log_in_event_has_account_time_and_client(admin: Person, member: Person) -> None:
    answer = member.http.post(
        "/sessions",
        json={"email": member.email, "password": member.password},
        headers={"User-Agent": "x" * 1000},
    )
    (event,) = events(admin, user=answer.json()["id"], event="logged_in")
    assert event["ip"] == "127.0.0.1"
    assert event["user_agent"] == "x" * MAX_USER_AGENT
    assert event["reference"] == answer.headers["x-request-id"]
    assert event["created_at"]
    assert event["subject"] is None


def test_failed_log_ins_are_listed_with_the_account(admin: Person, member: Person) -> None:
    user_id = member.log_in().json()["id"]
    assert member.log_in("another password").status_code == httpx.codes.UNAUTHORIZED
    assert member.http.delete("/sessions/current").status_code == httpx.codes.NO_CONTENT
    names = [event["event"] for event in events(admin, user=user_id)]
    assert names == ["logged_out", "log_in_failed", "logged_in", "confirmed", "signed_up"]


def test_failed_log_ins_look_the_same_for_known_and_unknown_addresses(
    admin: Person, member: Person
) -> None:
    member.log_in("another password")
    with Person(member.stack) as stranger:
        stranger.log_in("another password")
        unknown, wrong = events(admin, event="log_in_failed")[:2]
        everything = admin.http.get("/admin/audit").text
    for event in (unknown, wrong):
        assert event["user_id"] is None
        assert len(event["subject"]) == 32
    assert unknown["subject"] != wrong["subject"]
    assert member.email not in everything
    assert stranger.email not in everything


def test_event_is_rolled_back_with_its_transaction(admin: Person, person: Person) -> None:
    before = len(events(admin, event="confirmed"))
    assert person.confirm("no such token").status_code == httpx.codes.NOT_FOUND
    assert len(events(admin, event="confirmed")) == before


def test_command_line_actions_are_logged(admin: Person) -> None:
    user_id = admin.http.get("/me").json()["id"]
    made = events(admin, event="admin_created", user=user_id)[-1]
    assert (made["ip"], made["user_agent"]) == (None, "command line")


def change_nothing(admin: Person, member: Person) -> list[httpx.Response]:
    """Actions of an administrator that find nothing to change."""
    filter_without_tasks = {"filter": {"kind": f"kind_{uuid4().hex}"}}
    role = {"email": member.email, "role": "user"}
    proxy = admin.stack.as_proxy("203.0.113.1")
    flower_requests = [
        {"X-Original-Method": method, "X-Original-URI": path} | proxy
        for method, path in [
            ("POST", "/flower/none"),
            ("POST", "/flower/api/task/revoke/x/y"),
            ("PUT", "/flower/api/task/revoke/x"),
            ("POST", "/flower/tasks/datatable?draw=1"),
        ]
    ]
    return [
        admin.http.post("/admin/tasks/bulk", json={"action": "retry"} | filter_without_tasks),
        admin.http.post("/admin/tasks/bulk", json={"action": "revoke"} | filter_without_tasks),
        admin.http.put("/admin/staff", json=role),
        admin.http.delete("/admin/queues/mail/pause"),
        *(admin.http.get("/admin/access", headers=headers) for headers in flower_requests),
    ]


def test_administrators_actions_that_change_nothing_are_not_logged(
    admin: Person, member: Person
) -> None:
    user_id = admin.http.get("/me").json()["id"]
    before = events(admin, user=user_id)
    statuses = [response.status_code for response in change_nothing(admin, member)]
    assert statuses == [200, 200, 200, 204, 403, 403, 403, 204]
    assert events(admin, user=user_id) == before


def test_the_audit_log_has_every_change_that_flower_offers(admin: Person) -> None:
    """Flower's own table of paths is the source, so that a later version is compared, too."""
    changes = [
        handler[0].replace("(.+)", "celery@worker-1")
        for handler in handlers
        if isinstance(handler, tuple) and handler[1].post is not RequestHandler.post
    ]
    changes.remove(".*")  # its 404
    assert len(changes) > 12
    for change in changes:
        path = f"/flower{change}?n=1"
        headers = {"X-Original-Method": "POST", "X-Original-URI": path}
        proxy = admin.stack.as_proxy("203.0.113.1")
        answer = admin.http.get("/admin/access", headers=headers | proxy)
        assert answer.status_code == httpx.codes.NO_CONTENT, path
        event = events(admin, event="flower_used")[0]
        assert event["details"] == {"method": "POST", "path": path}


def test_audit_pages_continue_without_gaps(admin: Person, member: Person) -> None:
    for _ in range(3):
        member.log_in().raise_for_status()
    seen: list[str] = []
    parameters = {"limit": "2", "user": member.http.get("/me").json()["id"]}
    while True:
        page = admin.http.get("/admin/audit", params=parameters).json()
        seen += [event["id"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 5  # signed up, confirmed, three log-ins
    assert seen == sorted(seen, reverse=True)


def test_audit_log_can_be_filtered_by_time(admin: Person, member: Person) -> None:
    member.log_in().raise_for_status()
    user_id = member.http.get("/me").json()["id"]
    (event,) = events(admin, user=user_id, event="logged_in")
    when = event["created_at"]
    asked = {"user": user_id, "event": "logged_in"}
    assert events(admin, **asked, **{"from": when}) == [event]
    assert events(admin, **asked, to=when) == []


def test_audit_log_is_for_administrators_only(client: httpx.Client, member: Person) -> None:
    member.log_in().raise_for_status()
    assert client.get("/admin/audit").status_code == httpx.codes.UNAUTHORIZED
    assert member.http.get("/admin/audit").status_code == httpx.codes.FORBIDDEN


def _insert(engine: Engine, age: timedelta) -> UUID:
    event_id = uuid4()
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_events (id, event, reference, created_at)"
                " VALUES (:id, 'logged_in', '', now() - :age)"
            ),
            {"id": event_id, "age": age},
        )
    return event_id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET ip = '192.0.2.1' WHERE id = :id",
        "UPDATE audit_events SET created_at = now() - interval '2 years' WHERE id = :id",
        "DELETE FROM audit_events WHERE id = :id",
        "TRUNCATE audit_events",
        "TRUNCATE audit_events CASCADE",
    ],
)
def test_audit_events_cannot_be_changed_or_deleted(engine: Engine, statement: str) -> None:
    event_id = _insert(engine, AUDIT_FLOOR - timedelta(minutes=1))
    parameters = {"id": event_id} if ":id" in statement else {}
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.execute(text(statement), parameters)
    assert _exists(engine, event_id)


def test_old_audit_events_can_be_deleted_but_not_changed(engine: Engine) -> None:
    event_id = _insert(engine, AUDIT_FLOOR + timedelta(minutes=1))
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.execute(text("UPDATE audit_events SET ip = '' WHERE id = :id"), {"id": event_id})
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_events WHERE id = :id"), {"id": event_id})
    assert not _exists(engine, event_id)


def _exists(engine: Engine, event_id: UUID) -> bool:
    with engine.connect() as connection:
        query = text("SELECT 1 FROM audit_events WHERE id = :id")
        return connection.scalar(query, {"id": event_id}) is not None
