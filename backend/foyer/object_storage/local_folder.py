"""A storage in a local folder, which all processes and nginx share.

Every file is written under a temporary name, synced to disk, then renamed. A file under its final
name is therefore complete, even after a power failure. The folders above it are synced, too.
"""

import asyncio
import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import structlog

from foyer.object_storage.errors import StorageError, StorageFullError, StorageUnreachableError
from foyer.object_storage.interface import ObjectStorage, StoredFile

log = structlog.stdlib.get_logger(__name__)

_BLOCK = 1024 * 1024  # bytes copied at once
_MIN_FREE = 16 * 1024 * 1024  # bytes: an upload of the default size, and its thumbnails
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

    def list(self, prefix: str) -> Iterator[StoredFile]:
        for path, modified_at in self._files(self._root / prefix):
            if not path.name.startswith(_TEMPORARY):
                yield StoredFile(path.relative_to(self._root).as_posix(), modified_at)

    def delete_incomplete(self, before: datetime) -> int:
        deleted = 0
        for folder in _FOLDERS:
            for path, modified_at in self._files(self._root / folder):
                if path.name.startswith(_TEMPORARY) and modified_at < before:
                    with _faults_as_storage_errors():
                        path.unlink(missing_ok=True)
                    deleted += 1
        return deleted

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

    def _files(self, folder: Path) -> Iterator[tuple[Path, datetime]]:
        """Yield the files below the folder one by one: there may be millions."""
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name == _LOST_AND_FOUND:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        yield from self._files(Path(entry.path))
                    else:
                        with suppress(FileNotFoundError):  # another clean-up deleted it
                            seconds = entry.stat(follow_symlinks=False).st_mtime
                            yield Path(entry.path), datetime.fromtimestamp(seconds, tz=UTC)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _storage_error(error) from error


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
