"""Deletion of unused pictures: their rows and their files. Safe to run twice at the same time."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import Picture, SignUp, User
from foyer.object_storage import object_storage
from foyer.object_storage.interface import StoredFile
from foyer.pictures.storage import ORIGINALS, THUMBNAILS, picture_of
from foyer.settings import Settings

# Younger files and rows stay: an upload is stored a moment before its row is committed.
GRACE = timedelta(hours=1)
BATCH = 1000  # rows in one transaction, or files with one query


def delete_unused_pictures() -> int:
    """Delete the rows of pictures that no sign-up and no user refers to; return their number."""
    deleted, last_id = 0, UUID(int=0)
    while True:
        with transaction() as session:
            ids = session.scalars(
                select(Picture.id)
                .where(Picture.id > last_id, Picture.created_at < utc_now() - GRACE)
                .order_by(Picture.id)
                .limit(BATCH)
            ).all()
            if not ids:
                return deleted
            # Three conditions instead of one with OR, so that each can use its index.
            unused = delete(Picture).where(
                Picture.id.in_(ids),
                ~select(SignUp.id).where(SignUp.picture_id == Picture.id).exists(),
                ~select(User.id).where(User.picture_id == Picture.id).exists(),
                ~select(User.id).where(User.next_picture_id == Picture.id).exists(),
            )
            deleted += len(session.scalars(unused.returning(Picture.id)).all())
            last_id = ids[-1]


def delete_orphaned_files(settings: Settings) -> int:
    """Delete files without a row, unused originals and incomplete writes; return their number."""
    storage = object_storage(settings)
    deleted = storage.delete_incomplete(utc_now() - GRACE)
    for files in _batches(storage.list(ORIGINALS)):
        too_old = utc_now() - settings.original_retention
        ready = _ready_by_id(files)
        waiting = {picture_id for picture_id, is_ready in ready.items() if not is_ready}
        orphans = [
            file.key
            for file in files
            if picture_of(file.key) not in waiting or file.modified_at < too_old
        ]
        storage.delete(orphans)
        deleted += len(orphans)
    for files in _batches(storage.list(THUMBNAILS)):
        ready = _ready_by_id(files)
        orphans = [file.key for file in files if picture_of(file.key) not in ready]
        storage.delete(orphans)
        deleted += len(orphans)
    return deleted


def _ready_by_id(files: Iterable[StoredFile]) -> dict[UUID, bool]:
    """Return, for each picture of these files that has a row, whether it has its thumbnails."""
    ids = {picture_of(file.key) for file in files}
    with transaction() as session:
        pictures = session.execute(select(Picture.id, Picture.ready_at).where(Picture.id.in_(ids)))
        return {picture_id: ready_at is not None for picture_id, ready_at in pictures}


def _batches(files: Iterable[StoredFile]) -> Iterator[list[StoredFile]]:
    """Yield the old files, some at a time: there may be millions."""
    before = utc_now() - GRACE
    old = (file for file in files if file.modified_at < before)
    while batch := list(islice(old, BATCH)):
        yield batch
