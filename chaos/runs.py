"""Did the bodies of the campaign's own kinds run when they might, and does their effect show once?

Their effect is a file named after the task. That a body ran again is no violation if the attempt
before it was cut off; that two ran at once, or one attempt twice, or one after the end, is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from uuid import UUID

from chaos import ledger
from chaos.causes import cause
from chaos.evidence import Attempt, Evidence, Row
from chaos.history import given_up
from chaos.ledger import Fact, Line
from chaos.wrongs import Violation, Wrong


def of_bodies(evidence: Evidence) -> Iterator[Violation]:
    for task_id, lines in evidence.lines.items():
        attempts = evidence.attempts.get(task_id, [])
        yield from _each_attempt_once(task_id, lines, attempts)
        yield from _one_at_a_time(evidence, lines, attempts)
        yield from _repeated_for_a_reason(lines, attempts)
    yield from _shown(evidence)


def repeated_effects(evidence: Evidence) -> int:
    """How often a body did again what an attempt that was cut off had done."""
    did = (sum(line.fact is Fact.DID for line in lines) for lines in evidence.lines.values())
    return sum(times - 1 for times in did if times)


def _each_attempt_once(
    task_id: UUID, lines: Sequence[Line], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    began = Counter(line.attempt for line in lines if line.fact is Fact.BEGAN)
    for number, times in began.items():
        if times > 1:
            yield Violation(Wrong.DOUBLED, f"attempt {number} ran {times} times", task_id)
        if number not in {each.number for each in attempts}:
            yield Violation(Wrong.DOUBLED, f"attempt {number} ran and nobody claimed it", task_id)


def _one_at_a_time(
    evidence: Evidence, lines: Sequence[Line], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    """Only a sleeper, or whom the database could not hear, may overlap the attempt after it."""
    for earlier, later in pairwise(attempts):
        last = max((line.at for line in lines if line.attempt == earlier.number), default=0.0)
        if last > later.started and not cause(earlier, evidence.struck):
            what = f"attempts {earlier.number} and {later.number} ran at once"
            yield Violation(Wrong.DOUBLED, what, later.task_id)


def _repeated_for_a_reason(
    lines: Sequence[Line], attempts: Sequence[Attempt]
) -> Iterator[Violation]:
    did = [line.attempt for line in lines if line.fact is Fact.DID]
    ended_well = {each.number for each in attempts if each.outcome in {"SUCCESS", "FAILURE"}}
    for number in did[:-1]:
        if number in ended_well:
            what = f"attempt {number} did it and ended, and it was done again"
            yield Violation(Wrong.DOUBLED, what, lines[0].task_id)


def _shown(evidence: Evidence) -> Iterator[Violation]:
    shown = {path.name: path for path in (evidence.folder / "effects").glob("[!.]*")}
    for row in evidence.rows.values():
        path = shown.pop(str(row.id), None)
        if _must_show(row) and (path is None or path.read_text() != str(row.id)):
            yield Violation(Wrong.LOST, "it succeeded, and its effect is not there", row.id)
        if path is not None and row.state != "SUCCESS" and not given_up(row):
            yield Violation(Wrong.OTHER, "it failed, and its effect is there", row.id)
    for name in shown:
        yield Violation(Wrong.OTHER, f"an effect of nobody: {name}")


def _must_show(row: Row) -> bool:
    return row.kind in ledger.KINDS_WITH_EFFECT and row.state == "SUCCESS"
