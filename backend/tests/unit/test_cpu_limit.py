"""Limit of processor time: an exception first, the end of the process after the grace period."""

import signal
import subprocess
import sys

import pytest

from foyer.pictures.cpu_limit import CpuTimeExceededError, cpu_time_limit


def run_forever() -> None:
    while True:
        pass


def test_endless_python_code_is_interrupted() -> None:
    with pytest.raises(CpuTimeExceededError), cpu_time_limit(seconds=1):
        run_forever()


def test_sleeping_does_not_count() -> None:
    script = (
        "import time\n"
        "from foyer.pictures.cpu_limit import cpu_time_limit\n"
        "with cpu_time_limit(seconds=1, grace=0):\n"
        "    time.sleep(2)\n"
    )
    assert run(script) == 0


def test_c_code_that_ignores_the_signal_ends_with_its_process() -> None:
    script = (
        "from foyer.pictures.cpu_limit import cpu_time_limit\n"
        "with cpu_time_limit(seconds=1, grace=1):\n"
        "    sum(range(10**12))\n"  # C code, which handles no signals
    )
    assert run(script) == -signal.SIGXCPU


def test_limit_is_lifted_after_the_block() -> None:
    script = (
        "import time\n"
        "from foyer.pictures.cpu_limit import cpu_time_limit\n"
        "with cpu_time_limit(seconds=1, grace=0):\n"
        "    pass\n"
        "while time.process_time() < 2:\n"
        "    pass\n"
    )
    assert run(script) == 0


def run(script: str) -> int:
    return subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode
