"""Uploads: the picture in a form, kept before the row that needs it exists."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import UploadFile

from foyer.pictures import storage
from foyer.pictures.validation import check_upload
from foyer.settings import Settings


async def inspect_upload(picture: UploadFile, settings: Settings) -> bytes:
    """Refuse what is no picture for us; return the digest of what is.

    Raises:
        PictureRefusedError: with what a person may do about it.
    """
    return await asyncio.to_thread(_inspect, picture, settings)


@dataclass(slots=True)
class KeptOriginal:
    """A file that waits for its row.

    Attributes:
        picture_id: its name, if there is one.
        committing: set before the commit. A commit whose answer is lost may have happened: then
            the file belongs to a row and stays.
    """

    picture_id: UUID
    committing: bool = False


@asynccontextmanager
async def kept_original(
    picture: UploadFile | None, settings: Settings
) -> AsyncIterator[KeptOriginal]:
    """Keep the file while its row is made: never a row without its file, and if that fails, none.

    Raises:
        StorageError: there is no room for it.
    """
    kept = KeptOriginal(uuid4())
    if picture:
        await asyncio.to_thread(storage.save_original, settings, kept.picture_id, picture.file)
    try:
        yield kept
    except BaseException:
        if not kept.committing:
            storage.delete_original(settings, kept.picture_id)
        raise


def forget_pictures(settings: Settings, picture_ids: Sequence[UUID]) -> None:
    """Delete the files of pictures whose rows are gone; the clean-up finds what is left."""
    for picture_id in picture_ids:
        storage.delete_files(settings, picture_id)


def _inspect(picture: UploadFile, settings: Settings) -> bytes:
    check_upload(picture.file, picture.size or 0, settings)
    return hashlib.file_digest(picture.file, "sha256").digest()  # type: ignore[arg-type]
