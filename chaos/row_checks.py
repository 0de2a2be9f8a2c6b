"""Checks that each task's row, attempts and state transitions are consistent."""

from collections.abc import Iterator, Sequence

from chaos.causes import cause
from chaos.history import History, TaskRow, Transition
from chaos.violations import FINAL, MAX_CRASHES, Violation, ViolationKind

LOST_WORKER = "worker_lost"

_LEGAL = {
    (None, "PENDING"),
    ("PENDING", "STARTED"),
    ("RETRY", "STARTED"),
    ("STARTED", "SUCCESS"),
    ("STARTED", "FAILURE"),
    ("STARTED", "RETRY"),
    # A worker whose lease expired ends its task, because no newer attempt began.
    ("RETRY", "SUCCESS"),
    ("RETRY", "FAILURE"),
    ("PENDING", "REVOKED"),
    ("STARTED", "REVOKED"),
    ("RETRY", "REVOKED"),
}

# The error code of kinds that must fail; all others must succeed.
_FAILS = {
    "hopeless": "chaos_hopeless",
    "poison": LOST_WORKER,
    "bad_result": "result_invalid",
}


def check_rows(history: History) -> Iterator[Violation]:
    for task_id in history.accepted.keys() - history.tasks.keys():
        yield Violation(ViolationKind.LOST, "accepted, but it has no row", task_id)
    for task in history.tasks.values():
        if task.state not in FINAL:
            yield Violation(ViolationKind.LOST, f"still {task.state} at the end", task.id)
            continue
        yield from _end(history, task)
        yield from _attempts(history, task)
        yield from _transitions(task, history.transitions.get(task.id, []))
    yield from _revocations(history)


def capped_by_crashes(task: TaskRow) -> bool:
    """Tell whether faults alone brought a task to the limit of crashes."""
    crashed = (task.state, task.error) == ("FAILURE", LOST_WORKER) and task.crashes >= MAX_CRASHES
    return crashed and task.kind != "poison"


def _end(history: History, task: TaskRow) -> Iterator[Violation]:
    expected = ("FAILURE", _FAILS[task.kind]) if task.kind in _FAILS else ("SUCCESS", None)
    is_expected = (task.state, task.error) == expected or _was_revoked(history, task)
    if not is_expected and not capped_by_crashes(task):
        description = f"ended as {task.state} {task.error}, expected {expected}"
        yield Violation(ViolationKind.OTHER, description, task.id)
    if task.kind == "poison" and task.state == "FAILURE" and task.crashes != MAX_CRASHES:
        yield Violation(ViolationKind.OTHER, f"poison after {task.crashes} crashes", task.id)
    if task.state == "SUCCESS" and task.id in history.runs:
        winner = (task.result or {}).get("attempt")
        if winner != task.attempts:
            description = f"the result is of attempt {winner}, the last was {task.attempts}"
            yield Violation(ViolationKind.DOUBLED, description, task.id)


def _attempts(history: History, task: TaskRow) -> Iterator[Violation]:
    attempts = history.attempts.get(task.id, [])
    if [attempt.number for attempt in attempts] != list(range(1, task.attempts + 1)):
        yield Violation(ViolationKind.OTHER, "the row and its attempts differ in number", task.id)
    if any(attempt.ended is None for attempt in attempts):
        yield Violation(ViolationKind.OTHER, "an attempt has no end", task.id)
    is_revoked_between_attempts = (
        task.state == "REVOKED" and attempts and attempts[-1].outcome == "RETRY"
    )
    if attempts and attempts[-1].outcome != task.state and not is_revoked_between_attempts:
        yield Violation(ViolationKind.OTHER, f"the last attempt is {attempts[-1].outcome}", task.id)
    lost = [attempt for attempt in attempts if attempt.error == LOST_WORKER]
    if len(lost) != task.crashes:
        yield Violation(
            ViolationKind.OTHER, f"{task.crashes} crashes, {len(lost)} among the attempts", task.id
        )
    for attempt in lost:
        if task.kind != "poison" and not cause(attempt, history.faults):
            description = (
                f"attempt {attempt.number} on {attempt.worker} was released without a cause"
            )
            yield Violation(ViolationKind.OTHER, description, task.id)


def _transitions(task: TaskRow, transitions: Sequence[Transition]) -> Iterator[Violation]:
    state: str | None = None
    for transition in transitions:
        if transition.new is None:
            yield Violation(ViolationKind.LOST, "the row was deleted", task.id)
        elif transition.old in FINAL:
            description = (
                f"{transition.old} became {transition.new} (attempt {transition.attempts})"
            )
            yield Violation(ViolationKind.DOUBLED, description, task.id)
        elif transition.old != state or (transition.old, transition.new) not in _LEGAL:
            yield Violation(
                ViolationKind.OTHER, f"{state} → {transition.old} → {transition.new}", task.id
            )
        state = transition.new


def _was_revoked(history: History, task: TaskRow) -> bool:
    commanded = {revocation.task_id for revocation in history.revocations}
    return task.state == "REVOKED" and task.id in commanded


def _revocations(history: History) -> Iterator[Violation]:
    """No task goes on after a worker has answered that it is revoked."""
    for revocation in history.revocations:
        for transition in history.transitions.get(revocation.task_id, []):
            at = revocation.acknowledged_at
            if at is not None and transition.at.timestamp() > at:
                description = f"it became {transition.new} after it was revoked"
                yield Violation(ViolationKind.OTHER, description, revocation.task_id)
