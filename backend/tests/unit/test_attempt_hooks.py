"""Hooks around attempts: each one is closed, whatever the others do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from foyer.db.base import utc_now
from foyer.payloads import SendNotice
from foyer.task_engine.kinds import Kind, RetryPolicy
from foyer.task_engine.lease import Lease
from foyer.task_engine.models import TaskState
from foyer.task_engine.worker import hooks
from foyer.task_engine.worker.hooks import Attempt, Hook, around_attempt
from foyer.task_engine.worker.outcome import Outcome

KIND = Kind(SendNotice, lambda _run: None, RetryPolicy(), (), None)
LEASE = Lease(uuid4(), KIND.name, None, {}, 1, 2, 1, 0, utc_now(), timedelta(seconds=3), uuid4())


def recording(name: str, events: list[str], fails: str = "") -> Hook:
    @contextmanager
    def hook(attempt: Attempt) -> Iterator[None]:
        events.append(f"{name} opens {attempt.kind} {attempt.number} {attempt.waited.seconds}")
        if fails == "before":
            raise ValueError(name)
        yield
        events.append(f"{name} closes {attempt.outcome and attempt.outcome.state}")
        if fails == "after":
            raise ValueError(name)

    return hook


def test_hooks_see_the_outcome_and_their_errors_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[str] = []
    registered = [
        recording("metrics", events),
        recording("broken", events, "before"),
        recording("leaking", events, "after"),
        recording("traces", events),
    ]
    monkeypatch.setattr(hooks, "_hooks", registered)
    with around_attempt(KIND, LEASE) as attempt:
        events.append("the attempt")
        attempt.outcome = Outcome(TaskState.SUCCESS)
    names = ["metrics", "broken", "leaking", "traces"]
    opened = [f"{name} opens send_notice 2 3" for name in names]
    closed = [f"{name} closes SUCCESS" for name in reversed(names) if name != "broken"]
    assert events == [*opened, "the attempt", *closed]


def test_hooks_are_closed_when_the_end_cannot_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    monkeypatch.setattr(hooks, "_hooks", [recording("traces", events)])
    with pytest.raises(KeyError), around_attempt(KIND, replace(LEASE, attempt=3)):
        raise KeyError
    assert events == ["traces opens send_notice 3 3", "traces closes None"]
