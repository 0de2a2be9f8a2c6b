"""Long polls for tests: requests that the API holds until a resource changes."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from local.application import Api
from local.context import Context
from local.http import NO_TLS
from local.ports import free_port
from local.stack import Stack
from testkit.fresh_reads import READ_DATABASE
from testkit.wait import wait_until

APPLIED = "preference-applied"
PLAIN_REQUESTS = 3  # once they are answered, an earlier request without response is held


def poll(url: str, etag: str, wait: int, cookies: httpx.Cookies | None = None) -> httpx.Response:
    """Request a representation other than this one, and wait for it up to `wait` seconds."""
    headers = {"If-None-Match": etag, "Prefer": f"wait={wait}"}
    return _get(url, headers=headers, cookies=cookies)


def current_etag(url: str, cookies: httpx.Cookies | None = None) -> str:
    response = _get(url, headers=READ_DATABASE, cookies=cookies)
    response.raise_for_status()
    return str(response.headers["etag"])


def _get(url: str, **options: Any) -> httpx.Response:
    return httpx.get(url, timeout=60, trust_env=False, verify=NO_TLS, **options)


def wait_until_listening(url: str, etag: str) -> None:
    """Wait until the API holds requests; it does not just after its start or a database fault."""
    wait_until(lambda: APPLIED in poll(url, etag, 1).headers, what="a held request")


@contextmanager
def long_poll(
    url: str, *, wait: int = 20, cookies: httpx.Cookies | None = None
) -> Iterator["Future[httpx.Response]"]:
    """Send a long poll in the background; the API holds it when the block begins."""
    with long_polls(url, 1, wait=wait, cookies=cookies) as (pending,):
        yield pending


@contextmanager
def long_polls(
    url: str, count: int, *, wait: int = 20, cookies: httpx.Cookies | None = None
) -> Iterator[list["Future[httpx.Response]"]]:
    """Send long polls in the background; the API holds all of them when the block begins.

    The test does not rely on a delay: later requests without `Prefer` are answered first.
    """
    etag = current_etag(url, cookies)
    address = urlsplit(url)
    headers = {"If-None-Match": etag, "Prefer": f"wait={wait}"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with ExitStack() as connections, ThreadPoolExecutor(count) as pool:
        polls = []
        for _ in range(count):
            connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
            connections.enter_context(closing(connection))
            connection.request("GET", address.path, headers=headers)
            polls.append(pool.submit(_read_response, connection))
        for _ in range(PLAIN_REQUESTS):
            current_etag(url, cookies)
        assert not any(pending.done() for pending in polls)
        yield polls


def _read_response(connection: HTTPConnection) -> httpx.Response:
    response = connection.getresponse()
    return httpx.Response(response.status, headers=response.getheaders(), content=response.read())


@contextmanager
def another_api(stack: Stack, folder: Path, **settings: str) -> Iterator[Api]:
    """Run one more API process on the same servers."""
    api = Api(folder, free_port(), Context(folder / "logs", stack.env | settings))
    api.start()
    try:
        yield api
    finally:
        api.stop()
