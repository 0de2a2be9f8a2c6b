"""Clients whose questions the API holds."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.wait import wait_until

APPLIED = "preference-applied"
A_MOMENT = 0.3  # seconds in which an answer that is not held would long be there


def ask(url: str, tag: str, wait: int, cookies: httpx.Cookies | None = None) -> httpx.Response:
    """Ask for what is not this."""
    headers = {"If-None-Match": tag, "Prefer": f"wait={wait}"}
    return httpx.get(url, headers=headers, cookies=cookies, timeout=60, trust_env=False)


def tag_of(url: str, cookies: httpx.Cookies | None = None) -> str:
    answer = httpx.get(url, cookies=cookies, trust_env=False)
    answer.raise_for_status()
    return str(answer.headers["etag"])


def is_held(question: "Future[httpx.Response]") -> bool:
    """Whether no answer comes for a moment."""
    try:
        question.result(timeout=A_MOMENT)
    except TimeoutError:
        return True
    return False


def wait_until_listening(url: str, tag: str) -> None:
    """Until the API holds answers: just after it starts, or lost the database, it does not."""
    wait_until(lambda: APPLIED in ask(url, tag, 1).headers, what="a held answer")


@contextmanager
def asking(
    url: str, *, wait: int = 20, cookies: httpx.Cookies | None = None
) -> Iterator["Future[httpx.Response]"]:
    """Ask in the background for what differs from now; the answer is held when the block begins."""
    tag = tag_of(url, cookies)
    with ThreadPoolExecutor(1) as pool:
        question = pool.submit(ask, url, tag, wait, cookies)
        assert is_held(question)
        yield question


@contextmanager
def another_api(stack: Stack, folder: Path, **settings: str) -> Iterator[Api]:
    """One more API process on the same servers."""
    api = Api(folder, free_port(), Context(folder / "logs", stack.env | settings))
    api.start()
    try:
        yield api
    finally:
        api.stop()
