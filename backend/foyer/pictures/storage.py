"""Where pictures are kept: originals in private, thumbnails in public.

Every file is written under a temporary name, made durable, then renamed: nobody ever sees half of
one, and a name that exists is complete even after a power cut.
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

SIZES = (512, 256, 128, 64)  # pixels, square


class StorageError(FoyerError):
    """There is no room to keep the picture at the moment. Please try again later."""

    code = "storage_unavailable"
    status = HTTPStatus.INSUFFICIENT_STORAGE


class Places(Protocol):
    """The settings that storage needs."""

    @property
    def media_dir(self) -> Path: ...
    @property
    def originals_dir(self) -> Path: ...


def thumbnail_urls(picture_id: UUID) -> dict[str, str]:
    """Paths below PUBLIC_URL, by size."""
    return {str(size): f"/media/{picture_id}/{size}.webp" for size in sorted(SIZES)}


def keep_original(places: Places, picture_id: UUID, file: BinaryIO) -> None:
    """Raises StorageError when the disk is full or not to be written."""
    file.seek(0)
    with _durable(places.originals_dir / str(picture_id)) as target:
        shutil.copyfileobj(file, target, 1024 * 1024)


def original(places: Places, picture_id: UUID) -> Path:
    return places.originals_dir / str(picture_id)


def forget_original(places: Places, picture_id: UUID) -> None:
    original(places, picture_id).unlink(missing_ok=True)


def forget(places: Places, picture_id: UUID) -> None:
    """Delete every file of a picture; what cannot be deleted now is left to the cleaning."""
    with suppress(OSError):
        forget_original(places, picture_id)
    shutil.rmtree(places.media_dir / str(picture_id), ignore_errors=True)


def keep_thumbnail(places: Places, picture_id: UUID, size: int, content: bytes) -> None:
    """Raises StorageError when the disk is full or not to be written."""
    with _durable(places.media_dir / str(picture_id) / f"{size}.webp") as target:
        target.write(content)


def has_thumbnails(places: Places, picture_id: UUID) -> bool:
    folder = places.media_dir / str(picture_id)
    return all((folder / f"{size}.webp").exists() for size in SIZES)


@contextmanager
def _durable(path: Path) -> Iterator[BinaryIO]:
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
