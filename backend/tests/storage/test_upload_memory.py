"""The memory of the API while many large uploads arrive at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from local.application import Api
from local.context import Context
from local.http import NO_TLS
from local.ports import free_port
from local.stack import Stack
from testkit import photos
from testkit.wait import wait_until

UPLOADS = 50
MIB = 1024 * 1024
ALLOWED = 100 * MIB


@contextmanager
def api_with_storage(stack: Stack, folder: Path, storage_url: str | None) -> Iterator[Api]:
    """Run one more API of the stack, with a storage of its own choice and more patience."""
    env = {**stack.env, "STORAGE_TIMEOUT": "PT60S", "STORAGE_URL": storage_url or ""}
    if storage_url is None:
        del env["STORAGE_URL"]
    api = Api(folder, free_port(), replace(Context(folder), env=env))
    api.start()
    try:
        yield api
    finally:
        api.kill()


@pytest.fixture(autouse=True)
def paused_worker(stack: Stack) -> Iterator[None]:
    """No worker takes processor time."""
    stack.worker.pause()
    try:
        yield
    finally:
        stack.worker.resume()


@pytest.mark.parametrize("kind", [pytest.param("folder", marks=pytest.mark.longer), "s3"])
def test_fifty_parallel_uploads_of_10_mib_need_less_than_100_mib(
    stack: Stack, tmp_path: Path, kind: str
) -> None:
    url = stack.env["STORAGE_URL"] if kind == "s3" else None
    photo = photos.camera_photo(1)
    photo += bytes(10 * MIB - len(photo))
    with api_with_storage(stack, tmp_path, url) as api:
        upload(api, 0, photo)  # what the first request loads
        process = psutil.Process(api.pid)
        idle = process.memory_info().rss
        with highest(lambda: process.memory_info().rss) as peak, ThreadPoolExecutor(50) as threads:
            list(threads.map(lambda number: upload(api, number, photo), range(1, UPLOADS + 1)))
    assert peak[0] - idle < ALLOWED, f"{idle / MIB:.0f} MiB idle, {peak[0] / MIB:.0f} MiB at most"


def upload(api: Api, number: int, photo: bytes) -> None:
    """Sign up, as often as the API is overloaded: then it answers 503."""
    form = {
        "email": f"upload-{number}-{api.port}@example.com",
        "password": "a sentence is fine",
        "display_name": "Ada King",
    }
    files = {"picture": ("me.jpg", photo, "image/jpeg")}

    def is_accepted() -> bool:
        response = httpx.post(
            f"{api.url}/api/sign-ups",
            data=form,
            files=files,
            timeout=120,
            trust_env=False,
            verify=NO_TLS,
        )
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return False
        assert response.status_code == httpx.codes.ACCEPTED, response.text
        return True

    wait_until(is_accepted, seconds=300)


@contextmanager
def highest(measure: Callable[[], int]) -> Iterator[list[int]]:
    """Yield a list whose element is the largest value that was measured in the block."""
    peak, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            peak[0] = max(peak[0], measure())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()
