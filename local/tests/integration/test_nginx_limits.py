"""How many connections one client may hold."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from local.nginx import ROOT, Nginx, Upstreams
from local.ports import LOOPBACK, free_port
from local.tests.integration.conftest import serving
from local.tests.integration.test_nginx_errors import raw, request
from local.tests.waiting import until

UNFINISHED = "Content-Length: 1000"
WAIT = "Prefer: respond-async, wait=20"


@pytest.fixture(scope="module")
def silent_api() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.create_server((LOOPBACK, 0), backlog=2000) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def silent_nginx(silent_api: int, tmp_path: Path) -> Iterator[Nginx]:
    """Start nginx in front of an API that never answers; the test is a proxy that it trusts."""
    upstreams = Upstreams(silent_api, free_port(), free_port())
    yield from serving(tmp_path, upstreams, trusted_proxy=LOOPBACK)


@pytest.fixture
def links() -> Iterator[ExitStack]:
    """Connections that are closed after the test."""
    with ExitStack() as links:
        yield links


def hold(links: ExitStack, nginx: Nginx, count: int, sent: str) -> None:
    """Send `count` requests and leave their connections open."""
    for _ in range(count):
        link = links.enter_context(socket.create_connection((LOOPBACK, nginx.port), timeout=10))
        link.sendall(sent.encode())


def is_refused(nginx: Nginx, sent: str) -> bool:
    """Return whether nginx answers 429; a request that it forwards gets no response here."""
    try:
        with socket.create_connection((LOOPBACK, nginx.port), timeout=0.5) as link:
            link.sendall(sent.encode())
            return link.recv(1000).startswith(b"HTTP/1.1 429")
    except TimeoutError:
        return False


def until_refused(nginx: Nginx, sent: str) -> bool:
    """Wait until nginx has counted all held requests and refuses one more."""
    return until(lambda: is_refused(nginx, sent))


def test_one_client_cannot_hold_all_connections(nginx: Nginx, links: ExitStack) -> None:
    hold(links, nginx, 200, request("/api/x", "POST", UNFINISHED))

    assert until_refused(nginx, request("/api/x"))
    _, headers, body = raw(nginx, request("/api/x"))
    links.close()

    assert headers["retry-after"] == "5"
    assert json.loads(body)["code"] == "too_many_requests"
    assert until(lambda: raw(nginx, request("/api/x"))[0] == 200)


def test_long_polls_are_counted_apart_from_other_requests(
    silent_nginx: Nginx, links: ExitStack
) -> None:
    hold(links, silent_nginx, 250, request("/api/x", "GET", WAIT))

    assert raw(silent_nginx, request("/"))[0] == 503  # no pages are built here


def test_one_client_cannot_hold_all_long_polls(silent_nginx: Nginx, links: ExitStack) -> None:
    hold(links, silent_nginx, 1000, request("/api/x", "GET", WAIT))

    assert until_refused(silent_nginx, request("/api/x", "GET", WAIT))
    assert not is_refused(silent_nginx, request("/api/x"))


@pytest.mark.parametrize("body", [UNFINISHED, "Transfer-Encoding: chunked"])
def test_a_request_with_a_body_does_not_count_as_a_long_poll(
    silent_nginx: Nginx, links: ExitStack, body: str
) -> None:
    hold(links, silent_nginx, 200, request("/api/x", "GET", WAIT, body))

    assert until_refused(silent_nginx, request("/api/x", "GET", WAIT, body))
    assert not is_refused(silent_nginx, request("/api/x", "GET", WAIT))


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/sign-ups"), ("PUT", "/api/sign-ups/1/picture"), ("PUT", "/api/me/picture")],
)
def test_one_client_sends_a_few_uploads_at_once(
    silent_nginx: Nginx, links: ExitStack, method: str, path: str
) -> None:
    hold(links, silent_nginx, 20, request(path, method, UNFINISHED))

    assert until_refused(silent_nginx, request(path, method, UNFINISHED))
    assert not is_refused(silent_nginx, request("/api/x", method, UNFINISHED))


@pytest.mark.parametrize(
    ("first", "same", "other"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:db8:0:0:ffff:1:2:3", "2001:db8:0:1::1"),
        ("2001:db8:a:a0a::1", "2001:db8:a:a0a:a0a:a0a:a0a:a0a", "2001:db8:a:a0b::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_a_client_of_ipv6_is_its_network(
    silent_nginx: Nginx, links: ExitStack, first: str, same: str, other: str
) -> None:
    def upload(address: str) -> str:
        return request("/api/me/picture", "PUT", UNFINISHED, f"X-Forwarded-For: {address}")

    hold(links, silent_nginx, 20, upload(first))

    assert until_refused(silent_nginx, upload(same))
    assert not is_refused(silent_nginx, upload(other))


def test_every_tmpfs_of_the_containers_has_a_size() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    mounts = [
        entry for line in re.findall(r"tmpfs: \[(.*)\]", compose) for entry in line.split(" ")
    ]

    assert len(mounts) >= 5
    assert [mount for mount in mounts if "size=" not in mount] == []
