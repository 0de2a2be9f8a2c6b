"""The table that a campaign ends with, and what a violation needs to be understood."""

from collections.abc import Callable, Iterator
from itertools import islice

from chaos.evidence import Evidence
from chaos.verdict import Recovery, Verdict
from chaos.wrongs import Wrong

_LINES = 12  # of the log, for each task that something is wrong with
_SHOWN = 20  # violations in full


def table(verdict: Verdict, evidence: Evidence) -> str:
    """The figures, then the faults by kind."""
    settled = "never" if evidence.settled is None else f"{evidence.settled:.1f} s"
    figures = {
        "accepted": verdict.accepted,
        "succeeded": verdict.succeeded,
        "failed as they should": verdict.failed,
        "given up after three crashes": verdict.given_up,
        "lost": verdict.count(Wrong.LOST),
        "doubled": verdict.count(Wrong.DOUBLED),
        "otherwise wrong": verdict.count(Wrong.OTHER),
        "attempts cut off": verdict.repeated_runs,
        "done again after a cut": verdict.repeated_effects,
        "mails that came twice, the same": verdict.duplicate_mails,
        "slowest to be due again": _slowest(verdict, lambda each: each.due),
        "slowest to run again": _slowest(verdict, lambda each: each.started),
        "all final after the last fault": settled,
        "faults": verdict.faults.total(),
    }
    rows = [f"  {name:<34}{value}" for name, value in figures.items()]
    rows += [f"    {name:<32}{times}" for name, times in sorted(verdict.faults.items())]
    return "\n".join(rows)


def details(verdict: Verdict, evidence: Evidence) -> str:
    """Each violation with the log's lines about its task."""
    lines = []
    for violation in verdict.violations[:_SHOWN]:
        row = evidence.rows.get(violation.task_id) if violation.task_id else None
        kind = f" ({row.kind})" if row else ""
        lines.append(f"{violation.wrong}: {violation.task_id or ''}{kind}: {violation.what}")
        if violation.task_id:
            log = islice(_log(evidence, str(violation.task_id)), _LINES)
            lines += [f"    {line}" for line in log]
    if len(verdict.violations) > _SHOWN:
        lines.append(f"… and {len(verdict.violations) - _SHOWN} more")
    return "\n".join(lines)


def _slowest(verdict: Verdict, seconds: Callable[[Recovery], float]) -> str:
    if not verdict.recoveries:
        return "none was needed"
    slowest = max(verdict.recoveries, key=seconds)
    return f"{seconds(slowest):.1f} s ({slowest.fault})"


def _log(evidence: Evidence, task_id: str) -> Iterator[str]:
    files = sorted(evidence.logs.glob("celery.log*"), key=lambda path: path.stat().st_mtime)
    for file in files:
        with file.open(errors="replace") as lines:
            yield from (line.rstrip()[:300] for line in lines if task_id in line)
