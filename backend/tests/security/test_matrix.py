"""Authorisation of every route of the application and of Flower, for every role.

The application itself lists its routes, so a route that is missing in the table fails the test.
Requests have no body, so 422 means that the request was authorised.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from flower.urls import handlers
from tornado.routing import URLSpec

from foyer.api.rate_limits import PER_ACCOUNT, PER_CLIENT, LimitedRoute, Rule
from foyer.main import create_app
from foyer.settings.rate_limits import RateLimits
from local.http import NO_TLS
from local.nginx import Nginx
from local.stack import Stack
from testkit.person import Person
from tests.security.access_table import EVERYBODY, MATRIX
from tests.security.conftest import make_admin

# Routes that write without a log-in, but are cheap and reveal no secret.
UNLIMITED = {"log_out"}
# Routes that need a log-in, but whose large body is read before the session is checked.
LONG_BODIES = {"change_picture"}
# Reads that the audit log records. Access to Flower is counted by its endpoint, for changes only.
LOGGED_READS = {"export_me", "export_admin_tasks"}

_PLAIN = re.compile(r":\w+(?=})")  # {task_id:uuid} is documented as {task_id}
ROLES = ("anonymous", "user", "other", "operator", "admin")


def routes() -> Iterator[tuple[str, Any]]:
    for context in iter_route_contexts(create_app().routes):
        for method in context.methods or {"GET"}:
            yield f"{method} {_PLAIN.sub('', str(context.path))}", context


# These people are for this file only, because the tests end their sessions.
@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        make_admin(person)
        yield person


@pytest.fixture(scope="module")
def user(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        yield person.join()


@pytest.fixture(scope="module")
def other(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        yield person.join()


@pytest.fixture(scope="module")
def operator(stack: Stack, admin: Person) -> Iterator[Person]:
    with Person(stack) as person:
        person.join()
        change = {"email": person.email, "role": "operator"}
        admin.elsewhere().http.put("/admin/staff", json=change).raise_for_status()
        yield person


@pytest.fixture
def people(
    user: Person, other: Person, operator: Person, admin: Person
) -> dict[str, Person | None]:
    return {
        "anonymous": None,
        "user": user,
        "other": other,
        "operator": operator,
        "admin": admin,
    }


def test_the_access_table_lists_every_route() -> None:
    assert {name for name, _ in routes()} == set(MATRIX)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", MATRIX)
def test_each_role_gets_the_status_of_the_table(
    people: dict[str, Person | None], user: Person, route: str, role: str
) -> None:
    method, path = route.split(" ")
    user.wait_for()  # what becomes of a task depends on whether it has ended
    ids = {
        "{session_id}": _another_session(user) if "{session_id}" in path else "",
        "{sign_up_id}": user.sign_up_id,
        "{task_id}": user.task("send_confirmation_email")["id"] if "{task_id}" in path else "",
    }
    for name, value in ids.items():
        path = path.replace(name, value)
    person = people[role]
    with httpx.Client(base_url=user.stack.api.url, timeout=30, verify=NO_TLS) as client:
        if person:  # a session of its own, for some routes end it
            body = {"email": person.email, "password": person.password}
            client.post("/api/sessions", json=body).raise_for_status()
        answer = client.request(method, path)
    assert answer.status_code == MATRIX[route][ROLES.index(role)], answer.text


def _another_session(user: Person) -> str:
    """The id of a new session, which the test may end."""
    with Person(user.stack, user.email) as elsewhere:
        elsewhere.log_in().raise_for_status()
        (current,) = (
            entry for entry in elsewhere.http.get("/sessions").json()["items"] if entry["current"]
        )
    session_id: str = current["id"]
    return session_id


def flowers_paths() -> list[str]:
    """One path for each of Flower's routes."""
    patterns = [
        handler.regex.pattern if isinstance(handler, URLSpec) else handler[0]
        for handler in handlers
    ]
    return sorted(
        {"/" + re.sub(r"\([^)]*\)|^\.\*", "x", pattern).strip("/$?") for pattern in patterns}
    )


@pytest.mark.parametrize(
    ("role", "status"), [("anonymous", 401), ("user", 403), ("other", 403), ("operator", 403)]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_flower_refuses_everyone_but_administrators(
    web: Nginx, people: dict[str, Person | None], method: str, role: str, status: int
) -> None:
    paths = flowers_paths()
    assert {"/workers", "/tasks", "/api/task/revoke/x", "/api/worker/shutdown/x"} <= set(paths)
    person = people[role]
    with _visitor(web, person) as visitor:
        statuses = {path: visitor.request(method, f"/flower{path}").status_code for path in paths}
    assert statuses == dict.fromkeys(paths, status)


def test_administrators_can_open_flower(web: Nginx, admin: Person) -> None:
    pages = [path for path in flowers_paths() if not path.startswith("/api/")]
    with _visitor(web, admin) as visitor:
        statuses = {path: visitor.get(f"/flower{path}").status_code for path in pages}
    assert not {401, 403, 503} & set(statuses.values()), statuses
    assert statuses["/workers"] == statuses["/tasks"] == statuses["/broker"] == httpx.codes.OK


@pytest.mark.parametrize(
    "path", ["/%66lower/workers", "//flower/workers", "/flower/./workers", "/x/../flower/workers"]
)
def test_odd_paths_do_not_bypass_the_check_for_flower(web: Nginx, user: Person, path: str) -> None:
    with _visitor(web, user) as visitor:
        url = httpx.URL(web.url).copy_with(raw_path=path.encode())
        assert visitor.get(url).status_code == httpx.codes.FORBIDDEN


@contextmanager
def _visitor(web: Nginx, person: Person | None) -> Iterator[httpx.Client]:
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(
        base_url=web.url, headers=same_origin, trust_env=False, verify=NO_TLS, timeout=30
    ) as visitor:
        if person:
            body = {"email": person.email, "password": person.password}
            visitor.post("/api/sessions", json=body).raise_for_status()
        yield visitor


def test_every_route_that_writes_without_log_in_is_rate_limited() -> None:
    by_name = {context.name: context for _, context in routes()}
    open_to_all = {
        context.name
        for name, context in routes()
        if name in EVERYBODY and not name.startswith(("GET ", "HEAD "))
    }
    assert PER_CLIENT.keys() == (open_to_all - UNLIMITED) | LONG_BODIES
    for name in PER_CLIENT:
        assert isinstance(by_name[name].original_route, LimitedRoute), name
        assert "429" in _operation(name)["responses"], name


def test_every_route_that_writes_to_the_audit_log_with_log_in_is_rate_limited() -> None:
    writes = {
        context.name
        for name, context in routes()
        if MATRIX[name][0] == 401 and not name.startswith(("GET ", "HEAD "))
    }
    assert PER_ACCOUNT.keys() == writes | LOGGED_READS
    for name in PER_ACCOUNT:
        assert "429" in _operation(name)["responses"], name


def test_every_rate_limit_rule_has_a_setting() -> None:
    settings = {name for name in RateLimits.model_fields if name.startswith("limit_")}
    assert settings == {rule.value for rule in Rule}


@cache
def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = create_app().openapi()["paths"]
    return paths


def _operation(name: str) -> dict[str, Any]:
    for operations in _paths().values():
        for operation in operations.values():
            if operation["operationId"] == name:
                documented: dict[str, Any] = operation
                return documented
    raise AssertionError(name)
