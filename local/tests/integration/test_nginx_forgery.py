"""A client cannot forge what nginx tells the servers behind it, nor what nginx logs."""

import json

import httpx
import pytest

from local.nginx import Nginx
from local.tests.integration.test_nginx_errors import raw, request
from local.tests.waiting import until

CONTROL = ["%00", "%01", "%08", "%09", "%0a", "%0b", "%0c", "%0d", "%1b", "%7f", "%c2%85"]
CONTROL += ["%e2%80%a8"]
HEADERS = [
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Cookie",
    "Idempotency-Key",
    "If-None-Match",
]
HEADERS += ["Origin", "Prefer", "Sec-Fetch-Site", "traceparent", "User-Agent"]


@pytest.mark.parametrize(
    "path", ["/api/admin/access{}", "/api/{}me", "/api/admin%2faccess{}", "/api/a%20b{}"]
)
@pytest.mark.parametrize("sign", CONTROL)
def test_a_path_with_a_control_character_gets_a_problem_document(
    nginx: Nginx, path: str, sign: str
) -> None:
    status, headers, body = raw(nginx, request(path.format(sign)))

    assert (status, json.loads(body)["code"]) == (400, "bad_request")
    assert headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("sign", CONTROL)
@pytest.mark.parametrize("path", ["/{}", "/a%20b{}", "/flower/{}", "/media/a%20b{}", "/assets/x{}"])
def test_a_page_with_a_control_character_is_an_error_page(
    nginx: Nginx, path: str, sign: str
) -> None:
    status, _, body = raw(nginx, request(path.format(sign), "GET", "Cookie: session=administrator"))

    assert (status, "This does not work" in body) == (400, True)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x0b", "\x1b", "\x7f"])
def test_a_header_with_a_control_character_gets_a_problem_document(
    nginx: Nginx, name: str, sign: str
) -> None:
    status, _, body = raw(nginx, request("/api/echo", "GET", f"{name}: a{sign}b"))

    assert (status, json.loads(body)["code"]) == (400, "bad_request")


def test_text_in_other_languages_is_not_refused(client: httpx.Client) -> None:
    response = client.get(
        "/api/echo/M%C3%BCnchen%20%F0%9F%98%80", headers={"User-Agent": "tab\there"}
    )

    assert response.status_code == 200
    assert response.json()["User-Agent"] == "tab\there"


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-Host", "X-Original-Method", "X-Original-URI", "X-Unknown"]
)
def test_other_headers_do_not_reach_the_api(client: httpx.Client, name: str) -> None:
    assert name not in client.get("/api/echo", headers={name: "forged"}).json()


def test_only_the_api_gets_the_secret_of_nginx(client: httpx.Client, inbox: httpx.Client) -> None:
    forged = {"X-Proxy-Secret": "forged", "Cookie": "session=administrator"}

    assert client.get("/api/echo", headers=forged).json()["X-Proxy-Secret"] == "secret of nginx"
    assert "X-Proxy-Secret" not in client.get("/flower/x", headers=forged).json()
    assert "X-Proxy-Secret" not in inbox.get("/", headers=forged).json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_long_path_does_not_hide_what_is_done_in_flower(
    client: httpx.Client, method: str
) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Cookie": "session=administrator"}
    path = f"/flower/{'x/' * 150}api/worker/shutdown/w"
    client.headers = httpx.Headers(own)

    assert client.request(method, path).status_code == 414
    assert client.request(method, "/flower/api/worker/shutdown/w").status_code == 200
    assert client.get(f"/flower/tasks?{'x' * 4000}").status_code == 200


def test_the_log_has_the_method_of_the_request(client: httpx.Client, nginx: Nginx) -> None:
    client.post("/api/post-a", content=bytes(70_000))
    client.delete("/delete-a")
    client.request("TRACE", "/api/trace-a")

    assert until(lambda: nginx.output.contains('"TRACE /api/trace-a" 405'))
    assert nginx.output.contains('"POST /api/post-a" 413')
    assert nginx.output.contains('"DELETE /delete-a" 405')


def test_the_log_escapes_what_a_client_sends(nginx: Nginx) -> None:
    raw(nginx, "GET /\x9b31m\xe2\x80\xa8 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    raw(nginx, request("/last-of-the-log"))

    assert until(lambda: nginx.output.contains("/last-of-the-log"))
    assert nginx.output.contains(r'"GET /\\x9B31m\\xE2\\x80\\xA8"')
