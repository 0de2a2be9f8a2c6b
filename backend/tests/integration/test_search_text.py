"""Text from outside that reaches SQL: any text is searched for or refused, and never breaks."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine.history.task_filter import of_words
from foyer.task_engine.models import Task, TaskState
from testkit.person import Person
from testkit.samples import examples

# Characters with a meaning in SQL, LIKE, tsquery or JSON, and two that PostgreSQL cannot store.
SPECIAL = st.sampled_from("\\'\"%_:*&|!()<>-$?{}[]\t\n\0\ud800")
TEXTS = st.one_of(
    st.text(st.one_of(st.characters(), SPECIAL), max_size=30),
    st.text("\\'\"UTxu0:*&|()<-> ", max_size=15),  # escapes and operators side by side
)
MESSAGES = [
    "C:\\Users",
    "C:\\Temp\\photo.jpg",
    "\\\\server\\share",
    "trailing\\",
    "O'Reilly's",
    "100% of a_b",
    'it is "quoted"',
    "a&b|c!d",
    "(open",
    "x:*",
    "a<->b",
    "$1 %s {} :name",
    "größer als 5 €",
]

pytestmark = pytest.mark.more_examples
REAL_SERVER = settings(
    max_examples=examples(4, full=25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_understood(response: httpx.Response) -> bool:
    return response.is_success or response.status_code == httpx.codes.UNPROCESSABLE_ENTITY


@pytest.mark.usefixtures("in_stack")
@given(words=TEXTS.filter(lambda text: text.strip() and not re.search("[\0\ud800-\udfff]", text)))
@settings(REAL_SERVER, max_examples=examples(40, full=300))
def test_the_search_for_any_words_is_valid_sql(words: str) -> None:
    with transaction() as session:
        session.scalars(select(Task.id).where(of_words(words)).limit(1)).all()


@pytest.mark.usefixtures("in_stack")
def test_no_index_of_all_errors_serves_the_search_for_words() -> None:
    """The planner would take it at millions of tasks, and compute the words of each error."""
    query = select(Task.id).where(of_words("sardine"))
    with transaction() as session:
        for scan in ("seqscan", "bitmapscan"):  # what remains is the scan of an index in its order
            session.execute(text(f"SET LOCAL enable_{scan} = off"))
        connection = session.connection()
        statement = query.compile(connection, compile_kwargs={"literal_binds": True})
        explain = f"EXPLAIN {statement}".replace("%%", "%")
        plan = "\n".join(connection.exec_driver_sql(explain).scalars())
    assert "ix_tasks_errors" not in plan, plan


@pytest.fixture
def failed_with(in_stack: None) -> Callable[[str], str]:  # noqa: ARG001 - it must be first
    """Insert a failed task with this message; return its kind."""

    def insert(message: str) -> str:
        kind = f"kind_{uuid4().hex[:8]}"
        error = {"code": "x", "message": message}
        with transaction() as session:
            session.add(
                Task(
                    id=uuid7(),
                    kind=kind,
                    state=TaskState.FAILURE,
                    error=error,
                    finished_at=utc_now(),
                )
            )
        return kind

    return insert


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_found_by_its_text(
    admin: Person, failed_with: Callable[[str], str], message: str
) -> None:
    query = {"kind": failed_with(message), "q": message}
    assert len(admin.http.get("/admin/tasks", params=query).json()["items"]) == 1
    assert admin.http.get("/admin/tasks/count", params=query).json()["count"] == 1
    lines = admin.http.get("/admin/tasks.csv", params=query).text.strip().splitlines()
    assert len(lines) >= 2


def test_words_with_an_at_sign_are_words(admin: Person, failed_with: Callable[[str], str]) -> None:
    kind = failed_with("550 mailbox <ada@example.com> unknown at worker@vm")
    for typed in ("550 mailbox <ada@example.com>", "unknown at worker@vm", "worker@vm"):
        tasks = admin.http.get("/admin/tasks", params={"kind": kind, "q": typed}).json()["items"]
        assert len(tasks) == 1, typed


def test_a_path_is_found_by_its_beginning(admin: Person, failed_with: Callable[[str], str]) -> None:
    kind = failed_with("no such file: C:\\Temp\\photo.jpg")
    for typed in ("C:\\Temp", "C:\\Te", "file: C:\\Temp\\pho", "photo.j"):
        tasks = admin.http.get("/admin/tasks", params={"kind": kind, "q": typed}).json()["items"]
        assert len(tasks) == 1, typed
    other = admin.http.get("/admin/tasks", params={"kind": kind, "q": "C:\\Users"}).json()["items"]
    assert other == []


@pytest.mark.parametrize("path", ["tasks", "tasks/count", "tasks.csv"])
@pytest.mark.parametrize("parameter", ["q", "worker", "error", "kind"])
@given(text=TEXTS)
@REAL_SERVER
def test_any_text_in_a_query_is_understood(
    admin: Person, path: str, parameter: str, text: str
) -> None:
    encoded = quote(text.encode("utf-8", "surrogatepass"), safe="")
    response = admin.http.get(f"/admin/{path}?{parameter}={encoded}")
    assert is_understood(response), response.text


@pytest.mark.parametrize("path", ["tasks?cursor=", "tasks/count?newer_than="])
@given(text=TEXTS)
@REAL_SERVER
def test_any_text_as_a_cursor_is_understood(admin: Person, path: str, text: str) -> None:
    encoded = quote(text.encode("utf-8", "surrogatepass"), safe="")
    response = admin.http.get(f"/admin/{path}{encoded}")
    assert is_understood(response), response.text


@pytest.mark.parametrize("field", ["q", "worker", "error", "kind"])
@given(text=TEXTS)
@REAL_SERVER
def test_any_text_in_a_bulk_filter_is_understood(admin: Person, field: str, text: str) -> None:
    body = {"action": "retry", "dry_run": True, "filter": {field: text}}
    response = send(admin, "POST", "/admin/tasks/bulk", body)
    assert is_understood(response), response.text


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "a\0@example.com", "\udfff@example.com", "\\", "%"]
)
@pytest.mark.parametrize(
    ("method", "path", "field", "other_fields"),
    [
        ("PUT", "/admin/staff", "email", {"role": "user"}),
        ("POST", "/sessions", "email", {"password": "a sentence is fine"}),
        ("POST", "/sessions", "password", {"email": "somebody@example.com"}),
        ("POST", "/password-resets", "email", {}),
        ("PUT", "/password-resets", "token", {"password": "a sentence is fine"}),
        ("PUT", "/password-resets", "password", {"token": "x"}),
        ("POST", "/confirmations", "token", {}),
        ("PATCH", "/me", "display_name", {}),
        ("PUT", "/me/email", "email", {"password": "a sentence is fine"}),
        ("PUT", "/me/email", "password", {"email": "somebody@example.com"}),
        ("PUT", "/me/password", "new_password", {"current_password": "x"}),
    ],
)
def test_any_text_in_a_body_gets_no_server_error(
    admin: Person, method: str, path: str, field: str, other_fields: dict[str, Any], text: str
) -> None:
    response = send(admin, method, path, {field: text, **other_fields})
    assert not response.is_server_error, response.text


def send(person: Person, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
    """Send a body that may contain lone surrogates, as escapes of JSON."""
    headers = {"Content-Type": "application/json"}
    return person.http.request(method, path, content=json.dumps(body), headers=headers)
