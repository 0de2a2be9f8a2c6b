"""A crowd: many people who sign up at once, each with another file for a picture."""

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

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    sample: Sample
    answer: httpx.Response
    task: Task | None  # None: refused at once

    @property
    def refusal(self) -> str:
        """The field error, where the file was refused at once."""
        (problem,) = self.answer.json()["errors"]
        assert problem["field"] == "picture"
        return str(problem["code"])

    @property
    def made(self) -> bool:
        return self.task is not None and self.task.state is TaskState.SUCCESS

    @property
    def seconds(self) -> float:
        if self.task is None or not self.task.started_at or not self.task.finished_at:
            return self.answer.elapsed.total_seconds()
        return (self.task.finished_at - self.task.started_at) / timedelta(seconds=1)


def upload(stack: Stack, samples: Iterable[Sample], patience: float = 120) -> list[Outcome]:
    """Sign up with each of the files, and wait until every thumbnail is made or refused."""
    with httpx.Client(base_url=f"{stack.api.url}/api", timeout=30) as client:

        def sign_up(sample: Sample) -> httpx.Response:
            form = {
                "email": f"{uuid4().hex}@example.com",
                "password": "a sentence is fine",
                "display_name": "Ada King",
            }
            files = {"picture": ("me.jpg", sample.content, "image/jpeg")}
            return client.post("/sign-ups", data=form, files=files)

        samples = list(samples)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(sign_up, samples))
    ids = [_resize(answer) for answer in answers]
    tasks = _ended({task_id for task_id in ids if task_id}, patience)
    return [
        Outcome(sample, answer, tasks[task_id] if task_id else None)
        for sample, answer, task_id in zip(samples, answers, ids, strict=True)
    ]


def _resize(answer: httpx.Response) -> UUID | None:
    if answer.status_code != httpx.codes.ACCEPTED:
        return None
    (task,) = (task for task in answer.json()["tasks"] if task["kind"] == "resize_thumbnail")
    return UUID(task["id"])


def _ended(ids: set[UUID], patience: float) -> dict[UUID, Task]:
    ours = Task.id.in_(ids)
    waiting = select(func.count()).where(ours, Task.state.not_in(FINAL_STATES))

    def all_ended() -> bool:
        with transaction() as session:
            return session.scalars(waiting).one() == 0

    wait_until(all_ended, seconds=patience, what="every picture done")
    with transaction() as session:
        return {task.id: task for task in session.scalars(select(Task).where(ours))}


def report(outcomes: list[Outcome], largest: float) -> str:
    """The counts, for a person to read."""
    refused = [outcome for outcome in outcomes if outcome.task is None]
    failed = [outcome for outcome in outcomes if outcome.task and not outcome.made]
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    sources = Counter(outcome.sample.name.split("/", 1)[0] for outcome in outcomes)
    codes = Counter(outcome.refusal for outcome in refused)
    return "\n".join(
        (
            f"{len(outcomes)} files: {_counts(sources)}",
            f"refused at once: {len(refused)} ({_counts(codes)})",
            f"failed with a reason: {len(failed)}",
            f"thumbnails made: {sum(outcome.made for outcome in outcomes)}",
            f"largest process of the pool: {largest:.0f} MiB",
            f"slowest: {slowest.seconds:.1f} s ({slowest.sample.name})",
        )
    )


def _counts(of: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in of.most_common())
