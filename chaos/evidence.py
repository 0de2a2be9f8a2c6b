"""The evidence: rows, steps, attempts, ledger and mails, all read without the engine."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from chaos import ledger
from chaos.faults import Struck
from local.stack import Stack


@dataclass(frozen=True, slots=True)
class Row:
    """A task's row, as it is at the end."""

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
    """One attempt, as the engine's history has it. Times are Unix times in seconds."""

    task_id: UUID
    number: int
    worker: str  # without the host
    started: float
    ended: float | None
    outcome: str | None
    error: str | None  # its code


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a row, as the database saw it; `new` is None when the row was deleted."""

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
class Evidence:
    """Everything the judge looks at."""

    folder: Path
    storage: Path
    logs: Path
    settled: float | None  # seconds from the end of the storm; None: it did not end
    accepted: dict[UUID, str]  # task → order
    refused: list[str]
    struck: Sequence[Struck]
    rows: dict[UUID, Row]
    pictures: list[Picture]
    sign_ups: list[SignUp]
    mails: list[Mail]
    attempts: dict[UUID, list[Attempt]] = field(default_factory=dict)
    steps: dict[UUID, list[Step]] = field(default_factory=dict)
    lines: dict[UUID, list[ledger.Line]] = field(default_factory=dict)


_ROWS = """
    SELECT id, kind, subject_id, state, attempts, crashes, result, error ->> 'code' AS error
    FROM tasks
"""
_ATTEMPTS = """
    SELECT task_id, number, split_part(worker, '@', 1) AS worker,
        extract(epoch FROM started_at)::float AS started,
        extract(epoch FROM ended_at)::float AS ended, outcome, error ->> 'code' AS error
    FROM task_attempts ORDER BY task_id, number
"""
_STEPS = "SELECT task_id, old, new, attempts, at FROM chaos_steps ORDER BY number"


def collect(
    stack: Stack, folder: Path, struck: Sequence[Struck], *, settled: float | None
) -> Evidence:
    """Read it all, while the database and the mail catcher still run."""
    with psycopg.connect(stack.database_url) as link:
        rows = link.cursor(row_factory=class_row(Row)).execute(_ROWS).fetchall()
        attempts = link.cursor(row_factory=class_row(Attempt)).execute(_ATTEMPTS).fetchall()
        steps = link.cursor(row_factory=class_row(Step)).execute(_STEPS).fetchall()
        pictures = link.cursor(row_factory=class_row(Picture)).execute(
            "SELECT id, task_id FROM pictures"
        )
        sign_ups = link.cursor(row_factory=class_row(SignUp)).execute(
            "SELECT id, email FROM sign_ups"
        )
        client = (stack.logs / "client.log").read_text().splitlines()
        evidence = Evidence(
            folder=folder,
            storage=stack.storage,
            logs=stack.logs,
            settled=settled,
            accepted=_accepted(folder),
            refused=[line for line in client if line.startswith("REFUSED")],
            struck=struck,
            rows={row.id: row for row in rows},
            pictures=pictures.fetchall(),
            sign_ups=sign_ups.fetchall(),
            mails=_mails(stack),
        )
    evidence.attempts.update(_by_task(attempts))
    evidence.steps.update(_by_task(steps))
    evidence.lines.update(_by_task(ledger.read(folder)))
    return evidence


def _by_task(facts: Sequence[Any]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = defaultdict(list)
    for fact in facts:
        grouped[fact.task_id].append(fact)
    return grouped


def _accepted(folder: Path) -> dict[UUID, str]:
    promises = map(json.loads, (folder / "accepted").read_text().splitlines())
    return {UUID(task): line["order"] for line in promises for task in line["tasks"]}


def _mails(stack: Stack) -> list[Mail]:
    mails = []
    for caught in stack.mail.messages():
        link = re.search(r"/confirm#(\S+)", caught.text)
        message_id = str(caught.message["Message-ID"])
        mails.append(Mail(message_id, caught.recipients[0], link[1] if link else ""))
    return mails
