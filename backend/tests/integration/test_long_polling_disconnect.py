"""A long poll ends when its client disconnects, with and without nginx between them."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.application import Api
from local.context import Context
from local.nginx import Nginx, Upstreams
from local.ports import free_port
from local.stack import Stack
from testkit.long_polls import APPLIED, another_api, current_etag, poll, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until


@pytest.fixture
def small(stack: Stack, tmp_path: Path) -> Iterator[Api]:
    """An API that allows one long poll at a time, so that a test can see whether one runs."""
    with another_api(stack, tmp_path, WAITING_CLIENTS="1") as api:
        yield api


@pytest.fixture(params=["directly", "through nginx"])
def front(request: pytest.FixtureRequest, small: Api, tmp_path: Path) -> Iterator[str]:
    if request.param == "directly":
        yield small.url
        return
    upstreams = Upstreams(small.port, free_port(), free_port())
    nginx = Nginx(tmp_path / "web", free_port(), upstreams, tmp_path, Context(tmp_path / "logs"))
    nginx.start()
    try:
        yield nginx.url
    finally:
        nginx.stop()


def is_answered(client: socket.socket, request: bytes) -> bool:
    """Send the request; return whether the response comes within two seconds."""
    client.sendall(request)
    try:
        return client.recv(65536) != b""
    except TimeoutError:
        return False


def test_a_closed_connection_ends_its_long_poll_at_once(front: str, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{front}/api/sign-ups/{person.sign_up_id}"
    etag = current_etag(url)
    wait_until_listening(url, etag)
    address = urlsplit(url)
    request = (
        f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"If-None-Match: {etag}\r\nPrefer: wait=25\r\n\r\n"
    ).encode()
    with socket.create_connection((address.hostname or "", address.port or 0), 2) as client:
        # Until an earlier long poll has ended, the request is answered at once.
        wait_until(lambda: not is_answered(client, request), what="the request to wait")
        wait_until(
            lambda: APPLIED not in poll(url, etag, 1).headers, what="the long poll to be held"
        )
    wait_until(
        lambda: APPLIED in poll(url, etag, 1).headers, seconds=15, what="the long poll to end"
    )
