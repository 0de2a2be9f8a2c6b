"""A client cannot make the API log what did not happen."""

from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from testkit.person import Person

CONTROL = ["%00", "%08", "%09", "%0a", "%0b", "%0c", "%0d", "%1b", "%7f", "%c2%85", "%e2%80%a8"]


@pytest.mark.parametrize("path", ["/admin/access{}", "/me{}", "/{}me", "/tasks/{}"])
@pytest.mark.parametrize("sign", CONTROL)
def test_a_path_with_a_control_character_is_refused(admin: Person, path: str, sign: str) -> None:
    response = admin.http.get(path.format(sign))

    assert response.status_code == httpx.codes.BAD_REQUEST
    assert response.json()["code"] == "bad_request"
    assert response.json()["reference"] == response.headers["x-request-id"]


def used_flower(admin: Person, path: str) -> list[str]:
    """The methods with which the audit log says that `path` was used."""
    events = admin.http.get("/admin/audit", params={"event": "flower_used", "limit": "200"})
    details = [event["details"] for event in events.json()["items"]]
    return [detail["method"] for detail in details if detail["path"] == path]


def test_only_nginx_can_report_what_is_done_in_flower(admin: Person, stack: Stack) -> None:
    path = f"/flower/api/worker/shutdown/{uuid4()}"
    action = {"X-Original-Method": "POST", "X-Original-URI": path}

    assert admin.http.get("/admin/access", headers=action).status_code == 204
    assert used_flower(admin, path) == []

    nginx = stack.as_proxy("203.0.113.1")
    assert admin.http.get("/admin/access", headers=action | nginx).status_code == 204
    assert used_flower(admin, path) == ["POST"]


def test_a_path_too_long_for_the_log_is_refused(admin: Person, stack: Stack) -> None:
    action = {"X-Original-Method": "POST", "X-Original-URI": f"/flower/{'x' * 300}"}

    response = admin.http.get("/admin/access", headers=action | stack.as_proxy("203.0.113.1"))

    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
