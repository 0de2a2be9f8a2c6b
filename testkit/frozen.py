"""Pausing a worker in the middle of a task."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from local.application import Worker
from testkit.person import FINAL, Person
from testkit.wait import wait_until


@contextmanager
def paused(worker: Worker) -> Iterator[None]:
    """Freeze the worker: tasks wait while the block runs."""
    worker.pause()
    try:
        yield
    finally:
        worker.resume()


@contextmanager
def frozen_at_work(person: Person, upload: Callable[[], str]) -> Iterator[str]:
    """Freeze the worker while it resizes a picture; yield the task's id.

    If the worker was faster, it gets another picture.

    Args:
        person: reads the state of the task.
        upload: sends a picture that takes some time, and returns the task's id.
    """
    worker = person.stack.worker

    def task(task_id: str) -> dict[str, Any]:
        body: dict[str, Any] = person.http.get(f"/tasks/{task_id}").raise_for_status().json()
        return body

    def is_resizing(task_id: str) -> bool:
        return bool(task(task_id)["step"] == "resizing" and task(task_id)["state"] == "STARTED")

    def frozen() -> str | None:
        task_id = upload()
        wait_until(lambda: is_resizing(task_id) or task(task_id)["state"] in FINAL)
        worker.pause()
        if is_resizing(task_id):
            return task_id
        worker.resume()
        return None

    task_id = wait_until(frozen, what="a worker frozen at work")
    try:
        yield task_id
    finally:
        worker.resume()
