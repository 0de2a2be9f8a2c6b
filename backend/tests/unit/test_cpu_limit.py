"""The processor time for one picture: an exception first, then the end of the process."""

import signal
import subprocess
import sys

import pytest

from foyer.pictures.cpu_limit import BudgetSpentError, processor_time


def busy() -> None:
    while True:
        pass


def test_python_that_does_not_end_is_interrupted() -> None:
    with pytest.raises(BudgetSpentError), processor_time(seconds=1):
        busy()


def test_waiting_costs_nothing() -> None:
    script = (
        "import time\n"
        "from foyer.pictures.cpu_limit import processor_time\n"
        "with processor_time(seconds=1, grace=0):\n"
        "    time.sleep(2)\n"
    )
    assert run(script) == 0


def test_a_decoder_that_does_not_come_back_is_ended_with_its_process() -> None:
    script = (
        "from foyer.pictures.cpu_limit import processor_time\n"
        "with processor_time(seconds=1, grace=1):\n"
        "    sum(range(10**12))\n"  # in C, and deaf to signals
    )
    assert run(script) == -signal.SIGXCPU


def test_afterwards_there_is_no_limit() -> None:
    script = (
        "import time\n"
        "from foyer.pictures.cpu_limit import processor_time\n"
        "with processor_time(seconds=1, grace=0):\n"
        "    pass\n"
        "while time.process_time() < 3:\n"
        "    pass\n"
    )
    assert run(script) == 0


def run(script: str) -> int:
    return subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode
