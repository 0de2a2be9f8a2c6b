"""nginx's own errors: a problem document under /api/, a page elsewhere, always all headers."""

import json
import socket
from http.client import HTTPResponse

import pytest

from local.nginx import Nginx
from local.ports import LOOPBACK

LONG = "x" * 9000


def raw(nginx: Nginx, request: str) -> tuple[int, dict[str, str], str]:
    """Send bytes that no client library sends; return the status, the headers and the body."""
    with socket.create_connection((LOOPBACK, nginx.port), timeout=10) as link:
        link.sendall(request.encode("latin-1"))
        response = HTTPResponse(link)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read().decode()


def request(path: str, method: str = "GET", *headers: str) -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join(lines) + "\r\n\r\n"


HUGE = "Content-Length: 12000000"
ERRORS = [
    (request("/api/x", "GET", "Host: again"), 400, "bad_request"),
    (request("/api/x", "POST", "Transfer-Encoding: chunked") + "no number", 400, "bad_request"),
    (request("/%61pi/x", "GET", "Host: again"), 400, "bad_request"),
    (request("/api/%00"), 400, "bad_request"),
    (request("/api/admin/access"), 404, "not_found"),
    (request("/api/x", "TRACE"), 405, "method_not_allowed"),
    (request("/api/x", "POST", "Content-Length: 70000"), 413, "body_too_large"),
    (request("/api/sign-ups", "POST", HUGE), 413, "picture_too_large"),
    (request("/api/me/picture", "PUT", HUGE), 413, "picture_too_large"),
    (request("/api/sign-ups/1/picture", "PUT", HUGE), 413, "picture_too_large"),
    (request(f"/api/{LONG}"), 414, "uri_too_long"),
    (request("/api/x", "GET", f"Cookie: {LONG}"), 431, "headers_too_large"),
    (request("/api/x").replace("HTTP/1.1", "HTTP/7.0"), 505, "not_implemented"),
    (request("/api/x", "POST", "Transfer-Encoding: gzip"), 501, "not_implemented"),
]


@pytest.mark.parametrize(("sent", "status", "code"), ERRORS, ids=[code for _, _, code in ERRORS])
def test_an_error_under_api_is_a_problem_document(
    nginx: Nginx, sent: str, status: int, code: str
) -> None:
    received, headers, body = raw(nginx, sent)

    problem = json.loads(body)
    assert headers["content-type"].startswith("application/problem+json")
    assert (received, problem["status"], problem["code"]) == (status, status, code)
    assert problem["reference"] == headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("/%00"), 400),
        ("no request at all\r\n\r\n", 400),
        (request("/", "TRACE"), 405),
        (request("/", "POST", "Content-Length: 70000"), 413),
        (request(f"/{LONG}"), 414),
        (request("/", "GET", "If-Match: x"), 412),
        (request("/", "GET", "Range: bytes=9000-"), 416),
        (request("/", "GET", f"Cookie: {LONG}"), 431),
        (request("/", "POST", "Transfer-Encoding: gzip"), 501),
        (request("/").replace("HTTP/1.1", "HTTP/7.0"), 505),
    ],
)
def test_an_error_elsewhere_is_a_page(nginx: Nginx, sent: str, status: int) -> None:
    received, headers, body = raw(nginx, sent)

    assert received == status
    assert "This does not work" in body
    assert "nginx" not in body
    assert "default-src 'none'" in headers["content-security-policy"]
