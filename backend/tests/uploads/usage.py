"""How much memory the processes of a worker's pool have had, at the most."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

PEAK = "VmHWM:"  # the kernel's own high-water mark, in KiB
EVERY = 0.02  # seconds; a process that ends between two looks had its peak before


class Usage:
    """Looks all the time, because Celery ends a process that has grown."""

    def __init__(self, worker: int) -> None:
        self._children = Path(f"/proc/{worker}/task/{worker}/children")
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._peaks: dict[str, int] = {}

    @property
    def largest(self) -> float:
        """MiB, of the largest process so far."""
        return max(self._peaks.values()) / 1024

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            for child in self._children.read_text().split():
                self._peaks[child] = max(_peak(child), self._peaks.get(child, 0))

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._watcher.join()


def _peak(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(PEAK)), 0)
