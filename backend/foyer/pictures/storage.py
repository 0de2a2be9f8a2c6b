"""Storage of picture files in folders: originals are private, thumbnails public.

Every file is written under a temporary name, synced to disk, then renamed. A file under its final
name is therefore complete, even after a power failure.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

from foyer.errors import FoyerError

SIZES = (512, 256, 128, 64)  # pixels, square, from large to small


class StorageError(FoyerError):
    """There is no room to keep the picture at the moment. Please try again later."""

    code = "storage_unavailable"
    status = HTTPStatus.INSUFFICIENT_STORAGE


class StorageSettings(Protocol):
    """The settings that storage needs."""

    @property
    def media_dir(self) -> Path: ...
    @property
    def originals_dir(self) -> Path: ...


def thumbnail_urls(picture_id: UUID) -> dict[str, str]:
    """Return the thumbnails' paths below PUBLIC_URL, by size."""
    return {str(size): f"/media/{picture_id}/{size}.webp" for size in sorted(SIZES)}


def save_original(settings: StorageSettings, picture_id: UUID, file: BinaryIO) -> None:
    """Write the uploaded file to the private folder.

    Raises:
        StorageError: the disk is full or not writable.
    """
    file.seek(0)
    with _durable_file(settings.originals_dir / str(picture_id)) as target:
        shutil.copyfileobj(file, target, 1024 * 1024)


def original_path(settings: StorageSettings, picture_id: UUID) -> Path:
    return settings.originals_dir / str(picture_id)


def delete_original(settings: StorageSettings, picture_id: UUID) -> None:
    original_path(settings, picture_id).unlink(missing_ok=True)


def delete_files(settings: StorageSettings, picture_id: UUID) -> None:
    """Delete all files of a picture; the clean-up task retries if one cannot be deleted."""
    with suppress(OSError):
        delete_original(settings, picture_id)
    shutil.rmtree(settings.media_dir / str(picture_id), ignore_errors=True)


def save_thumbnail(settings: StorageSettings, picture_id: UUID, size: int, content: bytes) -> None:
    """Write one thumbnail to the public folder.

    Raises:
        StorageError: the disk is full or not writable.
    """
    with _durable_file(settings.media_dir / str(picture_id) / f"{size}.webp") as target:
        target.write(content)


def has_thumbnails(settings: StorageSettings, picture_id: UUID) -> bool:
    folder = settings.media_dir / str(picture_id)
    return all((folder / f"{size}.webp").exists() for size in SIZES)


@contextmanager
def _durable_file(path: Path) -> Iterator[BinaryIO]:
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageError from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
