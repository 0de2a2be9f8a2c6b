"""A forked process is like one that its program starts."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from local import children as module
from local.child import Child
from local.children import Children
from local.environment import environment
from local.tests.waiting import until

DESCRIPTION = """
import json, os, sys
print(json.dumps({
    "arguments": sys.argv,
    "descriptors": sorted(os.listdir("/proc/self/fd")),
    "environment": dict(os.environ),
    "folder": os.getcwd(),
    "input": sys.stdin.read(),
    "is session leader": os.getsid(0) == os.getpid(),
    "path": sys.path,
    "name": __name__,
}))
sys.exit(3)
"""
SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def scripts_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORKED", ("script",))


@pytest.fixture(scope="module")
def forking() -> Children:
    children = Children()
    children.are_forked = True
    return children


def start(
    children: Children, folder: Path, script: str, output: int, source: int, **env: str
) -> Child:
    (folder / "script.py").write_text(script)
    command = [sys.executable, "-m", "script", "an argument"]
    return children.start(
        command, folder, environment(env, {}), output=output, standard_input=source
    )


def described(children: Children, folder: Path, **env: str) -> tuple[int, Any]:
    """Return the exit code of a process, and its description of itself."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output:
        source.write(b"a text")
        source.seek(0)
        child = start(children, folder, DESCRIPTION, output.fileno(), source.fileno(), **env)
        code = child.wait(30)
        output.seek(0)
        return code, json.loads(output.read())


def test_a_forked_process_is_like_one_that_its_program_starts(
    forking: Children, tmp_path: Path
) -> None:
    folder, path = tmp_path / "folder", str(tmp_path / "path")
    folder.mkdir()
    of_program = described(Children(), folder, PYTHONPATH=path, COLOUR="blue")
    assert described(forking, folder, PYTHONPATH=path, COLOUR="blue") == of_program
    assert of_program[0] == 3
    assert of_program[1]["environment"]["COLOUR"] == "blue"


def test_a_process_with_a_variable_that_python_reads_first_starts_by_its_program(
    forking: Children, tmp_path: Path
) -> None:
    script = "import sys; sys.exit(sys.flags.optimize)"
    with tempfile.TemporaryFile() as output:
        child = start(
            forking, tmp_path, script, output.fileno(), subprocess.DEVNULL, PYTHONOPTIMIZE="2"
        )
        assert child.wait(30) == 2


def test_a_killed_forked_process_exists_until_its_exit_code_is_read(
    forking: Children, tmp_path: Path
) -> None:
    with (tmp_path / "output").open("wb") as output:
        child = start(forking, tmp_path, SLEEPER, output.fileno(), subprocess.DEVNULL)
    assert until(lambda: (tmp_path / "output").read_text() == "ready\n")
    assert child.poll() is None
    process = psutil.Process(child.pid)
    os.kill(child.pid, signal.SIGKILL)
    assert until(lambda: process.status() == psutil.STATUS_ZOMBIE)
    assert child.wait(30) == -signal.SIGKILL  # the fork server reports it a moment later
    assert not psutil.pid_exists(child.pid)
