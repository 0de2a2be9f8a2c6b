"""Deletion of unused pictures: their rows and their files. Safe to run twice at the same time."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.models import Picture, SignUp, User
from foyer.settings import Settings

# Younger files and rows stay: an upload is on the disk a moment before its row is committed.
GRACE = timedelta(hours=1)


def delete_unused_pictures(session: Session) -> int:
    """Delete the rows of pictures that no sign-up and no user refers to; return their number."""
    used = or_(
        select(SignUp.id).where(SignUp.picture_id == Picture.id).exists(),
        select(User.id)
        .where(or_(User.picture_id == Picture.id, User.next_picture_id == Picture.id))
        .exists(),
    )
    old = Picture.created_at < utc_now() - GRACE
    return len(session.scalars(delete(Picture).where(old, ~used).returning(Picture.id)).all())


def delete_orphaned_files(session: Session, settings: Settings) -> int:
    """Delete files without a row, unused originals and incomplete writes; return their number."""
    pictures = {picture.id: picture for picture in session.scalars(select(Picture))}
    deleted = 0
    for path in _old_entries(settings.originals_dir):
        picture = pictures.get(_picture_id(path))
        if picture is None or picture.ready_at or _age(path) > settings.original_retention:
            path.unlink(missing_ok=True)
            deleted += 1
    for folder in _old_entries(settings.media_dir):
        if _picture_id(folder) not in pictures:
            shutil.rmtree(folder, ignore_errors=True)
            deleted += 1
    for incomplete in settings.media_dir.glob("*/.*"):
        if _age(incomplete) > GRACE:
            incomplete.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _old_entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _age(path) > GRACE] if folder.exists() else []


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
