"""Runs a Python module, for example Foyer's CLI, until it ends."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from local.children import children


def run_module(
    arguments: Sequence[str | bytes],
    folder: Path,
    env: Mapping[str, str],
    *,
    standard_input: bytes | int = b"",
    timeout: float = 60.0,
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m` with these arguments; return the exit code and the output.

    Args:
        arguments: the module and its arguments.
        folder: in which it runs.
        env: its environment.
        standard_input: its content, or the descriptor of a file.
        timeout: seconds until it is ended.

    Raises:
        subprocess.TimeoutExpired: it took longer; with its output.
    """
    command = [sys.executable, "-m", *map(os.fsdecode, arguments)]
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output:
        if isinstance(standard_input, bytes):
            source.write(standard_input)
            source.seek(0)
            standard_input = source.fileno()
        child = children.start(
            command, folder, env, output=output.fileno(), standard_input=standard_input
        )
        try:
            code = child.wait(timeout)
        except BaseException as error:
            child.send_signal(signal.SIGKILL)
            child.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                error.output = _content(output)
            raise
        return subprocess.CompletedProcess(command, code, _content(output))


def _content(output: IO[bytes]) -> bytes:
    output.seek(0)
    return output.read()


def run_cli(
    *arguments: str, folder: Path, env: Mapping[str, str], standard_input: str, timeout: float
) -> str:
    """Run a command of Foyer's CLI for at most `timeout` seconds; return its output.

    Raises:
        subprocess.CalledProcessError: it failed; `output` has the reason.
        subprocess.TimeoutExpired: it took longer, and was ended.
    """
    done = run_module(
        ["foyer", *arguments], folder, env, standard_input=standard_input.encode(), timeout=timeout
    )
    text = done.stdout.decode()
    if done.returncode:
        error = subprocess.CalledProcessError(done.returncode, done.args, text)
        error.add_note(text)
        raise error
    return text
