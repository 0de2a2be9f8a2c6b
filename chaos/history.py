"""The history of a campaign: tasks, attempts, runs and mails, read without the engine."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from chaos import run_log
from chaos.acceptances import AcceptanceFile
from chaos.answers import Answer, AnswerFile
from chaos.nemesis import FaultEvent, Nemesis
from chaos.revocations import Revocation
from chaos.sightings import SightingFile
from local.stack import Stack


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task's row at the end of the campaign."""

    id: UUID
    kind: str
    subject_id: UUID | None
    state: str
    attempts: int
    crashes: int
    result: dict[str, Any] | None
    error: str | None  # its code


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt from `task_attempts`. Times are Unix times in seconds."""

    task_id: UUID
    number: int
    worker: str  # without the host
    started: float
    ended: float | None
    outcome: str | None
    error: str | None  # its code


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a task's state, from the audit trigger; `new` is None for a deleted row."""

    number: int
    task_id: UUID
    old: str | None
    new: str | None
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    message_id: str
    recipient: str
    link: str


@dataclass(frozen=True, slots=True)
class Picture:
    id: UUID
    task_id: UUID


@dataclass(frozen=True, slots=True)
class SignUp:
    id: UUID
    email: str


@dataclass(frozen=True, slots=True)
class History:
    """All data that the checker reads."""

    folder: Path
    storage: Path
    logs: Path
    settled: float | None  # seconds from the last fault until all tasks ended; None: they did not
    accepted: dict[UUID, str]  # task id → kind of the operation
    client_failures: list[str]  # of the client, the poller and the API that only they use
    faults: Sequence[FaultEvent]
    tasks: dict[UUID, TaskRow]
    pictures: list[Picture]
    sign_ups: list[SignUp]
    mails: list[Mail]
    revocations: Sequence[Revocation] = ()
    attempts: dict[UUID, list[Attempt]] = field(default_factory=dict)
    transitions: dict[UUID, list[Transition]] = field(default_factory=dict)
    runs: dict[UUID, list[run_log.Entry]] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    sightings: Mapping[int, float] = field(default_factory=dict)  # by number of the transition


_TASKS = """
    SELECT id, kind, subject_id, state, attempts, crashes, result, error ->> 'code' AS error
    FROM tasks
"""
_ATTEMPTS = """
    SELECT task_id, number, split_part(worker, '@', 1) AS worker,
        extract(epoch FROM started_at)::float AS started,
        extract(epoch FROM ended_at)::float AS ended, outcome, error ->> 'code' AS error
    FROM task_attempts ORDER BY task_id, number
"""
_TRANSITIONS = (
    "SELECT number, task_id, old, new, attempts, at FROM chaos_transitions ORDER BY number"
)


def collect(
    stack: Stack,
    folder: Path,
    nemesis: Nemesis,
    *,
    settled: float | None,
    client_failures: Sequence[str],
) -> History:
    """Read the history while the database and the mail catcher still run."""
    with psycopg.connect(stack.database_url) as connection:
        tasks = connection.cursor(row_factory=class_row(TaskRow)).execute(_TASKS).fetchall()
        attempts = connection.cursor(row_factory=class_row(Attempt)).execute(_ATTEMPTS).fetchall()
        transitions = (
            connection.cursor(row_factory=class_row(Transition)).execute(_TRANSITIONS).fetchall()
        )
        pictures = connection.cursor(row_factory=class_row(Picture)).execute(
            "SELECT id, task_id FROM pictures"
        )
        sign_ups = connection.cursor(row_factory=class_row(SignUp)).execute(
            "SELECT id, email FROM sign_ups"
        )
        client = (stack.logs / "client.log").read_text().splitlines()
        history = History(
            folder=folder,
            storage=stack.storage,
            logs=stack.logs,
            settled=settled,
            accepted=_accepted(folder),
            answers=list(AnswerFile(folder).read()),
            sightings=SightingFile(folder).read(),
            client_failures=[
                *(line for line in client if line.startswith("REFUSED")),
                *client_failures,
            ],
            faults=nemesis.faults,
            revocations=nemesis.revocations,
            tasks={task.id: task for task in tasks},
            pictures=pictures.fetchall(),
            sign_ups=sign_ups.fetchall(),
            mails=_mails(stack),
        )
    history.attempts.update(_by_task(attempts))
    history.transitions.update(_by_task(transitions))
    history.runs.update(_by_task(run_log.read(folder)))
    return history


def _by_task(records: Sequence[Any]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = defaultdict(list)
    for record in records:
        grouped[record.task_id].append(record)
    return grouped


def _accepted(folder: Path) -> dict[UUID, str]:
    accepted = AcceptanceFile(folder).read()
    return {task: acceptance.kind for acceptance in accepted for task in acceptance.tasks}


def _mails(stack: Stack) -> list[Mail]:
    mails = []
    for caught in stack.mail.messages():
        link = re.search(r"/confirm#([\w-]+)", caught.text)
        message_id = str(caught.message["Message-ID"])
        mails.append(Mail(message_id, caught.recipients[0], link[1] if link else ""))
    return mails
