"""The files of a picture in the storage: the private original, the public thumbnails.

Each file is complete or absent: the storage shows no half file.
"""

import io
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from typing import BinaryIO
from uuid import UUID

from foyer.object_storage import object_storage
from foyer.object_storage.errors import StorageError
from foyer.settings import Settings

SIZES = (512, 256, 128, 64)  # pixels, square, from large to small
ORIGINALS = "originals/"
THUMBNAILS = "media/"  # nginx serves the files below this prefix
CONTENT_TYPES = {ORIGINALS: "application/octet-stream", THUMBNAILS: "image/webp"}


def thumbnail_urls(picture_id: UUID) -> dict[str, str]:
    """Return the thumbnails' paths below PUBLIC_URL, by size."""
    return {str(size): f"/{_thumbnail(picture_id, size)}" for size in sorted(SIZES)}


def save_original(settings: Settings, picture_id: UUID, file: BinaryIO) -> None:
    """Store the uploaded file, unreachable for browsers.

    Raises:
        StorageError: the storage is full or does not work.
    """
    file.seek(0)
    object_storage(settings).put(_original(picture_id), file, CONTENT_TYPES[ORIGINALS])


def open_original(settings: Settings, picture_id: UUID) -> AbstractContextManager[BinaryIO]:
    """Open the uploaded file.

    Raises:
        FileNotFoundError: it does not exist.
        StorageError: the storage does not work.
    """
    return object_storage(settings).open(_original(picture_id))


def delete_original(settings: Settings, picture_id: UUID) -> None:
    """Delete the uploaded file, if it exists.

    Raises:
        StorageError: the storage does not work.
    """
    object_storage(settings).delete([_original(picture_id)])


def delete_files(settings: Settings, picture_ids: Iterable[UUID]) -> None:
    """Delete all files of pictures; the clean-up deletes those that cannot be deleted now."""
    keys = [key for picture_id in picture_ids for key in _keys(picture_id)]
    with suppress(StorageError):
        object_storage(settings).delete(keys)


def save_thumbnail(settings: Settings, picture_id: UUID, size: int, content: bytes) -> None:
    """Store one thumbnail where nginx serves it.

    Raises:
        StorageError: the storage is full or does not work.
    """
    file = io.BytesIO(content)
    object_storage(settings).put(_thumbnail(picture_id, size), file, CONTENT_TYPES[THUMBNAILS])


def has_thumbnails(settings: Settings, picture_id: UUID) -> bool:
    """Return whether all thumbnails exist.

    Raises:
        StorageError: the storage does not work.
    """
    files = object_storage(settings).list(f"{THUMBNAILS}{picture_id}/")
    return {_thumbnail(picture_id, size) for size in SIZES} <= {file.key for file in files}


def picture_of(key: str) -> UUID:
    """Return the id of the picture that a file belongs to; the nil UUID for other files."""
    try:
        return UUID(key.split("/")[1])
    except ValueError:
        return UUID(int=0)


def _keys(picture_id: UUID) -> list[str]:
    return [_original(picture_id), *(_thumbnail(picture_id, size) for size in SIZES)]


def _original(picture_id: UUID) -> str:
    return f"{ORIGINALS}{picture_id}"


def _thumbnail(picture_id: UUID, size: int) -> str:
    return f"{THUMBNAILS}{picture_id}/{size}.webp"
