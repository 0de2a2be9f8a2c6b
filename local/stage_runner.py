"""Runs test stages, some at a time. At the end come a table and the names of failed tests."""

import contextlib
import math
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local.reaper import reaper

CLOSING_LINES = 8
"""Lines that are shown of a stage that passed: the summary of its last command."""
FAILED_TESTS = 50
"""Failed tests that are named after the table."""
_FAILED_TEST = re.compile(r"(?:FAILED|ERROR) (\S.*)")
"""A line of pytest's summary, and of that of frontend/failed-tests.ts."""
_PLACE = re.compile(r"([^./\s]\S*\.py:\d+):(?: \w+)?")
"""A line of pytest's traceback that names a line of ours; libraries are in .venv."""
PLACES = 10
"""Places of failures that are named for each stage."""
TIME_LIMIT = 2400.0
"""Seconds until a stage counts as hanging and is killed."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Commands that run one after the other, up to the first that fails."""

    name: str
    commands: Sequence[Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one stage. `processor` is the processor time in seconds, on all cores.

    `exit_code` is None if the stage did not run, because there was no time.
    """

    name: str
    exit_code: int | None
    seconds: float
    processor: float
    output: Path

    @property
    def passed(self) -> bool:
        """Whether every command succeeded."""
        return self.exit_code == 0

    @property
    def failed(self) -> bool:
        """Whether a command failed."""
        return self.exit_code not in {0, None}


class StageRunner:
    """Runs stages in `folder` and keeps the output of each in `logs`."""

    def __init__(
        self,
        folder: Path,
        logs: Path,
        *,
        jobs: int,
        log: Callable[[str], None] = lambda text: print(text, flush=True),
        time_limit: float = TIME_LIMIT,
        start_within: float = math.inf,
    ) -> None:
        """Describe the runner.

        Args:
            folder: where the commands run.
            logs: for the output of each stage.
            jobs: stages at a time.
            log: prints a line.
            time_limit: seconds until a stage counts as hanging and is killed.
            start_within: seconds from now after which no stage starts any more.
        """
        self._start_before = time.monotonic() + start_within
        self._folder, self._logs, self._jobs = folder, logs, jobs
        self._log, self._time_limit = log, time_limit
        self._lock = threading.Lock()
        self._groups: set[int] = set()

    def run(self, stages: Sequence[Stage]) -> list[Result]:
        """Run all stages, whatever becomes of the others; return their results in this order."""
        self._logs.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(self._jobs) as pool:
            futures = [pool.submit(self._run_and_report, stage) for stage in stages]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self._signal_all(signal.SIGINT)
                raise

    def _run_and_report(self, stage: Stage) -> Result:
        if time.monotonic() > self._start_before:
            return Result(stage.name, None, 0.0, 0.0, self._logs / f"{stage.name}.log")
        with self._lock:
            self._log(f"{stage.name}: started")
        result = self._run(stage)
        with self._lock:
            self._log(report(result))
        return result

    def _run(self, stage: Stage) -> Result:
        began, processor, exit_code = time.monotonic(), 0.0, 0
        path = self._logs / f"{stage.name}.log"
        with path.open("wb") as output:
            for command in stage.commands:
                process = subprocess.Popen(
                    command,
                    cwd=self._folder,
                    env={**os.environ, **stage.env},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                with self._watched(process.pid, began):
                    _, status, usage = os.wait4(process.pid, 0)
                exit_code = process.returncode = os.waitstatus_to_exitcode(status)
                processor += usage.ru_utime + usage.ru_stime
                if exit_code:
                    break
        return Result(stage.name, exit_code, time.monotonic() - began, processor, path)

    @contextmanager
    def _watched(self, group: int, began: float) -> Iterator[None]:
        """Kill the process group at the time limit, or when this process ends."""
        limit = max(0.0, began + self._time_limit - time.monotonic())
        timer = threading.Timer(limit, _signal_group, (group, signal.SIGKILL))
        timer.start()
        reaper.watch(group)
        self._groups.add(group)
        try:
            yield
        finally:
            timer.cancel()
            self._groups.discard(group)
            reaper.release(group)

    def _signal_all(self, number: signal.Signals) -> None:
        for group in list(self._groups):
            _signal_group(group, number)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def report(result: Result) -> str:
    """Return the output of a stage: all of it if it failed, else its closing lines."""
    lines = _lines(result)
    shown = [line for line in lines if line.strip()][-CLOSING_LINES:] if result.passed else lines
    title = f"{result.name}: {_outcome(result)} after {result.seconds:.0f} s"
    return "\n".join([f"--- {title} ".ljust(100, "-"), *shown, ""])


def table(results: Sequence[Result], seconds: float) -> str:
    """Return one line for each stage, and the total."""
    rows = [
        (result.name, _outcome(result), _time(result.seconds), _time(result.processor))
        for result in results
    ]
    processor = sum(result.processor for result in results)
    failed = any(result.failed for result in results)
    skipped = sum(result.exit_code is None for result in results)
    outcome = ("FAILED" if failed else "passed") + (f", {skipped} not run" if skipped else "")
    total = ("total", outcome, _time(seconds), _time(processor))
    header = ("stage", "result", "time", "processor")
    return "\n".join(
        f"{name:<16}{outcome:<24}{time_:>8}{cpu:>12}"
        for name, outcome, time_, cpu in (header, *rows, total)
    )


def failed_tests(results: Sequence[Result]) -> str:
    """Return one line for each failed test, or the last line of a stage that names none.

    Then come the lines of code at which they failed.
    """
    failed = [result for result in results if result.failed]
    names = [f"{result.name}: {name}" for result in failed for name in _failed_tests_of(result)]
    more = [f"… and {len(names) - FAILED_TESTS} more"] if len(names) > FAILED_TESTS else []
    places = [f"{result.name}: at {place}" for result in failed for place in _places_of(result)]
    return "\n".join([*names[:FAILED_TESTS], *more, *places])


def _failed_tests_of(result: Result) -> list[str]:
    lines = [line.strip() for line in _lines(result) if line.strip()]
    matches = (_FAILED_TEST.fullmatch(line) for line in lines)
    names = list(dict.fromkeys(match[1] for match in matches if match))
    return [name[:200] for name in names or lines[-1:] or ["no output"]]


def _places_of(result: Result) -> list[str]:
    matches = (_PLACE.fullmatch(line.strip()) for line in _lines(result))
    return list(dict.fromkeys(match[1] for match in matches if match))[-PLACES:]


def _lines(result: Result) -> list[str]:
    return result.output.read_text(encoding="utf-8", errors="replace").splitlines()


def _outcome(result: Result) -> str:
    if result.exit_code is None:
        return "not run: no time"
    if result.passed:
        return "passed"
    if result.exit_code < 0:
        return f"FAILED ({signal.Signals(-result.exit_code).name})"
    return f"FAILED (exit code {result.exit_code})"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
