"""Peak memory of the processes in a worker's pool."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

PEAK = "VmHWM:"  # the kernel's high-water mark, in KiB
INTERVAL = 0.02  # seconds; a process that ends between two samples peaked before


class MemoryUsage:
    """Samples in a thread, because Celery replaces a process that has grown."""

    def __init__(self, worker: int) -> None:
        self._children = Path(f"/proc/{worker}/task/{worker}/children")
        self._stopped = threading.Event()
        self._sampler = threading.Thread(target=self._sample)
        self._peaks: dict[str, int] = {}

    @property
    def largest(self) -> float:
        """The largest peak of any process so far, in MiB."""
        return max(self._peaks.values()) / 1024

    def _sample(self) -> None:
        while not self._stopped.wait(INTERVAL):
            for child in self._children.read_text().split():
                self._peaks[child] = max(_peak(child), self._peaks.get(child, 0))

    def __enter__(self) -> Self:
        self._sampler.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._sampler.join()


def _peak(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # the process has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(PEAK)), 0)
