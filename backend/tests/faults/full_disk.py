"""A small disk that can be filled: a tmpfs in its own mount namespace."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

import pytest

from local.process import Process

_SIZE = 4 * 1024 * 1024  # bytes: room for one photo and its thumbnails
_MOUNT = 'mount -t tmpfs -o size="$2",mode=700 tmpfs "$1" && echo mounted && exec cat'


class SmallDisk:
    """The disk, as seen by the processes in the namespace."""

    def __init__(self, holder: subprocess.Popen[str], folder: Path) -> None:
        self._holder = holder
        self.folder = Path(f"/proc/{holder.pid}/root") / folder.relative_to("/")
        self._filler = self.folder / "filler"

    def fill(self) -> None:
        """Write until no block is free."""
        with (
            self._filler.open("wb", buffering=0) as filler,
            pytest.raises(OSError, match="No space left"),
        ):
            _write_forever(filler)

    def free(self) -> None:
        self._filler.unlink()

    @contextmanager
    def carrying(self, *processes: Process) -> Iterator[None]:
        """Restart these processes so that they use the disk until the block ends."""
        enter = ("nsenter", f"--target={self._holder.pid}", "--user", "--mount")
        for process in processes:
            original = process.command
            process.command = lambda original=original: [  # type: ignore[misc, method-assign]
                *(*enter, "--preserve-credentials"),
                *original(),
            ]
        try:
            _restart(processes)
            yield
        finally:
            for process in processes:
                del process.command  # the method of the class again
            _restart(processes)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk on the folder, visible only in its namespace."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
    with subprocess.Popen(
        [*command, str(folder), str(_SIZE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stderr
        if holder.stdout.readline().strip() != "mounted":
            pytest.skip(f"no mount namespace is available here: {holder.stderr.read().strip()}")
        try:
            yield SmallDisk(holder, folder)
        finally:
            assert holder.stdin
            holder.stdin.close()  # `cat` exits, and the namespace ends


def _write_forever(file: RawIOBase) -> None:
    while True:
        file.write(bytes(4096))


def _restart(processes: tuple[Process, ...]) -> None:
    for process in processes:
        process.stop()
        assert process.exit_code != -signal.SIGKILL, process.exit_report()
        process.start()
