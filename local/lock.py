"""A lock, so that one folder has one running `make up`."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FolderLock:
    """A lock on a file; the system releases it when the process ends.

    The file has the id of the process that holds the lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            BlockingIOError: another process holds it; the text is that process's id.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise BlockingIOError(self._path.read_text(encoding="utf-8").strip()) from None
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode())
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)
