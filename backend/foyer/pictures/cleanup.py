"""Deletion of unused pictures: their rows and their files. Safe to run twice at the same time.

There may be more of them than a run has time for. So each run starts at another id, and continues
with the first id after the last one.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice, takewhile
from uuid import UUID

from sqlalchemy import delete, select

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import Picture, SignUp, User
from foyer.object_storage import ObjectStorage, object_storage
from foyer.object_storage.interface import StoredFile
from foyer.pictures.storage import ORIGINALS, THUMBNAILS, picture_of
from foyer.settings import Settings

# Younger files and rows stay: an upload is stored a moment before its row is committed.
GRACE = timedelta(hours=1)
BATCH = 1000  # rows in one transaction, or files with one query
TIME = 180.0  # seconds for the rows, as many for the originals, and for the thumbnails
HOUR = 3600.0
_NIL, _LAST = UUID(int=0), UUID(int=2**128 - 1)
# The multiples of this are spread evenly over the ids, because it divides them by the golden ratio.
# If each run has time for 1/n of the ids, 2n runs come to all of them.
_STEP = int(2**128 * (5**0.5 - 1) / 2)


def start_at(moment: datetime) -> UUID:
    """Return the id at which the run of this hour starts."""
    return UUID(int=int(moment.timestamp() / HOUR) * _STEP % 2**128)


def delete_unused_pictures(start: UUID) -> int:
    """Delete the rows of pictures that no sign-up and no user refers to; return their number."""
    deadline = time.monotonic() + TIME
    deleted = 0
    for first, last in ((start, _LAST), (_NIL, start)):
        after = first
        while True:
            with transaction() as session:
                ids = session.scalars(
                    select(Picture.id)
                    .where(Picture.id > after, Picture.id <= last)
                    .where(Picture.created_at < utc_now() - GRACE)
                    .order_by(Picture.id)
                    .limit(BATCH)
                ).all()
                if not ids:
                    break
                # Three conditions instead of one with OR, so that each can use its index.
                unused = delete(Picture).where(
                    Picture.id.in_(ids),
                    ~select(SignUp.id).where(SignUp.picture_id == Picture.id).exists(),
                    ~select(User.id).where(User.picture_id == Picture.id).exists(),
                    ~select(User.id).where(User.next_picture_id == Picture.id).exists(),
                )
                deleted += len(session.scalars(unused.returning(Picture.id)).all())
            after = ids[-1]
            if time.monotonic() > deadline:
                return deleted
    return deleted


def delete_orphaned_files(settings: Settings, start: UUID) -> int:
    """Delete files without a row, unused originals and incomplete writes; return their number."""
    storage = object_storage(settings)
    deleted = 0
    for files in _batches(storage, ORIGINALS, start):
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
    for files in _batches(storage, THUMBNAILS, start):
        ready = _ready_by_id(files)
        orphans = [
            file.key for file in files if picture_of(file.key) not in ready or not file.is_complete
        ]
        storage.delete(orphans)
        deleted += len(orphans)
    return deleted


def _ready_by_id(files: Iterable[StoredFile]) -> dict[UUID, bool]:
    """Return, for each picture of these files that has a row, whether it has its thumbnails."""
    ids = {picture_of(file.key) for file in files}
    with transaction() as session:
        pictures = session.execute(select(Picture.id, Picture.ready_at).where(Picture.id.in_(ids)))
        return {picture_id: ready_at is not None for picture_id, ready_at in pictures}


def _batches(storage: ObjectStorage, prefix: str, start: UUID) -> Iterator[list[StoredFile]]:
    """Yield the old files, some at a time: there may be millions."""
    deadline = time.monotonic() + TIME
    before = utc_now() - GRACE
    middle = f"{prefix}{start}"
    files = chain(
        storage.list(prefix, after=middle, incomplete=True),
        takewhile(lambda file: file.key <= middle, storage.list(prefix, incomplete=True)),
    )
    old = (file for file in files if file.modified_at < before)
    while batch := list(islice(old, BATCH)):
        yield batch
        if time.monotonic() > deadline:
            return
