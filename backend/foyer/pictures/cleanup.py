"""Deletion of unused pictures: their rows and their files. Safe to run twice at the same time."""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import Picture, SignUp, User
from foyer.settings import Settings

# Younger files and rows stay: an upload is on the disk a moment before its row is committed.
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
    deleted = 0
    for paths in _batches(settings.originals_dir):
        ready = _ready_by_id(paths)
        for path in paths:
            is_needed = ready.get(_picture_id(path)) is False
            if not is_needed or _age(path) > settings.original_retention:
                path.unlink(missing_ok=True)
                deleted += 1
    for folders in _batches(settings.media_dir):
        ready = _ready_by_id(folders)
        for folder in folders:
            if _picture_id(folder) not in ready:
                shutil.rmtree(folder, ignore_errors=True)
                deleted += 1
    for incomplete in settings.media_dir.glob("*/.*"):
        if _age(incomplete) > GRACE:
            incomplete.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _ready_by_id(paths: Iterable[Path]) -> dict[UUID, bool]:
    """Return, for each picture of these paths that has a row, whether it has its thumbnails."""
    ids = [_picture_id(path) for path in paths]
    with transaction() as session:
        pictures = session.execute(select(Picture.id, Picture.ready_at).where(Picture.id.in_(ids)))
        return {picture_id: ready_at is not None for picture_id, ready_at in pictures}


def _batches(folder: Path) -> Iterator[list[Path]]:
    """Yield the old entries of the folder, some at a time: it may have millions."""
    if not folder.exists():
        return
    with os.scandir(folder) as entries:
        old = (path for entry in entries if _age(path := Path(entry.path)) > GRACE)
        while batch := list(islice(old, BATCH)):
            yield batch


def _age(path: Path) -> timedelta:
    try:
        modified = path.stat().st_mtime
    except FileNotFoundError:  # another clean-up deleted it at the same time
        return timedelta()
    return utc_now() - datetime.fromtimestamp(modified, tz=utc_now().tzinfo)


def _picture_id(path: Path) -> UUID:
    """Return the id of the picture that the file belongs to; the nil UUID for temporary files."""
    try:
        return UUID(path.name)
    except ValueError:
        return UUID(int=0)
