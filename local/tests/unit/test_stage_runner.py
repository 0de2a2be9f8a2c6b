"""Stages run beside each other, all of them, and the report shows what matters."""

import sys
from pathlib import Path

import psutil
import pytest

from local.stage_runner import (
    CLOSING_LINES,
    FAILED_TESTS,
    Result,
    Stage,
    StageRunner,
    failed_tests,
    report,
    table,
)
from local.tests.waiting import until

PASSES = "print('fine')"
FAILS = "print('the reason'); raise SystemExit(3)"


def stage(name: str, *scripts: str, **env: str) -> Stage:
    return Stage(name, [(sys.executable, "-c", script) for script in scripts], env)


@pytest.fixture
def lines() -> list[str]:
    """What the runner prints."""
    return []


@pytest.fixture
def runner(tmp_path: Path, lines: list[str]) -> StageRunner:
    return StageRunner(tmp_path, tmp_path / "logs", jobs=2, log=lines.append)


def test_a_failed_stage_does_not_keep_others_from_running(runner: StageRunner) -> None:
    results = runner.run([stage("first", FAILS), stage("second", PASSES), stage("third", PASSES)])
    assert [(result.name, result.exit_code) for result in results] == [
        ("first", 3),
        ("second", 0),
        ("third", 0),
    ]


def test_a_stage_ends_with_its_first_command_that_fails(runner: StageRunner) -> None:
    (result,) = runner.run([stage("one", PASSES, FAILS, "print('never')")])
    assert result.exit_code == 3
    assert result.output.read_text() == "fine\nthe reason\n"


def test_two_stages_run_at_the_same_time(runner: StageRunner, tmp_path: Path) -> None:
    """Each waits for a file of the other one."""
    script = (
        "import pathlib, sys, time\n"
        "pathlib.Path('{mine}').touch()\n"
        "while not pathlib.Path('{other}').exists(): time.sleep(0.01)\n"
    )
    both = [
        stage("first", script.format(mine="a", other="b")),
        stage("second", script.format(mine="b", other="a")),
    ]
    assert all(result.passed for result in runner.run(both))
    assert (tmp_path / "a").exists()


def test_a_stage_that_hangs_is_killed_with_its_children(tmp_path: Path, lines: list[str]) -> None:
    runner = StageRunner(tmp_path, tmp_path / "logs", jobs=1, log=lines.append, time_limit=2)
    hangs = ("sh", "-c", "sleep 60 & echo $! > pid; wait")
    (result,) = runner.run([Stage("hangs", [hangs])])
    assert result.exit_code == -9
    assert until(lambda: not psutil.pid_exists(int((tmp_path / "pid").read_text())))
    assert "FAILED (SIGKILL)" in lines[-1]


def test_a_stage_that_would_start_too_late_does_not_run(tmp_path: Path, lines: list[str]) -> None:
    runner = StageRunner(tmp_path, tmp_path / "logs", jobs=1, log=lines.append, start_within=0.5)
    slow = "import time; time.sleep(1)"
    results = runner.run([stage("first", slow), stage("second", FAILS)])
    assert [result.exit_code for result in results] == [0, None]
    rows = table(results, seconds=1).splitlines()
    assert "second          not run: no time" in rows[2]
    assert rows[3].startswith("total           passed, 1 not run")
    assert failed_tests(results) == ""


def test_a_stage_has_its_own_environment(runner: StageRunner) -> None:
    (result,) = runner.run([stage("one", "import os; print(os.environ['SIZE'])", SIZE="small")])
    assert result.output.read_text() == "small\n"


def result_of(tmp_path: Path, exit_code: int, lines: int = 100) -> Result:
    output = tmp_path / "output"
    output.write_text("".join(f"line {number}\n\n" for number in range(lines)))
    return Result("unit", exit_code, 61.4, 5.0, output)


def test_a_failed_stage_is_shown_whole(tmp_path: Path) -> None:
    text = report(result_of(tmp_path, 1))
    assert "unit: FAILED (exit code 1) after 61 s" in text
    assert all(f"line {number}\n" in text for number in range(100))


def test_a_passed_stage_is_shown_by_its_closing_lines(tmp_path: Path) -> None:
    shown = report(result_of(tmp_path, 0)).splitlines()
    assert shown[1:] == [f"line {number}" for number in range(100 - CLOSING_LINES, 100)]


def test_the_table_has_each_stage_and_the_total(tmp_path: Path) -> None:
    passed, failed = result_of(tmp_path, 0), result_of(tmp_path, 2)
    rows = [line.split() for line in table([passed, failed], seconds=70).splitlines()]
    assert rows == [
        ["stage", "result", "time", "processor"],
        ["unit", "passed", "1:01", "0:05"],
        ["unit", "FAILED", "(exit", "code", "2)", "1:01", "0:05"],
        ["total", "FAILED", "1:10", "0:10"],
    ]


def result_with(tmp_path: Path, name: str, output: str, exit_code: int = 1) -> Result:
    path = tmp_path / name
    path.write_text(output)
    return Result(name, exit_code, 1.0, 1.0, path)


def test_failed_tests_of_all_stages_are_named(tmp_path: Path) -> None:
    results = [
        result_with(tmp_path, "unit", "ERROR    root:a.py:1 x\nFAILED a.py::test_a - assert 0\n"),
        result_with(tmp_path, "good", "FAILED a.py::test_b\n", exit_code=0),
        result_with(tmp_path, "types", "a.py:1: error: bad\nFound 1 error\n\n"),
        result_with(tmp_path, "hangs", "", exit_code=-9),
    ]
    assert failed_tests(results).splitlines() == [
        "unit: a.py::test_a - assert 0",
        "types: Found 1 error",
        "hangs: no output",
    ]


def test_the_lines_at_which_tests_failed_are_named(tmp_path: Path) -> None:
    output = (
        "e2e/test_a.py:78: \n/usr/lib/base.py:9: KeyError\n.venv/lib/frame.py:5: in click\n"
        "e2e/scenes/window.py:31: Failed\nFAILED e2e/test_a.py::test_a - Failed: Timeout\n"
    )
    assert failed_tests([result_with(tmp_path, "scenes", output)]).splitlines() == [
        "scenes: e2e/test_a.py::test_a - Failed: Timeout",
        "scenes: at e2e/test_a.py:78",
        "scenes: at e2e/scenes/window.py:31",
    ]


def test_only_the_first_of_many_failed_tests_are_named(tmp_path: Path) -> None:
    output = "".join(f"FAILED a.py::test_{number}\n" for number in range(FAILED_TESTS + 2))
    lines = failed_tests([result_with(tmp_path, "unit", output)]).splitlines()
    assert lines[-2:] == [f"unit: a.py::test_{FAILED_TESTS - 1}", "… and 2 more"]
