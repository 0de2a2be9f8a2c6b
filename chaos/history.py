"""Does what the engine wrote down hang together: the row, its attempts, each step of its state?"""

from collections.abc import Iterator, Sequence

from chaos.causes import cause
from chaos.evidence import Evidence, Row, Step
from chaos.wrongs import FINAL, MAX_CRASHES, Violation, Wrong

LOST_WORKER = "worker_lost"

_LEGAL = {
    (None, "PENDING"),
    ("PENDING", "STARTED"),
    ("RETRY", "STARTED"),
    ("STARTED", "SUCCESS"),
    ("STARTED", "FAILURE"),
    ("STARTED", "RETRY"),
}

# How a task ends that its body alone decides about; all others succeed.
_FAILS = {"hopeless": "chaos_hopeless", "poison": LOST_WORKER}


def of_rows(evidence: Evidence) -> Iterator[Violation]:
    for task_id in evidence.accepted.keys() - evidence.rows.keys():
        yield Violation(Wrong.LOST, "accepted, and there is no row", task_id)
    for row in evidence.rows.values():
        if row.state not in FINAL:
            yield Violation(Wrong.LOST, f"still {row.state} at the end", row.id)
            continue
        yield from _end(evidence, row)
        yield from _attempts(evidence, row)
        yield from _steps(row, evidence.steps.get(row.id, []))


def given_up(row: Row) -> bool:
    """Whether an innocent task was struck so often that it was taken for the cause."""
    crashed = (row.state, row.error) == ("FAILURE", LOST_WORKER) and row.crashes >= MAX_CRASHES
    return crashed and row.kind != "poison"


def _end(evidence: Evidence, row: Row) -> Iterator[Violation]:
    expected = ("FAILURE", _FAILS[row.kind]) if row.kind in _FAILS else ("SUCCESS", None)
    if (row.state, row.error) != expected and not given_up(row):
        what = f"ended as {row.state} {row.error}, expected {expected}"
        yield Violation(Wrong.OTHER, what, row.id)
    if row.kind == "poison" and row.crashes != MAX_CRASHES:
        yield Violation(Wrong.OTHER, f"poison after {row.crashes} crashes", row.id)
    if row.state == "SUCCESS" and row.id in evidence.lines:
        winner = (row.result or {}).get("attempt")
        if winner != row.attempts:
            what = f"the result is of attempt {winner}, the last was {row.attempts}"
            yield Violation(Wrong.DOUBLED, what, row.id)


def _attempts(evidence: Evidence, row: Row) -> Iterator[Violation]:
    attempts = evidence.attempts.get(row.id, [])
    if [each.number for each in attempts] != list(range(1, row.attempts + 1)):
        yield Violation(Wrong.OTHER, "attempts and their history differ", row.id)
    if any(each.ended is None for each in attempts):
        yield Violation(Wrong.OTHER, "an attempt has no end", row.id)
    if attempts and attempts[-1].outcome != row.state:
        yield Violation(Wrong.OTHER, f"the last attempt says {attempts[-1].outcome}", row.id)
    lost = [each for each in attempts if each.error == LOST_WORKER]
    if len(lost) != row.crashes:
        yield Violation(Wrong.OTHER, f"{row.crashes} crashes, {len(lost)} in the history", row.id)
    for each in lost:
        if row.kind != "poison" and not cause(each, evidence.struck):
            what = f"attempt {each.number} on {each.worker} was taken back without a cause"
            yield Violation(Wrong.OTHER, what, row.id)


def _steps(row: Row, steps: Sequence[Step]) -> Iterator[Violation]:
    state: str | None = None
    for step in steps:
        if step.new is None:
            yield Violation(Wrong.LOST, "the row was deleted", row.id)
        elif step.old in FINAL:
            what = f"{step.old} became {step.new} (attempt {step.attempts})"
            yield Violation(Wrong.DOUBLED, what, row.id)
        elif step.old != state or (step.old, step.new) not in _LEGAL:
            yield Violation(Wrong.OTHER, f"{state} → {step.old} → {step.new}", row.id)
        state = step.new
