"""The checker: finds violations of the promise in a history, and counts the recoveries.

A task function may run more than once, because a worker may die (docs/reliability.md). Its effect
must show once, and its row must end once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chaos.answer_checks import check_answers
from chaos.causes import cause
from chaos.delivery_checks import check_sign_ups, duplicate_mails
from chaos.history import History
from chaos.row_checks import LOST_WORKER, capped_by_crashes, check_rows
from chaos.run_checks import check_runs, repeated_effects
from chaos.violations import Violation, ViolationKind


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery of one attempt that was cut off, in seconds from the fault.

    Attributes:
        due: until the row was released; the engine's part.
        started: until the next attempt started; includes the wait in the queue.
    """

    due: float
    started: float
    fault: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a campaign."""

    violations: Sequence[Violation]
    accepted: int
    succeeded: int
    failed: int  # as intended
    revoked: int
    capped: int
    repeated_runs: int
    repeated_effects: int
    duplicate_mails: int
    recoveries: Sequence[Recovery]
    faults: Counter[str]
    answers: int  # to polls

    @property
    def holds(self) -> bool:
        return not self.violations

    def count(self, kind: ViolationKind) -> int:
        """Count the tasks with a violation of this kind; violations without a task count singly."""
        matching = [violation for violation in self.violations if violation.kind is kind]
        return len({violation.task_id or violation.description for violation in matching})


def check(history: History) -> CheckResult:
    violations = [Violation(ViolationKind.OTHER, line) for line in history.client_failures]
    for find in (check_rows, check_runs, check_sign_ups, check_answers):
        violations += find(history)
    tasks = history.tasks.values()
    capped = sum(capped_by_crashes(task) for task in tasks)
    failed = sum(task.state == "FAILURE" for task in tasks) - capped
    return CheckResult(
        violations=violations,
        accepted=len(history.accepted.keys() | history.tasks.keys()),
        succeeded=sum(task.state == "SUCCESS" for task in tasks),
        failed=failed,
        revoked=sum(task.state == "REVOKED" for task in tasks),
        capped=capped,
        repeated_runs=sum(task.crashes for task in tasks if task.kind != "poison"),
        repeated_effects=repeated_effects(history),
        duplicate_mails=duplicate_mails(history),
        recoveries=_recoveries(history),
        faults=Counter(event.fault.value for event in history.faults),
        answers=len(history.answers),
    )


def _recoveries(history: History) -> list[Recovery]:
    recoveries = []
    for attempts in history.attempts.values():
        for cut, following in pairwise(attempts):
            fault = cause(cut, history.faults) if cut.error == LOST_WORKER else None
            if fault:
                since = max(fault.at, cut.started)
                due = (cut.ended or following.started) - since
                recoveries.append(Recovery(due, following.started - since, fault.fault.value))
    return recoveries
