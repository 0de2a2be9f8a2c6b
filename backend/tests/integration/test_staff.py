"""Roles: who has one, who may change it, and that one administrator stays."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.stack import Stack
from testkit.person import Person


def give(by: Person, email: str, role: str) -> httpx.Response:
    return by.http.put("/admin/staff", json={"email": email, "role": role})


def staff(by: Person) -> dict[str, str]:
    members = by.http.get("/admin/staff").json()["items"]
    return {member["email"]: member["role"] for member in members}


@pytest.fixture
def operator(admin: Person, person: Person) -> Person:
    person.join()
    give(admin, person.email, "operator").raise_for_status()
    return person


def test_operator_can_read_but_not_act(admin: Person, operator: Person) -> None:
    assert operator.http.get("/me").json()["role"] == "operator"
    assert staff(operator)[operator.email] == "operator"
    for path in ("tasks", "tasks/count", "tasks.csv", "stats", "workers"):
        assert operator.http.get(f"/admin/{path}").status_code == httpx.codes.OK
    task_id = operator.task("send_confirmation_email")["id"]
    assert operator.http.get(f"/admin/tasks/{task_id}").status_code == httpx.codes.OK
    acts: list[tuple[str, str, Any]] = [
        ("POST", f"tasks/{task_id}/retry", None),
        ("POST", f"tasks/{task_id}/revoke", None),
        ("POST", "tasks/bulk", {"action": "retry", "filter": {}, "dry_run": True}),
        ("PUT", "staff", {"email": operator.email, "role": "admin"}),
        ("GET", "access", None),
        ("GET", "audit", None),
    ]
    for method, path, body in acts:
        answer = operator.http.request(method, f"/admin/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path
    assert staff(admin)[operator.email] == "operator"


def test_role_ends_at_once_when_it_is_taken_away(admin: Person, operator: Person) -> None:
    assert give(admin, operator.email.upper(), "user").json()["role"] == "user"
    assert operator.http.get("/admin/tasks").status_code == httpx.codes.FORBIDDEN
    assert operator.email not in staff(admin)


def test_role_changes_are_in_the_audit_log(admin: Person, operator: Person) -> None:
    give(admin, operator.email, "operator").raise_for_status()  # unchanged: no event
    events = admin.http.get("/admin/audit", params={"event": "role_changed"}).json()["items"]
    details = [entry["details"] for entry in events if entry["details"]["to"] == "operator"]
    operator_id = operator.http.get("/me").json()["id"]
    own = [event for event in details if event["account"] == operator_id]
    assert own == [{"account": operator_id, "from": "user", "to": "operator"}]


def test_role_for_an_unknown_address_is_refused(admin: Person) -> None:
    answer = give(admin, "nobody-at-all@example.com", "admin")
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")
    answer = give(admin, "no address", "admin")
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """The only administrator of another stack."""
    parts = {"database", "broker", "api"}
    with (
        Stack(tmp_path_factory.mktemp("alone"), parts=parts) as stack,
        Person(stack) as person,
    ):
        _make_admin(person)
        yield person


def _make_admin(person: Person) -> None:
    person.stack.foyer(
        *("create-admin", "--email", person.email, "--password-stdin"),
        standard_input=f"{person.password}\n",
    )
    person.log_in().raise_for_status()


def test_last_administrator_keeps_the_role(alone: Person) -> None:
    answer = give(alone, alone.email, "operator")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    with Person(alone.stack) as second:
        _make_admin(second)
        both = [(alone, second.email), (second, alone.email)]
        with ThreadPoolExecutor(2) as pool:  # each takes the other's role in parallel
            answers = list(pool.map(lambda pair: give(pair[0], pair[1], "user"), both))
        assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])
        administrators = [person for person in (alone, second) if _is_admin(person)]
        assert len(administrators) == 1


def _is_admin(person: Person) -> bool:
    return bool(person.http.get("/admin/access").status_code == httpx.codes.NO_CONTENT)
