"""A child process is started, watched and ended."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from local.context import Context, StoppedError
from local.process import Process, ProcessFailedError
from local.tests.waiting import until

SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
BROKEN = "print('the reason', flush=True); raise SystemExit(3)"


class Script(Process):
    """A process that runs a Python script; it is ready when it has printed "ready"."""

    script = SLEEPER

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-c", self.script]

    def is_ready(self) -> bool:
        return self.output.contains("^ready$")


Maker = Callable[[str], Script]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Maker]:
    scripts: list[Script] = []

    def make_script(script: str) -> Script:
        process = Script(f"script-{len(scripts)}", tmp_path, Context(tmp_path / "logs"))
        process.script = script
        scripts.append(process)
        return process

    yield make_script
    for process in scripts:
        process.kill()


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return True


def test_a_process_runs_until_it_is_stopped(make: Maker) -> None:
    process = make(SLEEPER)

    process.start()
    assert process.is_running
    process.stop()

    assert not process.is_running
    assert process.exit_reason() == "script-0 was ended by SIGTERM"


def test_a_process_can_be_restarted(make: Maker) -> None:
    process = make(SLEEPER)
    process.start()
    first = process.pid

    process.restart()

    assert process.is_running
    assert process.pid != first


def test_the_error_has_the_reason_when_a_process_ends_at_once(make: Maker) -> None:
    process = make(BROKEN)

    with pytest.raises(ProcessFailedError, match=r"exit code 3(.|\n)*the reason"):
        process.start()


def test_a_process_that_never_gets_ready_is_an_error(make: Maker) -> None:
    process = make("import time; print('still loading', flush=True); time.sleep(60)")
    process.start(wait=False)
    assert until(lambda: process.output.contains("still loading"))
    process.start_within = 0.1

    with pytest.raises(ProcessFailedError, match=r"not ready after(.|\n)*still loading"):
        process.wait_ready()


def test_waiting_ends_when_the_stack_is_stopped(tmp_path: Path) -> None:
    context = Context(tmp_path)
    process = Script("script", tmp_path, context)
    process.script = "import time; time.sleep(60)"
    context.stop.set()

    with pytest.raises(StoppedError):
        process.start()
    process.stop()

    assert not process.is_running


def test_a_process_that_ignores_the_signal_is_killed(make: Maker) -> None:
    process = make(STUBBORN)
    process.grace = 0.5
    process.start()

    process.stop()

    assert process.exit_reason() == "script-0 was ended by SIGKILL"


def test_kill_ends_the_children_too(make: Maker) -> None:
    process = make(PARENT)
    process.start()
    (child,) = psutil.Process(process.pid).children()

    process.kill()

    assert not process.is_running
    assert until(lambda: has_ended(child))


def test_kill_ends_children_that_start_meanwhile(make: Maker) -> None:
    """As backends of PostgreSQL do, each begins a session of its own."""
    mark = uuid4().hex
    process = make(
        f"mark = {mark!r}\n"
        "import os, time\n"
        "for number in range(300):\n"
        "    if number == 100: print('ready', flush=True)\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        time.sleep(60)\n"
        "        os._exit(0)\n"
        "time.sleep(60)\n"
    )
    process.start()
    process.kill()
    survivors = [child for child in psutil.process_iter() if _is_marked(child, mark)]
    for child in survivors:
        child.kill()
    assert not survivors


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return not has_ended(process) and any(mark in part for part in process.cmdline())
    except psutil.Error:
        return False


def test_a_paused_process_does_not_run_until_it_is_resumed(make: Maker) -> None:
    process = make("print('ready', flush=True)\nwhile True: pass")
    process.start()
    state = psutil.Process(process.pid)

    process.pause()
    assert until(lambda: state.status() == psutil.STATUS_STOPPED)
    process.resume()

    assert until(lambda: state.status() == psutil.STATUS_RUNNING)


def test_a_paused_process_can_be_stopped(make: Maker) -> None:
    process = make(SLEEPER)
    process.start()
    process.pause()

    process.stop()

    assert process.exit_reason() == "script-0 was ended by SIGTERM"


def test_the_output_of_a_process_is_in_its_log_file(make: Maker) -> None:
    process = make("print('\\x1b[31mready\\x1b[0m', flush=True); import time; time.sleep(60)")

    process.start()
    process.stop()

    assert process.output.path.read_text(encoding="utf-8") == "ready\n"


def test_control_characters_in_the_output_are_escaped(make: Maker) -> None:
    process = make(
        r"print('a\x07b\x1b]0;c\x85d\u2028e\tf\rg', 'ready', sep='\n', flush=True);"
        "import time; time.sleep(60)"
    )

    process.start()
    process.stop()

    line = process.output.path.read_text(encoding="utf-8").removesuffix("\nready\n")
    assert line == r"a\x07b\x1b]0;c\x85d\u2028e" + "\tf" + r"\rg"


SUPERVISOR = """
import sys, time
from pathlib import Path
from local.tests.integration.test_process import Context, Script
folder = Path(sys.argv[1])
process = Script("script", folder, Context(folder))
process.script = sys.argv[2]
process.start()
print(process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    "script", [SLEEPER, PARENT, STUBBORN], ids=["alone", "with a child", "stubborn"]
)
def test_no_process_outlives_a_killed_supervisor(tmp_path: Path, script: str) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, os.fspath(tmp_path), script],
        stdout=subprocess.PIPE,
        text=True,
    )
    with supervisor:
        assert supervisor.stdout is not None
        leader = psutil.Process(int(supervisor.stdout.readline()))
        family = [leader, *leader.children(recursive=True)]
        supervisor.kill()

    assert until(lambda: all(map(has_ended, family)))
