"""The test stages: `python -m local.stages test` runs all, `python -m local.stages unit` one.

One stage alone prints as it runs. Several run three at a time (JOBS): each waits a part of its
time. Five made two cores no faster, and tests fail more easily. All run, whatever fails, and the
exit code says whether one failed. With START_WITHIN=1500, those that have not started after 1,500
seconds do not run, and the table names them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from local import chromium
from local.console import print_any_text
from local.stage_runner import Stage, StageRunner, failed_tests, table

ROOT = Path(__file__).parent.parent
LOGS = ROOT / ".local" / "stages"
PYTHON = (sys.executable, "-m")
PYTEST = (*PYTHON, "pytest")
# At the end of a run, the plugin of Hypothesis imports it, which takes a second.
PLAIN_PYTEST = (*PYTEST, "-pno:hypothesispytest")
NPM = (*PYTHON, "local.npm")
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# What docs/experience.md promises; BROWSER=firefox or BROWSER=webkit tries it there.
EXPERIENCE = (
    "browsers",
    "crop",
    "early_input",
    "everywhere",
    "first_load",
    "first_paint",
    "form",
    "languages",
    "mails",
    "network",
    "picture",
    "tabs",
    "translation",
)
ADMINISTRATION = ("admin", "flower", "history", "repair")


def _e2e(*names: str) -> list[str]:
    return [f"e2e/test_{name}.py" for name in names]


_ELSEWHERE = _e2e(*EXPERIENCE, *ADMINISTRATION, "accessibility")

STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            "lint",
            [
                (*PYTHON, "ruff", "check"),
                (*PYTHON, "ruff", "format", "--check"),
                (sys.executable, "-c", IMPORT_LINTER),
                (*NPM, "run", "lint"),
            ],
        ),
        Stage("types", [(*PYTHON, "mypy"), (*NPM, "run", "types")]),
        Stage("unit", [(*PYTEST, "backend/tests/unit", "local/tests/unit")]),
        Stage("components", [(*NPM, "test")]),
        Stage("bundle", [(*NPM, "run", "generate:check"), (*NPM, "run", "size")]),
        Stage("product", [(*PYTEST, "backend/tests/integration")]),
        Stage("local", [(*PLAIN_PYTEST, "local/tests/integration")]),
        Stage("security", [(*PLAIN_PYTEST, "backend/tests/security")]),
        Stage("schemathesis", [(*PLAIN_PYTEST, "-s", "backend/tests/fuzz")]),
        Stage("engine", [(*PYTEST, "backend/tests/engine", "backend/tests/state_machine")]),
        Stage("servers", [(*PLAIN_PYTEST, "backend/tests/servers")]),
        Stage("storage", [(*PLAIN_PYTEST, "backend/tests/storage")]),
        Stage("faults", [(*PLAIN_PYTEST, "backend/tests/faults")]),
        Stage("campaign", [(*PLAIN_PYTEST, "chaos/tests")]),
        Stage("uploads", [(*PLAIN_PYTEST, "-s", "backend/tests/uploads")]),
        Stage("bench", [(*PYTHON, "bench")], {"BENCH_SMOKE": "1"}),
        Stage("journeys", [(*PLAIN_PYTEST, "e2e", *(f"--ignore={path}" for path in _ELSEWHERE))]),
        Stage("experience", [(*PLAIN_PYTEST, *_e2e(*EXPERIENCE))]),
        Stage("administration", [(*PLAIN_PYTEST, *_e2e(*ADMINISTRATION))]),
        Stage("accessibility", [(*PLAIN_PYTEST, *_e2e("accessibility"))]),
    )
}
# The full sets of which `STAGES` run samples: `make test-full`.
FULL = {
    stage.name: stage
    for stage in (
        Stage(
            "all-corpora",
            [
                (*PYTEST, "-s", "backend/tests/uploads/test_corpora.py"),
                (*PYTEST, "backend/tests/uploads/test_limits.py"),
            ],
            {"UPLOADS_PUBLIC": "0", "UPLOADS_MUTANTS": "1000", "UPLOADS_ROUNDS": "3"},
        ),
        Stage(
            "long-campaign",
            [(*PYTHON, "chaos", "--seed", "1", "--tasks", "1000", "--minutes", "6")],
        ),
        Stage(
            "more-examples",
            [(*PYTEST, "-s", "backend/tests/fuzz")],
            {"EXAMPLES": "100"},
        ),
        Stage(
            "more-orders",
            [
                (*PYTEST, "backend/tests/state_machine"),
                (*PYTEST, "backend/tests/integration/test_address_claims.py"),
            ],
            {"STATE_MACHINE_RUNS": "150", "CLAIM_RUNS": "20"},
        ),
        # Here every process starts by its program, as in production.
        Stage(
            "other-cases",
            [(*PYTEST, "-m", "longer", "backend/tests", "local/tests")],
            {"FORK": "0"},
        ),
        Stage("other-scenes", [(*PYTEST, "-m", "longer", "e2e")]),
        # A test that acts on a page before its script has loaded fails here.
        Stage("late-script", [(*PYTEST, *_e2e(*EXPERIENCE))], {"SCRIPT_DELAY": "3"}),
        Stage(
            "more-properties",
            [(*PYTEST, "-m", "more_examples", "backend/tests")],
            {"FULL": "1"},
        ),
        Stage(
            "long-faults",
            [
                (*PYTEST, "backend/tests/integration/test_clean_up_size.py"),
                (*PYTEST, "-s", "backend/tests/engine/test_outages.py"),
                (*PYTEST, "backend/tests/engine/test_interrupted_functions.py", "-k", "async"),
            ],
            {"ROWS": "100000", "OUTAGE": "105", "ASYNC_TASKS": "1000"},
        ),
        Stage(
            "more-kills",
            [(*PYTEST, "backend/tests/faults/test_api.py")],
            {"KILLS": "20"},
        ),
    )
}
IN_BROWSER = ("accessibility", "experience", "journeys", "administration")
CHECK = ("lint", "types", "unit", "components")
INTEGRATION = (
    "product",
    "local",
    "security",
    "faults",
    "engine",
    "servers",
    "storage",
    "schemathesis",
    "uploads",
    "campaign",
    "bench",
)

GROUPS = {
    "check": CHECK,
    "frontend": ("bundle", "components"),
    "integration": INTEGRATION,
    "e2e": IN_BROWSER,
    # The two longest first, which wait more than they work, beside the browsers, which work more.
    "test": (
        *("lint", "engine", "product", "types", *IN_BROWSER, "security", "servers", "faults"),
        *("bench", "local", "uploads", "storage", "campaign", "schemathesis", "unit"),
        *("components", "bundle"),
    ),
    "full": tuple(FULL),
}


def main(names: Sequence[str]) -> int:
    """Run the stages and groups of these names; return the exit code."""
    print_any_text()
    signal.signal(signal.SIGTERM, _interrupt)
    # pytest stores what it compiles of its plugins, for the other stages.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    selected = [(STAGES | FULL)[name] for group in names for name in GROUPS.get(group, (group,))]
    if any(stage.name in (*IN_BROWSER, "other-scenes", "late-script") for stage in selected):
        os.environ["CHROMIUM"] = os.environ.get("CHROMIUM") or str(chromium.path())
    if len(selected) == 1:
        return _run_alone(selected[0])
    began = time.monotonic()
    runner = StageRunner(
        ROOT,
        LOGS,
        jobs=int(os.environ.get("JOBS", "3")),
        start_within=float(os.environ.get("START_WITHIN", "inf")),
    )
    results = runner.run(selected)
    print(table(results, time.monotonic() - began), failed_tests(results), sep="\n\n")
    return 1 if any(result.failed for result in results) else 0


def _run_alone(stage: Stage) -> int:
    for command in stage.commands:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **stage.env}, check=False)
        if done.returncode:
            return done.returncode
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
