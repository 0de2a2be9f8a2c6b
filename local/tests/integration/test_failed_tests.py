"""The names of failed tests are at the end of the output of the real pytest and Vitest."""

import os
import sys
from pathlib import Path

from local.npm import FRONTEND
from local.stage_runner import Stage, StageRunner, failed_tests
from local.wheels import node

PYTEST = """
import logging
import pytest
def test_good(): pass
def test_bad():
    logging.error("ERROR of a library")
    assert 1 == 2
def test_without_fixture(missing): pass
"""
VITEST = """
describe("with a good test", () => test("it passes", () => undefined));
describe("with a bad test", () => test("it fails", () => expect(1).toBe(2)));
setTimeout(() => { throw new Error("late"); });
"""
VITEST_CONFIG = """
import {{ failedTests }} from "{frontend}/failed-tests.ts";
export default {{ test: {{ globals: true, reporters: ["default", failedTests] }} }};
"""


def test_failed_tests_are_named(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(PYTEST)
    (tmp_path / "two.test.ts").write_text(VITEST)
    (tmp_path / "broken.test.ts").write_text("(")
    (tmp_path / "vite.config.ts").write_text(VITEST_CONFIG.format(frontend=FRONTEND))
    vitest = os.fspath(FRONTEND / "node_modules" / "vitest" / "vitest.mjs")
    results = StageRunner(tmp_path, tmp_path / "logs", jobs=2, log=lambda _: None).run(
        [
            Stage("unit", [(sys.executable, "-m", "pytest", "-ra", "test_two.py")]),
            Stage("components", [(os.fspath(node()), vitest, "run", "--root", ".")]),
        ]
    )
    assert sorted(failed_tests(results).splitlines()) == [
        "components: broken.test.ts",
        "components: by an error outside of the tests: late",
        "components: two.test.ts > with a bad test > it fails",
        "unit: at test_two.py:7",
        "unit: test_two.py::test_bad - assert 1 == 2",
        "unit: test_two.py::test_without_fixture",
    ]
