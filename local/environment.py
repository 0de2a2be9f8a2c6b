"""The environment that Foyer's own processes run in, and one command of its CLI in it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_DEFAULTS = {
    "ENVIRONMENT": "development",
    "SECRET_KEY": "a key for tests and trials, 32 characters and more",
    "MAIL_FROM": "Foyer <hello@foyer.example>",
    "PYTHONUNBUFFERED": "1",
    # The one place that lifts the rate limits: all tests, measurements and `make up` come from
    # 127.0.0.1, hundreds of times. What is about the limits sets its own.
    "RATE_LIMIT_SCALE": "1000",
}


def environment(given: Mapping[str, str], decided: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with our defaults, what is `given`, what is `decided`."""
    return {**os.environ, **_DEFAULTS, **given, **decided}


def run_cli(
    *arguments: str, folder: Path, env: Mapping[str, str], standard_input: str, patience: float
) -> str:
    """Run a command of Foyer's CLI for at most `patience` seconds; return what it printed.

    Raises:
        subprocess.CalledProcessError: it failed; `output` says why.
        subprocess.TimeoutExpired: it took longer, and was ended.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "foyer", *arguments],
            cwd=folder,
            env=dict(env),
            input=standard_input,
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=patience,
        )
    except subprocess.CalledProcessError as error:
        error.add_note(error.output)
        raise
    return done.stdout
