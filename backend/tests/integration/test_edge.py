"""The edge: errors with a code and a reference, cookies that only our own pages can use."""

import re

import httpx
import pytest

from local.stack import Stack
from testkit import photos
from testkit.person import Person


def test_all_that_is_wrong_with_a_form_is_said(client: httpx.Client) -> None:
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
def test_a_picture_we_do_not_take_is_refused_in_the_answer(
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
def test_other_sites_change_nothing(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    answer = client.delete("/sessions/current", headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "cross_site_request"


def test_our_own_origin_is_welcome(stack: Stack, client: httpx.Client) -> None:
    assert client.delete("/sessions/current", headers={"Origin": stack.url}).status_code == 204


def test_a_request_keeps_the_id_nginx_gave_it(client: httpx.Client) -> None:
    given = client.get("/me", headers={"X-Request-ID": "a-well-formed-id"})
    assert given.headers["x-request-id"] == given.json()["reference"] == "a-well-formed-id"
    odd = client.get("/me", headers={"X-Request-ID": 'a"b c'})
    assert re.fullmatch("[0-9a-f]{32}", odd.headers["x-request-id"])


def test_a_charset_of_the_clients_choice_breaks_nothing(client: httpx.Client) -> None:
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


def test_answers_are_not_kept_by_anybody(client: httpx.Client) -> None:
    assert client.get("/me").headers["cache-control"] == "no-store"


def test_the_documentation_comes_from_our_own_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert not re.search(r"https?://|<script>|onload=", page)
    for path in re.findall(r'(?:src|href)="/api([^"]+)"', page):
        assert client.get(path).status_code == httpx.codes.OK, path
    assert client.get("/openapi.json").json()["openapi"].startswith("3.")
