"""Log lines: one line a record, without control characters."""

import json
import os
import subprocess
import sys
from pathlib import Path

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


JSON_SCRIPT = r"""
import logging, structlog
from foyer import logs
from foyer.settings import LogFormat
file = logging.FileHandler("celery.log")
logs.configure(file, terminal=LogFormat.JSON, worker="mail@host")
structlog.contextvars.bind_contextvars(request="abc")
structlog.get_logger("foyer").info("answered", path="a\n\x7f\x9b\u2028ä", count=3)
logging.getLogger("a library").warning("it received %s", "a\n\x7f\x9b\u2028ä")
try:
    raise ValueError("reason")
except ValueError:
    structlog.get_logger("foyer").exception("failed")
logs.write_plain(logging.getLogger("foyer.access"), request="abc", event="response_sent", ms=1.5)
"""


def test_json_logs_are_one_object_a_line_and_the_file_stays_logfmt(tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", JSON_SCRIPT],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    lines = completed.stdout.decode().removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    answered, received, failed, sent = map(json.loads, lines)
    text = "a\n\x7f\x9b\u2028ä"
    assert answered.items() >= {"event": "answered", "path": text, "count": 3}.items()
    assert answered.items() >= {"request": "abc", "worker": "mail@host", "level": "info"}.items()
    assert received["event"] == f"it received {text}"
    assert failed["exception"].startswith("Traceback")
    expected = {"level": "info", "request": "abc", "event": "response_sent", "ms": 1.5}
    assert sent == {"time": sent["time"], **expected}
    assert completed.stderr == b""
    file = (tmp_path / "celery.log").read_text(encoding="utf-8").splitlines()
    assert [line.startswith("time=") for line in file] == [True] * len(lines)
    assert file[-1].endswith(" level=info request=abc event=response_sent ms=1.5")


LOOP_SCRIPT = r"""
import asyncio, logging, sys
from foyer import logs

class CountedWrites:
    def __init__(self, stream):
        self.stream, self.writes = stream, 0
    def write(self, text):
        self.writes += 1
        self.stream.write(text)
    def flush(self):
        self.stream.flush()

async def main():
    for number in range(3):
        logging.warning("in the loop %s", number)
    await asyncio.sleep(0)
    print(counted.writes)
    logging.warning("the loop ends")

def stop():
    loop.stop()
    logging.warning("the loop stops before it writes")

counted = sys.stderr = CountedWrites(sys.stderr)
logs.configure()
asyncio.run(main())
logging.warning("without a loop")
print(counted.writes)
loop = asyncio.new_event_loop()
loop.call_soon(stop)
loop.run_forever()
logging.warning("after the loop")
print(counted.writes)
"""


def test_the_lines_of_one_turn_of_the_event_loop_are_written_together() -> None:
    completed = subprocess.run(
        [sys.executable, "-c", LOOP_SCRIPT], check=True, capture_output=True, text=True
    )
    assert completed.stdout.split() == ["1", "3", "4"]
    lines = completed.stderr.splitlines()
    assert [line.partition("event=")[2].strip('"') for line in lines] == [
        *(f"in the loop {number}" for number in range(3)),
        "the loop ends",
        "without a loop",
        "the loop stops before it writes",
        "after the loop",
    ]
