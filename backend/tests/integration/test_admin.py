"""Administrators and nobody else."""

import httpx
import pytest

from testkit.person import Person

PATHS = ["/admin/access", "/admin/tasks", "/admin/tasks/01a20333-49cf-7182-b9d3-aa9035981d2c"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_users_are_refused(client: httpx.Client, person: Person, path: str) -> None:
    person.join(b"")
    stranger, known = client.get(path), person.http.get(path)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "not_authenticated")
    assert (known.status_code, known.json()["code"]) == (403, "not_allowed")


def test_an_administrator_may_pass(admin: Person) -> None:
    assert admin.http.get("/admin/access").status_code == httpx.codes.NO_CONTENT
