"""The verdict: what was promised and is not so, and what the storm cost.

A body may run more than once; that is what a worker's death costs (docs/reliability.md). What must
not happen twice is what the world sees, and what the row says.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chaos.causes import cause
from chaos.deliveries import duplicate_mails, of_sign_ups
from chaos.evidence import Evidence
from chaos.history import LOST_WORKER, given_up, of_rows
from chaos.runs import of_bodies, repeated_effects
from chaos.wrongs import Violation, Wrong


@dataclass(frozen=True, slots=True)
class Recovery:
    """What one cut cost, in seconds from the fault.

    Attributes:
        due: until the row was given back: what the engine answers for.
        started: until the next attempt began; the queue that it waited in counts too.
    """

    due: float
    started: float
    fault: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the campaign came to."""

    violations: Sequence[Violation]
    accepted: int
    succeeded: int
    failed: int  # as they should
    given_up: int
    repeated_runs: int
    repeated_effects: int
    duplicate_mails: int
    recoveries: Sequence[Recovery]
    faults: Counter[str]

    @property
    def holds(self) -> bool:
        return not self.violations

    def count(self, wrong: Wrong) -> int:
        """How many tasks it happened to; what is no task's counts as one each."""
        found = [each for each in self.violations if each.wrong is wrong]
        return len({each.task_id or each.what for each in found})


def judge(evidence: Evidence) -> Verdict:
    violations = [Violation(Wrong.OTHER, f"the client: {line}") for line in evidence.refused]
    for look in (of_rows, of_bodies, of_sign_ups):
        violations += look(evidence)
    rows = evidence.rows.values()
    innocent = [row for row in rows if given_up(row)]
    failed = sum(row.state == "FAILURE" for row in rows) - len(innocent)
    return Verdict(
        violations=violations,
        accepted=len(evidence.accepted.keys() | evidence.rows.keys()),
        succeeded=sum(row.state == "SUCCESS" for row in rows),
        failed=failed,
        given_up=len(innocent),
        repeated_runs=sum(row.crashes for row in rows if row.kind != "poison"),
        repeated_effects=repeated_effects(evidence),
        duplicate_mails=duplicate_mails(evidence),
        recoveries=_recoveries(evidence),
        faults=Counter(each.fault.value for each in evidence.struck),
    )


def _recoveries(evidence: Evidence) -> list[Recovery]:
    found = []
    for attempts in evidence.attempts.values():
        for cut, following in pairwise(attempts):
            struck = cause(cut, evidence.struck) if cut.error == LOST_WORKER else None
            if struck:
                since = max(struck.at, cut.started)
                due = (cut.ended or following.started) - since
                found.append(Recovery(due, following.started - since, struck.fault.value))
    return found
