"""The table at the end of a campaign, and the details of each violation."""

from collections.abc import Callable, Iterator
from itertools import islice

from chaos.checker import CheckResult, Recovery
from chaos.history import History
from chaos.violations import ViolationKind

_LOG_LINES = 12  # per task with a violation
_SHOWN = 20  # violations in full


def table(result: CheckResult, history: History) -> str:
    """Format the figures, then the faults by kind."""
    settled = "never" if history.settled is None else f"{history.settled:.1f} s"
    figures = {
        "accepted": result.accepted,
        "succeeded": result.succeeded,
        "failed as intended": result.failed,
        "revoked": result.revoked,
        "capped after three crashes": result.capped,
        "lost": result.count(ViolationKind.LOST),
        "doubled": result.count(ViolationKind.DOUBLED),
        "stale": result.count(ViolationKind.STALE),
        "other violations": result.count(ViolationKind.OTHER),
        "attempts cut off": result.repeated_runs,
        "effects repeated after a cut": result.repeated_effects,
        "mails with a second copy": result.duplicate_mails,
        "slowest to be due again": _slowest(result, lambda recovery: recovery.due),
        "slowest to run again": _slowest(result, lambda recovery: recovery.started),
        "all final after the last fault": settled,
        "answers to polls": result.answers,
        "faults": result.faults.total(),
    }
    width = max(map(len, (*figures, *result.faults))) + 2
    rows = [f"  {name:<{width + 2}}{value}" for name, value in figures.items()]
    rows += [f"    {name:<{width}}{times}" for name, times in sorted(result.faults.items())]
    return "\n".join(rows)


def details(result: CheckResult, history: History) -> str:
    """Format each violation with the log lines of its task."""
    lines = []
    for violation in result.violations[:_SHOWN]:
        task = history.tasks.get(violation.task_id) if violation.task_id else None
        kind = f" ({task.kind})" if task else ""
        lines.append(f"{violation.kind}: {violation.task_id or ''}{kind}: {violation.description}")
        if violation.task_id:
            log = islice(_log(history, str(violation.task_id)), _LOG_LINES)
            lines += [f"    {line}" for line in log]
    if len(result.violations) > _SHOWN:
        lines.append(f"… and {len(result.violations) - _SHOWN} more")
    return "\n".join(lines)


def _slowest(result: CheckResult, seconds: Callable[[Recovery], float]) -> str:
    if not result.recoveries:
        return "none was needed"
    slowest = max(result.recoveries, key=seconds)
    return f"{seconds(slowest):.1f} s ({slowest.fault})"


def _log(history: History, task_id: str) -> Iterator[str]:
    files = sorted(history.logs.glob("celery.log*"), key=lambda path: path.stat().st_mtime)
    for file in files:
        with file.open(errors="replace") as lines:
            yield from (line.rstrip()[:300] for line in lines if task_id in line)
