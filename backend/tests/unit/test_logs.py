"""Log lines: one line a record, without control characters."""

import os
import subprocess
import sys

SCRIPT = r"""
import logging, structlog
from foyer import logs
logs.configure()
text = "a\n\r\t\0\x08\x0b\x0c\x1b[31m\x7f\x85\x9b31m\u2028\u2029\u202e\u2066z"
structlog.get_logger("foyer.access").info("answered", path=text)
structlog.get_logger("foyer.access").info(text)
logging.getLogger("a library").warning("it received %s", text)
try:
    raise ValueError(text)
except ValueError:
    structlog.get_logger("foyer").exception("failed")
"""
ESCAPED = r"\r\t\x00\x08\x0b\x0c\x1b[31m\x7f\x85\x9b31m\u2028\u2029\u202e\u2066z"


def test_no_control_character_reaches_the_log() -> None:
    completed = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=True,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"},
    )

    lines = completed.stderr.decode().removesuffix("\n").split("\n")
    assert len(lines) == 4
    assert all(line.isprintable() and ESCAPED in line for line in lines), lines


def test_a_lone_surrogate_is_escaped() -> None:
    script = "from foyer import logs; logs.configure(); import logging; logging.warning('\\ud800')"
    completed = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert rb"event=\ud800" in completed.stderr
