"""A storage in a local folder, which all processes and nginx share.

Every file is written under a temporary name, synced to disk, then renamed. A file under its final
name is therefore complete, even after a power failure. The folders above it are synced, too.
"""

import asyncio
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from heapq import nsmallest
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import structlog

from foyer.object_storage.errors import StorageError, StorageFullError, StorageUnreachableError
from foyer.object_storage.interface import ObjectStorage, StoredFile

log = structlog.stdlib.get_logger(__name__)

_BLOCK = 1024 * 1024  # bytes copied at once
_MIN_FREE = 16 * 1024 * 1024  # bytes: an upload of the default size, and its thumbnails
_NAMES = 50_000  # names of a folder in memory: 10 MB
_TEMPORARY = "."  # the first character of a temporary name
# The folders of all keys. The root may have others, which belong to the system or to its operator.
_FOLDERS = ("originals", "media")
_LOST_AND_FOUND = "lost+found"  # at the root of a disk; only the user root can read it
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

# One thread of its own: a disk that does not answer would keep a thread of each check, and the
# threads of the event loop have other work.
_check_thread = ThreadPoolExecutor(1, thread_name_prefix="storage-check")


class LocalFolder(ObjectStorage):
    """Files below a folder; a key is a path relative to it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, file: BinaryIO, content_type: str) -> None:
        del content_type  # nginx decides by the address
        with _durable_file(self._root / key) as target:
            shutil.copyfileobj(file, target, _BLOCK)

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with _faults_as_storage_errors():
            file = (self._root / key).open("rb")
        with file:
            yield file

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            path = self._root / key
            with _faults_as_storage_errors():
                path.unlink(missing_ok=True)
            if "/" in key.partition("/")[2]:  # not media/ and originals/ themselves
                with suppress(OSError):  # it has other files
                    path.parent.rmdir()

    def list(
        self, prefix: str, *, after: str = "", incomplete: bool = False
    ) -> Iterator[StoredFile]:
        for file in self._files(prefix, first=after.removeprefix(prefix)):
            if file.key > after and (incomplete or file.is_complete):
                yield file

    async def find_problem(self) -> str | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_check_thread, self._find_problem)

    def _find_problem(self) -> str | None:
        for folder in self._folders():
            if not os.access(folder, os.W_OK):
                return "the folder is not writable"
            if shutil.disk_usage(folder).free < _MIN_FREE:
                return "the disk is full"
        return None

    def _folders(self) -> Sequence[Path]:
        """Return the folders that are written to: in containers each is a volume of its own.

        Before the first file, it is the nearest folder that exists.
        """
        folders = [path for name in _FOLDERS if (path := self._root / name).is_dir()]
        return folders or [
            next(path for path in (self._root, *self._root.absolute().parents) if path.exists())
        ]

    def _files(self, prefix: str, first: str = "") -> Iterator[StoredFile]:
        """Yield the files below a folder, from this name on."""
        for name in self._names(prefix, first):
            key = prefix + name
            try:
                status = os.lstat(self._root / key)
            except FileNotFoundError:  # another clean-up deleted it
                continue
            except OSError as error:
                raise _storage_error(error) from error
            if stat.S_ISDIR(status.st_mode):
                yield from self._files(f"{key}/")
            else:
                modified_at = datetime.fromtimestamp(status.st_mtime, tz=UTC)
                yield StoredFile(key, modified_at, is_complete=not name.startswith(_TEMPORARY))

    def _names(self, prefix: str, first: str) -> Iterator[str]:
        """Yield the names in a folder in their order, from the first one on.

        There may be millions, so the folder is read again for every `_NAMES` of them.
        """
        while True:
            try:
                with os.scandir(self._root / prefix) as entries:
                    later = (entry.name for entry in entries if entry.name >= first)
                    names = nsmallest(_NAMES, (name for name in later if name != _LOST_AND_FOUND))
            except FileNotFoundError:
                return
            except OSError as error:
                raise _storage_error(error) from error
            yield from names
            if len(names) < _NAMES:
                return
            first = f"{names[-1]}\0"  # the next possible name


@contextmanager
def _faults_as_storage_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _storage_error(error) from error


def _storage_error(error: OSError) -> StorageError:
    log.error("storage_fault", reason=error.strerror)
    return StorageFullError() if error.errno in _FULL else StorageUnreachableError()


@contextmanager
def _durable_file(path: Path) -> Iterator[BinaryIO]:
    temporary = path.with_name(f"{_TEMPORARY}{path.name}.{uuid4().hex}")
    try:
        _make_folder(path.parent)
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):  # the clean-up deletes it later
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _storage_error(error) from error
        raise


def _make_folder(folder: Path) -> None:
    """Create the folder and those above it, so that new ones survive a power failure."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)  # it has the new folder's entry


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
