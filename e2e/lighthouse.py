"""`make lighthouse`: runs Lighthouse on the pages that people see first, as on a phone.

Its mobile preset slows the network and the processor down by calculation, but the processor is
still this machine's: on a busy one the performance is worse, so the load is printed too.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Self

from e2e.portrait import portrait
from local.npm import npm
from local.stack import Stack
from testkit.person import Person

RUNS = 3
TRIES = 3  # per page: Chromium sometimes loses the start of its trace
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMINGS = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
LONGEST_LOAD = 15_000  # ms; a page with an open long poll would never count as loaded
_FLAGS = ("--headless=new", *(("--no-sandbox",) if os.geteuid() == 0 else ()))
_ROW = "{:<10}{:>13}{:>15}{:>16}{:>10}{:>10}{:>10}{:>8}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and the headers that the browser sends with it."""

    name: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """A Lighthouse report: scores up to 100, formatted timings, and the audits that cost points."""

    scores: Mapping[str, int]
    timings: Mapping[str, float]
    findings: frozenset[str]

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Self:
        """Read Lighthouse's JSON."""
        categories, audits = result["categories"], result["audits"]
        return cls(
            scores={name: round(100 * (categories[name]["score"] or 0)) for name in GOALS},
            timings={name: audits[audit]["numericValue"] for name, audit in TIMINGS.items()},
            findings=frozenset(
                f"{name}: {audits[part['id']]['title']}"
                for name in GOALS
                for part in categories[name]["auditRefs"]
                if part["weight"] and audits[part["id"]]["score"] not in {1, None}
            ),
        )


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder) / "stack") as stack:
        print(_ROW.format("", *GOALS, "FCP", "LCP", "TBT", "CLS"))
        met = [_check(visit, Path(folder)) for visit in _visits(stack)]
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"Medians of {RUNS} runs. The machine's load over 1, 5 and 15 minutes: {load}.")
    return 0 if all(met) else 1


def _visits(stack: Stack) -> list[Visit]:
    with Person(stack) as newcomer, Person(stack) as member:
        newcomer.sign_up(portrait()).raise_for_status()
        newcomer.wait_for("SUCCESS")
        member.join(portrait())
        member.wait_for("SUCCESS")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in member.http.cookies.jar)
    return [
        Visit("/sign-up", f"{stack.url}/sign-up", {}),
        Visit("/welcome", f"{stack.url}/welcome/{newcomer.sign_up_id}", {}),
        Visit("/log-in", f"{stack.url}/log-in", {}),
        Visit("/profile", f"{stack.url}/profile", {"Cookie": cookies}),
    ]


def _check(visit: Visit, folder: Path) -> bool:
    """Print the page's row, and the failed audits if a goal is missed."""
    reports = [_visited(visit, folder / "report.json") for _ in range(RUNS)]
    scores = [_score(name, [report.scores[name] for report in reports]) for name in GOALS]
    first, largest, blocked, shift = (
        median(report.timings[name] for report in reports) for name in TIMINGS
    )
    timings = f"{first / 1000:.2f} s", f"{largest / 1000:.2f} s", f"{blocked:.0f} ms"
    print(_ROW.format(visit.name, *(f"{score:.0f}" for score in scores), *timings, f"{shift:.3f}"))
    met = all(score >= goal for score, goal in zip(scores, GOALS.values(), strict=True))
    if not met:
        _explain(reports)
    return met


def _score(name: str, values: Sequence[float]) -> float:
    """Take the median performance; of the other scores, which do not vary, the lowest."""
    return median(values) if name == "performance" else min(values)


def _explain(reports: Sequence[Report]) -> None:
    for finding in sorted(frozenset[str]().union(*(report.findings for report in reports))):
        print(f"    {finding}")


def _visited(visit: Visit, file: Path) -> Report:
    if not any(_lighthouse(visit, file) for _ in range(TRIES)):
        sys.exit(f"Lighthouse could not visit {visit.url}")
    result = json.loads(file.read_text(encoding="utf-8"))
    if result["finalDisplayedUrl"] != visit.url:
        sys.exit(f"{visit.url} led to {result['finalDisplayedUrl']}")
    return Report.of(result)


def _lighthouse(visit: Visit, file: Path) -> bool:
    """Run Lighthouse once in a new browser; return whether it wrote the report."""
    status = npm(
        *("run", "--silent", "lighthouse", "--", visit.url, "--quiet"),
        *("--output=json", f"--output-path={file}", f"--only-categories={','.join(GOALS)}"),
        *(f"--chrome-flags={' '.join(_FLAGS)}", "--no-enable-error-reporting"),
        f"--max-wait-for-load={LONGEST_LOAD}",
        f"--extra-headers={json.dumps(dict(visit.headers))}",
    )
    return status == 0


if __name__ == "__main__":
    sys.exit(main())
