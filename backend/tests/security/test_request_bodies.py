"""Endless bodies, bodies of ten thousand parts and slow bodies are cut off; memory stays flat."""

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPResponse
from pathlib import Path

import httpx
import psutil
import pytest

from local.application import Api
from local.context import Context
from local.nginx import Nginx
from local.ports import LOOPBACK, free_port
from local.stack import Stack

MIB = 1024 * 1024
PICTURES = "/api/sign-ups"
SMALL = "/api/sessions"
FORM = "Content-Type: multipart/form-data; boundary=x"
START = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="x"\r\n\r\n'


@pytest.fixture(params=["nginx", "api"])
def port(request: pytest.FixtureRequest, stack: Stack, web: Nginx) -> int:
    """Each test runs through nginx and directly against the API."""
    return {"nginx": web.port, "api": stack.api.port}[request.param]


@pytest.fixture
def url(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


@pytest.fixture
def impatient_api(stack: Stack) -> Iterator[Api]:
    environment = stack.env | {"BODY_TIMEOUT": "PT1S", "BODY_MIN_RATE": "1000"}
    api = Api(
        stack.folder / "impatient", free_port(), Context(stack.logs / "impatient", environment)
    )
    api.start()
    yield api
    api.stop()


def memory(stack: Stack) -> int:
    resident: int = psutil.Process(stack.api.pid).memory_info().rss
    return resident


def talk(port: int, head: str, body: Iterator[bytes]) -> int:
    """Send until there is an answer; return its status."""
    with socket.create_connection((LOOPBACK, port), timeout=60) as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 256 * 1024)  # little on the way
        with contextlib.suppress(ConnectionError):
            link.sendall(head.encode())
            for part in body:
                link.sendall(part)
                if select.select([link], [], [], 0)[0]:
                    break
        answer = HTTPResponse(link)
        answer.begin()
        return answer.status


def head(path: str, *headers: str) -> str:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", *headers]
    return "\r\n".join(lines) + "\r\n\r\n"


@pytest.mark.parametrize(
    ("path", "size"), [(PICTURES, 12 * MIB), (SMALL, 70_000), ("/api/nowhere", 70_000)]
)
def test_body_with_a_too_large_content_length_is_not_read(port: int, path: str, size: int) -> None:
    assert talk(port, head(path, f"Content-Length: {size}"), iter(())) == 413


@pytest.mark.parametrize(
    ("path", "kind", "most"),
    [
        (PICTURES, "multipart/form-data; boundary=x", 12 * MIB),
        (SMALL, "application/json", MIB),
        (SMALL, "multipart/form-data; boundary=x", MIB),
    ],
)
def test_endless_body_is_cut_off(stack: Stack, port: int, path: str, kind: str, most: int) -> None:
    before, sent = memory(stack), 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b"%x\r\n%b\r\n" % (len(START), START)
        while sent < 200 * MIB:
            yield b"10000\r\n" + bytes(65536) + b"\r\n"
            sent += 65536

    chunked = head(path, "Transfer-Encoding: chunked", f"Content-Type: {kind}")
    assert talk(port, chunked, endless()) == 413
    assert sent <= most + 8 * MIB  # buffers of the sockets
    assert memory(stack) - before < 16 * MIB


@pytest.mark.parametrize("count", [11, 10_000])
def test_form_with_many_parts_is_refused(stack: Stack, url: str, count: int) -> None:
    before = memory(stack)
    parts = {f"field{number}": (None, "x") for number in range(count)}
    many_files = [("picture", (f"{number}.jpg", b"x")) for number in range(count)]
    for answer in (
        httpx.post(f"{url}{PICTURES}", files=parts),
        httpx.post(f"{url}{PICTURES}", files=many_files),
        httpx.post(f"{url}{PICTURES}", data=dict.fromkeys(parts, "x")),
        httpx.post(f"{url}{PICTURES}", files={"email": (None, "x" * 5 * MIB)}),
    ):
        assert answer.status_code == 400
        assert answer.json()["code"] == "bad_request"
    assert memory(stack) - before < 16 * MIB


def drops() -> Iterator[bytes]:
    """The body of a slow client: ten bytes per second."""
    yield START
    for _ in range(100):
        yield b"-"
        time.sleep(0.1)


def test_slow_body_is_cut_off_by_the_api(impatient_api: Api) -> None:
    slow = head(PICTURES, "Content-Length: 1000", FORM)

    assert talk(impatient_api.port, slow, drops()) == 408


def test_slow_body_above_the_minimum_rate_is_accepted(impatient_api: Api) -> None:
    size = len(START) + 2500
    slow = head(PICTURES, f"Content-Length: {size}", FORM)

    def pieces() -> Iterator[bytes]:
        yield START
        for _ in range(10):
            time.sleep(0.2)  # 1,250 bytes per second, for twice the time of a body
            yield bytes(250)

    assert talk(impatient_api.port, slow, pieces()) == 422


def test_nginx_passes_an_upload_on_while_it_arrives(
    stack: Stack, impatient_api: Api, tmp_path: Path
) -> None:
    upstreams = replace(stack.upstreams, api=impatient_api.port)
    nginx = Nginx(tmp_path, free_port(), upstreams, tmp_path, Context(tmp_path))
    nginx.start()
    try:
        assert talk(nginx.port, head(PICTURES, "Content-Length: 1000", FORM), drops()) == 408
    finally:
        nginx.stop()


def test_slow_requests_are_cut_off_by_nginx_and_do_not_affect_others(
    stack: Stack, web: Nginx
) -> None:
    headers = _hold(web.port, 50, f"POST {SMALL} HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    bodies = _hold(web.port, 20, head(PICTURES, "Content-Length: 1000", FORM) + "-")
    before = memory(stack)
    assert httpx.get(f"{web.url}/api/health/live").status_code == httpx.codes.OK
    assert httpx.post(f"{web.url}{SMALL}").status_code == httpx.codes.UNPROCESSABLE_ENTITY
    for link in (*headers, *bodies):  # 10 s for a head, 15 s between two parts of a body
        link.settimeout(60)
        with link, contextlib.suppress(ConnectionError):
            assert link.recv(1000).partition(b"\r\n")[0] in {b"", b"HTTP/1.1 408 Request Time-out"}
    assert memory(stack) - before < 16 * MIB


def _hold(port: int, count: int, start: str) -> list[socket.socket]:
    links = [socket.create_connection((LOOPBACK, port), timeout=10) for _ in range(count)]
    for link in links:
        link.sendall(start.encode())
    return links
