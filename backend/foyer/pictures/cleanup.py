"""Cleaning: files and rows of pictures that nobody needs. Safe to do twice at once."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.models import Picture, SignUp, User
from foyer.settings import Settings

# Nothing younger is touched: an upload is on the disk a moment before its row is committed.
GRACE = timedelta(hours=1)


def delete_unused_pictures(session: Session) -> int:
    """Delete the rows of pictures that neither a sign-up nor a person has; returns how many."""
    used = or_(
        select(SignUp.id).where(SignUp.picture_id == Picture.id).exists(),
        select(User.id)
        .where(or_(User.picture_id == Picture.id, User.next_picture_id == Picture.id))
        .exists(),
    )
    old = Picture.created_at < utc_now() - GRACE
    return len(session.scalars(delete(Picture).where(old, ~used).returning(Picture.id)).all())


def delete_orphaned_files(session: Session, settings: Settings) -> int:
    """Delete what no row needs: files without a row, and originals past their time."""
    known = {row.id: row for row in session.scalars(select(Picture))}
    deleted = 0
    for path in _old(settings.originals_dir):
        picture = known.get(_id(path))
        if picture is None or picture.ready_at or _age(path) > settings.original_retention:
            path.unlink(missing_ok=True)
            deleted += 1
    for folder in _old(settings.media_dir):
        if _id(folder) not in known:
            shutil.rmtree(folder, ignore_errors=True)
            deleted += 1
    for half_written in settings.media_dir.glob("*/.*"):
        if _age(half_written) > GRACE:
            half_written.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _old(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _age(path) > GRACE] if folder.exists() else []


def _age(path: Path) -> timedelta:
    try:
        changed = path.stat().st_mtime
    except FileNotFoundError:  # somebody else cleans at the same time
        return timedelta()
    return utc_now() - datetime.fromtimestamp(changed, tz=utc_now().tzinfo)


def _id(path: Path) -> UUID:
    """The picture a file belongs to; half-written ones belong to none."""
    try:
        return UUID(path.name)
    except ValueError:
        return UUID(int=0)
