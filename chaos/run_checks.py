"""Checks the runs of the campaign's own task functions: allowed runs only, and one effect each.

The effect is a file named after the task. A repeated run is allowed if the previous attempt was cut
off. Two runs at once, two runs of one attempt, or a run after the end are violations.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from uuid import UUID

from chaos import run_log
from chaos.causes import cause
from chaos.history import Attempt, History, TaskRow
from chaos.row_checks import capped_by_crashes
from chaos.run_log import Entry, Event
from chaos.violations import Violation, ViolationKind


def check_runs(history: History) -> Iterator[Violation]:
    for task_id, entries in history.runs.items():
        attempts = history.attempts.get(task_id, [])
        yield from _each_attempt_once(task_id, entries, attempts)
        yield from _one_at_a_time(history, entries, attempts)
        yield from _repeated_for_a_reason(entries, attempts)
    yield from _effects(history)


def repeated_effects(history: History) -> int:
    """Count the effects that an attempt repeated after another one was cut off."""
    effects = (
        sum(entry.event is Event.EFFECT for entry in entries) for entries in history.runs.values()
    )
    return sum(times - 1 for times in effects if times)


def _each_attempt_once(
    task_id: UUID, entries: Sequence[Entry], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    starts = Counter(entry.attempt for entry in entries if entry.event is Event.STARTED)
    for number, times in starts.items():
        if times > 1:
            yield Violation(ViolationKind.DOUBLED, f"attempt {number} ran {times} times", task_id)
        if number not in {attempt.number for attempt in attempts}:
            yield Violation(ViolationKind.DOUBLED, f"attempt {number} ran without a claim", task_id)


def _one_at_a_time(
    history: History, entries: Sequence[Entry], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    """An attempt may overlap the next one only if a fault hit its worker or the database."""
    for attempt, following in pairwise(attempts):
        times = (entry.at for entry in entries if entry.attempt == attempt.number)
        if max(times, default=0.0) > following.started and not cause(attempt, history.faults):
            description = f"attempts {attempt.number} and {following.number} ran at once"
            yield Violation(ViolationKind.DOUBLED, description, following.task_id)


def _repeated_for_a_reason(
    entries: Sequence[Entry], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    effects = [entry.attempt for entry in entries if entry.event is Event.EFFECT]
    ended = {attempt.number for attempt in attempts if attempt.outcome in {"SUCCESS", "FAILURE"}}
    for number in effects[:-1]:
        if number in ended:
            description = f"the effect of attempt {number}, which ended, was repeated"
            yield Violation(ViolationKind.DOUBLED, description, entries[0].task_id)


def _effects(history: History) -> Iterator[Violation]:
    effects = {path.name: path for path in (history.folder / "effects").glob("[!.]*")}
    for task in history.tasks.values():
        path = effects.pop(str(task.id), None)
        if _must_have_effect(task) and (path is None or path.read_text() != str(task.id)):
            yield Violation(ViolationKind.LOST, "it succeeded without its effect", task.id)
        if path is not None and not _may_have_effect(task):
            yield Violation(ViolationKind.OTHER, "it failed, but it has an effect", task.id)
    for name in effects:
        yield Violation(ViolationKind.OTHER, f"an effect without a task: {name}")


def _must_have_effect(task: TaskRow) -> bool:
    if task.kind == "bad_result":  # it fails because of its result
        return task.error == "result_invalid"
    return task.kind in run_log.KINDS_WITH_EFFECT and task.state == "SUCCESS"


def _may_have_effect(task: TaskRow) -> bool:
    """A task may also be revoked, or lose its last worker, right after its effect."""
    return _must_have_effect(task) or task.state == "REVOKED" or capped_by_crashes(task)
