"""Who closes the page waits no longer: its place is free at once, with nginx between or without."""

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
from testkit.long_polls import APPLIED, another_api, ask, tag_of, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until


@pytest.fixture
def small(stack: Stack, tmp_path: Path) -> Iterator[Api]:
    """An API in which one at a time can wait: whether its place is free can be seen."""
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


def test_who_leaves_frees_the_place_at_once(front: str, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{front}/api/sign-ups/{person.sign_up_id}"
    tag = tag_of(url)
    wait_until_listening(url, tag)
    address = urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as leaving:
        leaving.sendall(
            f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"If-None-Match: {tag}\r\nPrefer: wait=25\r\n\r\n".encode()
        )
        wait_until(lambda: APPLIED not in ask(url, tag, 1).headers, what="the place to be taken")
    wait_until(lambda: APPLIED in ask(url, tag, 1).headers, seconds=15, what="the place to be free")
