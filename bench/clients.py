"""Starts the client processes that enqueue the tasks of bench/throughput.py."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_MODULES = {"Dramatiq": "bench.dramatiq_peer", "RQ": "bench.rq_peer"}


def ask(env: Mapping[str, str], what: str, count: int) -> Any:
    """Run the client process; return its answer."""
    arguments = [_MODULES[what]] if what in _MODULES else ["bench.asking", what]
    done = subprocess.run(
        [sys.executable, "-m", *arguments, str(count)],
        env=dict(env),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
