"""Uploaded pictures: validated, then stored before their row is committed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import UploadFile

from foyer.api.storage_threads import in_storage_thread
from foyer.object_storage.errors import StorageError
from foyer.pictures import storage
from foyer.pictures.validation import check_upload
from foyer.settings import Settings


async def inspect_upload(picture: UploadFile, settings: Settings) -> bytes:
    """Validate an uploaded picture; return the SHA-256 of the file.

    Raises:
        PictureRefusedError: the file cannot be used; its detail is advice for the user.
    """
    return await asyncio.to_thread(_inspect, picture, settings)


@dataclass(slots=True)
class StoredOriginal:
    """An uploaded file in the storage whose row is not committed yet.

    Attributes:
        picture_id: the picture's id, which names the file.
        committing: set this just before the commit. A commit may succeed although its answer is
            lost; so after that point the file is not deleted here.
    """

    picture_id: UUID
    committing: bool = False


@asynccontextmanager
async def stored_original(
    picture: UploadFile | None, settings: Settings
) -> AsyncIterator[StoredOriginal]:
    """Store the file before its row is inserted, and delete it if the block fails.

    So no row exists without its file. Without a picture, no file is written.

    Raises:
        StorageError: the storage is full or does not work.
    """
    stored = StoredOriginal(uuid4())
    if picture:
        await in_storage_thread(storage.save_original, settings, stored.picture_id, picture.file)
    try:
        yield stored
    except BaseException:
        if picture and not stored.committing:
            with suppress(StorageError):  # the clean-up deletes it
                await in_storage_thread(storage.delete_original, settings, stored.picture_id)
        raise


async def delete_pictures(settings: Settings, picture_ids: Sequence[UUID]) -> None:
    """Delete the files of pictures whose rows are deleted. The clean-up deletes any that remain."""
    with suppress(StorageError):
        await in_storage_thread(storage.delete_files, settings, picture_ids)


def _inspect(picture: UploadFile, settings: Settings) -> bytes:
    check_upload(picture.file, picture.size or 0, settings)
    return hashlib.file_digest(picture.file, "sha256").digest()  # type: ignore[arg-type]
