"""The HTTP API as a whole: problem documents, CSRF protection, request ids, API docs."""

import re

import httpx
import pytest

from local.stack import Stack
from testkit import photos
from testkit.person import Person


def test_all_invalid_fields_of_a_form_are_reported(client: httpx.Client) -> None:
    answer = client.post("/sign-ups", data={"email": "ada", "password": "short"})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    problem = answer.json()
    assert {error["field"] for error in problem["errors"]} == {"email", "password", "display_name"}
    assert problem["code"] == "validation_failed"
    assert problem["status"] == 422
    assert problem["reference"]


@pytest.mark.parametrize(
    ("picture", "crop", "status", "code", "field"),
    [
        (b"<svg/>", "", 422, "picture_format", "picture"),
        (b"\xff" * (10 * 1024 * 1024 + 1), "", 413, "picture_too_large", "picture"),
        (photos.phone_photo(), "square", 422, "crop_invalid", "crop"),
    ],
)
def test_invalid_picture_is_refused_in_the_response(
    person: Person, picture: bytes, crop: str, status: int, code: str, field: str
) -> None:
    before = set((person.stack.storage / "originals").iterdir())
    answer = person.sign_up(picture, crop=crop)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["errors"][0]["field"] == field
    assert set((person.stack.storage / "originals").iterdir()) <= before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({}, 204),
    ],
)
def test_cross_site_requests_are_refused(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    answer = client.delete("/sessions/current", headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "cross_site_request"


def test_same_origin_request_is_allowed(stack: Stack, client: httpx.Client) -> None:
    assert client.delete("/sessions/current", headers={"Origin": stack.url}).status_code == 204


def test_a_request_keeps_the_id_that_nginx_gave_it(stack: Stack, client: httpx.Client) -> None:
    nginx = stack.as_proxy("203.0.113.1")
    response = client.get("/me", headers=nginx | {"X-Request-ID": "a-well-formed-id"})
    assert response.headers["x-request-id"] == response.json()["reference"] == "a-well-formed-id"
    replaced = client.get("/me", headers=nginx | {"X-Request-ID": 'a"b c'})
    assert re.fullmatch("[0-9a-f]{32}", replaced.headers["x-request-id"])


def test_without_the_secret_of_nginx_its_headers_are_ignored(client: httpx.Client) -> None:
    headers = {"X-Request-ID": "a-well-formed-id", "X-Proxy-Secret": "a guess"}
    response = client.get("/me", headers=headers)
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


def test_unusual_charset_of_a_form_causes_no_server_error(client: httpx.Client) -> None:
    body = (
        "--X\r\nContent-Disposition: form-data; name=password\r\n\r\n"
        "half a \\ud83d character\r\n--X--\r\n"
    )
    kind = "multipart/form-data; boundary=X; charset=unicode_escape"
    answer = client.post("/sign-ups", content=body, headers={"Content-Type": kind})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_every_error_is_a_problem(client: httpx.Client) -> None:
    for answer in (client.get("/nowhere"), client.put("/me"), client.get("/tasks/not-an-id")):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().keys() >= {"type", "title", "status", "detail", "code", "reference"}


def test_responses_are_not_cached(client: httpx.Client) -> None:
    assert client.get("/me").headers["cache-control"] == "no-store"


def test_api_docs_load_from_this_host_only(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert not re.search(r"https?://|<script>|onload=", page)
    for path in re.findall(r'(?:src|href)="/api([^"]+)"', page):
        assert client.get(path).status_code == httpx.codes.OK, path
    assert client.get("/openapi.json").json()["openapi"].startswith("3.")
