"""Concurrent sign-ups, each with a different file as the picture."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
from sqlalchemy import func, select

from foyer.db.engines import transaction
from foyer.task_engine.models import FINAL_STATES, Task, TaskState
from local.stack import Stack
from testkit.wait import wait_until
from tests.uploads.corpora import Sample

CONCURRENCY = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """The response to one upload and its task at the end."""

    sample: Sample
    answer: httpx.Response
    task: Task | None  # None: the API refused the file

    @property
    def refusal(self) -> str:
        """The field error's code, if the API refused the file."""
        (problem,) = self.answer.json()["errors"]
        assert problem["field"] == "picture"
        return str(problem["code"])

    @property
    def succeeded(self) -> bool:
        return self.task is not None and self.task.state is TaskState.SUCCESS

    @property
    def seconds(self) -> float:
        if self.task is None or not self.task.started_at or not self.task.finished_at:
            return self.answer.elapsed.total_seconds()
        return (self.task.finished_at - self.task.started_at) / timedelta(seconds=1)


def upload(stack: Stack, samples: Iterable[Sample], timeout: float = 240) -> list[Outcome]:
    """Sign up once per file and wait until every resize task has ended."""
    with httpx.Client(base_url=f"{stack.api.url}/api", timeout=60) as client:

        def sign_up(sample: Sample) -> httpx.Response:
            form = {
                "email": f"{uuid4().hex}@example.com",
                "password": "a sentence is fine",
                "display_name": "Ada King",
            }
            files = {"picture": ("me.jpg", sample.content, "image/jpeg")}
            return client.post("/sign-ups", data=form, files=files)

        samples = list(samples)
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            answers = list(pool.map(sign_up, samples))
    ids = [_resize_task_id(answer) for answer in answers]
    tasks = _wait_for_end({task_id for task_id in ids if task_id}, timeout)
    return [
        Outcome(sample, answer, tasks[task_id] if task_id else None)
        for sample, answer, task_id in zip(samples, answers, ids, strict=True)
    ]


def _resize_task_id(answer: httpx.Response) -> UUID | None:
    if answer.status_code != httpx.codes.ACCEPTED:
        return None
    (task,) = (task for task in answer.json()["tasks"] if task["kind"] == "resize_thumbnail")
    return UUID(task["id"])


def _wait_for_end(ids: set[UUID], timeout: float) -> dict[UUID, Task]:
    own_tasks = Task.id.in_(ids)
    unfinished = select(func.count()).where(own_tasks, Task.state.not_in(FINAL_STATES))

    def all_ended() -> bool:
        with transaction() as session:
            return session.scalars(unfinished).one() == 0

    wait_until(all_ended, seconds=timeout, what="every resize task ended")
    with transaction() as session:
        return {task.id: task for task in session.scalars(select(Task).where(own_tasks))}


def report(outcomes: list[Outcome], largest: float) -> str:
    """Return a summary to print."""
    refused = [outcome for outcome in outcomes if outcome.task is None]
    failed = [outcome for outcome in outcomes if outcome.task and not outcome.succeeded]
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    sources = Counter(outcome.sample.name.split("/", 1)[0] for outcome in outcomes)
    codes = Counter(outcome.refusal for outcome in refused)
    return "\n".join(
        (
            f"{len(outcomes)} files: {_counts(sources)}",
            f"refused by the API: {len(refused)} ({_counts(codes)})",
            f"failed in the worker: {len(failed)}",
            f"succeeded: {sum(outcome.succeeded for outcome in outcomes)}",
            f"largest process of the pool: {largest:.0f} MiB",
            f"slowest: {slowest.seconds:.1f} s ({slowest.sample.name})",
        )
    )


def _counts(of: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in of.most_common())
