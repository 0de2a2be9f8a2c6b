"""Clients whose questions the API holds."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.wait import wait_until

APPLIED = "preference-applied"
LATER = 3  # questions whose answers show that an earlier one, without an answer, is held


def ask(url: str, tag: str, wait: int, cookies: httpx.Cookies | None = None) -> httpx.Response:
    """Ask for what is not this."""
    headers = {"If-None-Match": tag, "Prefer": f"wait={wait}"}
    return httpx.get(url, headers=headers, cookies=cookies, timeout=60, trust_env=False)


def tag_of(url: str, cookies: httpx.Cookies | None = None) -> str:
    answer = httpx.get(url, cookies=cookies, trust_env=False)
    answer.raise_for_status()
    return str(answer.headers["etag"])


def wait_until_listening(url: str, tag: str) -> None:
    """Until the API holds answers: just after it starts, or lost the database, it does not."""
    wait_until(lambda: APPLIED in ask(url, tag, 1).headers, what="a held answer")


@contextmanager
def asking(
    url: str, *, wait: int = 20, cookies: httpx.Cookies | None = None
) -> Iterator["Future[httpx.Response]"]:
    """Ask in the background for what differs from now; the answer is held when the block begins.

    No time tells that it is held: the same question, asked later and again, is answered before.
    """
    tag = tag_of(url, cookies)
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
    headers = {"If-None-Match": tag, "Prefer": f"wait={wait}"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with closing(connection), ThreadPoolExecutor(1) as pool:
        connection.request("GET", address.path, headers=headers)
        question = pool.submit(_answer, connection)
        for _ in range(LATER):
            tag_of(url, cookies)
        assert not question.done()
        yield question


def _answer(connection: HTTPConnection) -> httpx.Response:
    answer = connection.getresponse()
    return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())


@contextmanager
def another_api(stack: Stack, folder: Path, **settings: str) -> Iterator[Api]:
    """One more API process on the same servers."""
    api = Api(folder, free_port(), Context(folder / "logs", stack.env | settings))
    api.start()
    try:
        yield api
    finally:
        api.stop()
