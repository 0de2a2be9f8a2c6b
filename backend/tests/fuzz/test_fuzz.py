"""schemathesis against the real API: whatever is sent, the answer is one that is documented.

EXAMPLES is how many an operation gets at the least: 20 in `make test`, 100 in `make test-full`,
1,000 in `make fuzz`. Those that take nothing from the client have only a few different requests.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.stack import Stack
from testkit.person import Person

EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
SEED = os.environ.get("FUZZ_SEED", "1")  # the same requests each time, unless asked otherwise
HERE = Path(__file__).parent


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    parts = {"database", "broker", "mail", "api", "worker"}
    with Stack(tmp_path, parts=parts) as running:
        yield running


@pytest.mark.timeout(900 + EXAMPLES * 10)
def test_no_answer_is_a_surprise(stack: Stack, tmp_path: Path) -> None:
    with Person(stack) as admin, Person(stack) as user:
        environment = _people(stack, admin, user)
    report = tmp_path / "report.ndjson"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--no-color"),
            *("--config-file", HERE / "schemathesis.toml"),
            *("run", f"{stack.api.url}/api/openapi.json"),
            # One thread: with two, CPython 3.11 confuses their recursion depths (its issue 106905).
            *("--workers", "1", "--max-examples", str(EXAMPLES), "--continue-on-failure"),
            *("--seed", SEED),
            *("--report", "ndjson", "--report-ndjson-path", report),
        ],
        cwd=tmp_path,
        env=stack.env | environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    cases = _cases(report)
    print("".join(f"\n  {count:6} {name}" for name, count in sorted(cases.items())))  # noqa: T201
    for name, takes_something in _operations(stack).items():
        assert cases[name] >= (EXAMPLES if takes_something else 1), name


def _cases(report: Path) -> Counter[str]:
    """How many requests each operation got."""
    cases: Counter[str] = Counter()
    for line in report.read_text().splitlines():
        for event, said in json.loads(line).items():
            if event == "ScenarioFinished":
                cases[said["recorder"]["label"]] += len(said["recorder"].get("cases", ()))
    return cases


def _operations(stack: Stack) -> dict[str, bool]:
    """Every operation, and whether it takes anything from the client."""
    document = httpx.get(f"{stack.api.url}/api/openapi.json").json()
    return {
        f"{method.upper()} {path}": bool(operation.keys() & {"parameters", "requestBody"})
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def _people(stack: Stack, admin: Person, user: Person) -> dict[str, str]:
    """An administrator, a user, and what there is of each kind that a path can name."""
    stack.foyer(
        *("create-admin", "--email", admin.email, "--password-stdin"),
        standard_input=f"{admin.password}\n",
    )
    user.sign_up().raise_for_status()
    user.confirm().raise_for_status()
    user_id = user.log_in().json()["id"]
    admin_id = admin.log_in().json()["id"]
    with Person(stack) as waiting:
        waiting.sign_up(b"").raise_for_status()
        task_id = waiting.task("send_confirmation_email")["id"]
    ids = {
        "sign_up_id": [waiting.sign_up_id, user.sign_up_id],
        "task_id": [task_id],
        "session_id": [user.http.get("/sessions").json()["items"][0]["id"]],
    }
    return {
        "PYTHONPATH": os.pathsep.join(str(HERE.parents[depth]) for depth in (1, 2)),
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "FUZZ_ADMIN": admin_id,
        "FUZZ_USER": user_id,
        "FUZZ_IDS": json.dumps(ids),
    }
