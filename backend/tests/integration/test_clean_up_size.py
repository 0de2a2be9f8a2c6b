"""Clean-ups with many rows: each deletes all of them, in batches and with little memory.

ROWS=100000 tries what a large site has; docs/reliability.md has its figures.
"""

import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.payloads import ExpireLinks
from foyer.settings import get_settings
from foyer.task_engine.kinds import Result, Run
from foyer.tasks import clean_pictures, expire_links, expire_sessions

pytestmark = pytest.mark.usefixtures("database", "storage_dir")

ROWS = int(os.environ.get("ROWS", "10000"))
FILES = ROWS // 10
MINUTE = 60.0  # seconds
MEMORY = 8 * 1024 * 1024  # bytes; independent of ROWS

_USERS = """
    INSERT INTO users (id, email, email_key, display_name, password_hash, role, picture_id)
    SELECT gen_random_uuid(), id, id, 'Ada', 'none', 'user', id FROM pictures
    WHERE task_id = :task_id
"""
_PICTURES = """
    INSERT INTO pictures (id, task_id, created_at, ready_at)
    SELECT gen_random_uuid(), :task_id, now() - interval '2 days', now()
    FROM generate_series(1, :rows)
"""
_SESSIONS = """
    INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at)
    SELECT gen_random_uuid(), gen_random_uuid()::text::bytea, users.id, now(), now(),
        now() - interval '1 day'
    FROM users WHERE picture_id IS NOT NULL LIMIT :rows
"""
_CHANGES = """
    INSERT INTO email_changes (id, user_id, email, email_key, state, created_at)
    SELECT gen_random_uuid(), users.id, users.email, users.email, 'pending',
        now() - interval '3 days'
    FROM users WHERE picture_id IS NOT NULL LIMIT :rows
"""


@pytest.fixture(scope="module", autouse=True)
def rows(database: object) -> Iterator[None]:
    """Users with pictures, pictures without users, expired sessions and changes of address."""
    assert database
    with transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        for task_id, statements in ((uuid4(), (_PICTURES, _USERS)), (UUID(int=0), (_PICTURES,))):
            for statement in statements:
                session.execute(text(statement), {"rows": ROWS, "task_id": task_id})
        for statement in (_SESSIONS, _CHANGES):
            session.execute(text(statement), {"rows": ROWS})
        session.execute(text("ANALYZE"))
    yield
    with transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("DELETE FROM users WHERE picture_id IS NOT NULL"))
        session.execute(text("DELETE FROM pictures"))


def test_all_expired_sessions_are_deleted() -> None:
    with bounded():
        assert run(expire_sessions) == {"expired": 0, "deleted": ROWS}


def test_all_late_changes_of_address_expire() -> None:
    with bounded():
        assert run(expire_links) == {"expired": ROWS, "deleted": 0}


def test_all_unused_pictures_and_orphaned_files_are_deleted(storage_dir: Path) -> None:
    with transaction() as session:
        used = session.scalars(
            text("SELECT picture_id FROM users WHERE picture_id IS NOT NULL LIMIT :files"),
            {"files": FILES},
        ).all()
    needed = [thumbnail(picture_id) for picture_id in used]
    orphaned = [thumbnail(uuid4()) for _ in range(FILES)]
    assert storage_dir in needed[0].parents
    with bounded():
        assert run(clean_pictures) == {"pictures": ROWS, "files": FILES}
    assert all(path.exists() for path in needed)
    assert not any(path.exists() for path in orphaned)


def thumbnail(picture_id: UUID) -> Path:
    path = get_settings().storage_dir / "media" / str(picture_id) / "64.webp"
    path.parent.mkdir(parents=True)
    path.touch()
    then = (utc_now() - timedelta(days=2)).timestamp()
    os.utime(path, (then, then))
    return path


def run(clean_up: Callable[[Run[Any]], Result]) -> Result:
    return clean_up(Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=ExpireLinks()))


@contextmanager
def bounded() -> Iterator[None]:
    """Check the processor time, which depends little on other load, and the peak of the memory."""
    tracemalloc.start()
    began = time.process_time()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    seconds = time.process_time() - began
    assert (seconds < MINUTE, peak < MEMORY) == (True, True), (seconds, peak)
