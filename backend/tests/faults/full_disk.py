"""A small disk that really fills up: a tmpfs in a mount namespace of its own."""

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
    """The disk as the processes in the namespace see it."""

    def __init__(self, holder: subprocess.Popen[str], folder: Path) -> None:
        self._holder = holder
        self.folder = Path(f"/proc/{holder.pid}/root") / folder.relative_to("/")
        self._filler = self.folder / "filler"

    def fill(self) -> None:
        """Leave not one free block."""
        with (
            self._filler.open("wb", buffering=0) as filler,
            pytest.raises(OSError, match="No space left"),
        ):
            _write_for_ever(filler)

    def free(self) -> None:
        self._filler.unlink()

    @contextmanager
    def carrying(self, *processes: Process) -> Iterator[None]:
        """Run these processes on the disk for a while."""
        enter = ("nsenter", f"--target={self._holder.pid}", "--user", "--mount")
        for process in processes:
            usual = process.command
            process.command = lambda usual=usual: [  # type: ignore[misc, method-assign]
                *(*enter, "--preserve-credentials"),
                *usual(),
            ]
        try:
            _restart(processes)
            yield
        finally:
            for process in processes:
                del process.command  # the class's own again
            _restart(processes)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk on the folder, for those who enter its namespace only."""
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
            pytest.skip(f"no mount namespace to be had here: {holder.stderr.read().strip()}")
        try:
            yield SmallDisk(holder, folder)
        finally:
            assert holder.stdin
            holder.stdin.close()  # `cat` ends, and the namespace with it


def _write_for_ever(file: RawIOBase) -> None:
    while True:
        file.write(bytes(4096))


def _restart(processes: tuple[Process, ...]) -> None:
    for process in processes:
        process.stop()
        process.start()
