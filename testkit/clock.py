"""A wall clock that a test can step, of some processes only.

Monotonic clocks stay right, as they do when an operator or NTP steps the clock of a machine.
libfaketime 0.9.10 does not do: with it, `time.sleep` fails.
"""

import mmap
import shutil
import struct
import subprocess
from datetime import timedelta
from pathlib import Path

_SOURCE = Path(__file__).with_name("stepped_clock.c")
_DIFFERENCE = struct.Struct("q")  # seconds


class SteppedClock:
    """The clock of all processes with this environment, and of their children.

    Args:
        file: shared with the processes; contains the difference from the real time.
        library: from `build_library`.
    """

    def __init__(self, file: Path, library: Path) -> None:
        file.write_bytes(_DIFFERENCE.pack(0))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), _DIFFERENCE.size)
        self.environment = {
            "LD_PRELOAD": str(library),
            "STEPPED_CLOCK": str(file),
        }

    def step(self, difference: timedelta) -> None:
        """Set the clock to this difference from the real time."""
        _DIFFERENCE.pack_into(self._memory, 0, round(difference.total_seconds()))


def build_library(folder: Path) -> Path | None:
    """Compile the library that the processes load; return None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "stepped_clock.so"
    options = ("-shared", "-fPIC", "-O2", "-o")
    subprocess.run([compiler, *options, library, _SOURCE], check=True)  # noqa: S603
    return library
