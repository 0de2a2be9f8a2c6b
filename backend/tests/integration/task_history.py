"""Requests to the task history, as an administrator."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from foyer.db.base import utc_now
from testkit.person import Person

LONG_AGO = utc_now() - timedelta(days=100)

Add = Callable[..., UUID]


def find(admin: Person, **parameters: Any) -> list[str]:
    """Return the ids of the tasks on the first page."""
    answer = admin.http.get("/admin/tasks", params=parameters)
    assert answer.status_code == httpx.codes.OK, answer.text
    return [task["id"] for task in answer.json()["items"]]


def count(admin: Person, **parameters: Any) -> dict[str, Any]:
    answer = admin.http.get("/admin/tasks/count", params=parameters)
    assert answer.status_code == httpx.codes.OK, answer.text
    body: dict[str, Any] = answer.json()
    return body
