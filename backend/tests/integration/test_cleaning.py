"""Clean-up tasks: they delete old data, keep the rest, and may run concurrently."""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import AuditEvent, AuditRecord, Picture, SignUp, SignUpState
from foyer.payloads import ForgetHistory, ResizeThumbnail
from foyer.pictures import cleanup
from foyer.task_engine import record
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from foyer.tasks import clean_pictures, expire_sign_ups, forget_audit, forget_history

pytestmark = pytest.mark.usefixtures("database", "storage_dir")

RUN: Run[Any] = Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=ForgetHistory())
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def add_sign_up(age: timedelta, picture_id: UUID | None = None) -> UUID:
    with transaction() as session:
        sign_up = SignUp(
            id=uuid4(),
            email="old@example.com",
            email_key="old@example.com",
            display_name="Old",
            password_hash="none",
            created_at=utc_now() - age,
            mailed_at=utc_now() - age,
            picture_id=picture_id,
        )
        session.add(sign_up)
    return sign_up.id


def add_picture(age: timedelta = 2 * DAY, *, ready: bool = False) -> UUID:
    with transaction() as session:
        picture = Picture(
            task_id=uuid4(),
            created_at=utc_now() - age,
            ready_at=utc_now() if ready else None,
        )
        session.add(picture)
    return picture.id


def file(folder: Path, name: str, age: timedelta) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes")
    then = (utc_now() - age).timestamp()
    os.utime(path, (then, then))
    return path


def state_of(sign_up_id: UUID) -> SignUpState | None:
    with transaction() as session:
        sign_up = session.get(SignUp, sign_up_id)
        return sign_up.state if sign_up else None


def test_sign_ups_expire_and_are_deleted_later() -> None:
    fresh, late, old = add_sign_up(DAY), add_sign_up(3 * DAY), add_sign_up(31 * DAY)
    expire_sign_ups(RUN)
    assert state_of(fresh) is SignUpState.PENDING
    assert state_of(late) is SignUpState.EXPIRED
    assert state_of(old) is None


def test_files_without_a_row_are_deleted_and_others_stay(storage_dir: Path) -> None:
    originals, media = storage_dir / "originals", storage_dir / "media"
    waiting, done, failed = add_picture(), add_picture(ready=True), add_picture(8 * DAY)
    for picture_id in (waiting, done, failed):
        add_sign_up(DAY, picture_id)
    needed = [
        file(originals, str(waiting), 2 * DAY),
        file(originals, str(uuid4()), timedelta(minutes=1)),
        file(media / str(done), "64.webp", 2 * DAY),
    ]
    orphaned = [
        file(originals, str(done), 2 * DAY),
        file(originals, str(failed), 8 * DAY),
        file(originals, str(uuid4()), 2 * DAY),
        file(originals, ".half-written.abc", 2 * DAY),
        file(media / str(uuid4()), "64.webp", 2 * DAY),
        file(media / str(done), ".512.webp.half-written", 2 * DAY),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(clean_pictures, [RUN, RUN]))
    assert [path.exists() for path in needed] == [True] * len(needed)
    assert [path.exists() for path in orphaned] == [False] * len(orphaned)


def test_all_pictures_and_files_are_cleaned_when_a_run_has_time_for_few(
    storage_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run goes through a tenth of the ids, and twenty runs through all of them."""
    ids = [UUID(int=2**128 // 200 * number + 1) for number in range(200)]
    unused, used = ids[::4], [*ids[1::4], *ids[2::4]]  # the others have no row
    with transaction() as session:
        session.execute(delete(Picture))  # of other tests
        session.add_all(
            Picture(id=picture_id, task_id=uuid4(), created_at=utc_now() - DAY, ready_at=utc_now())
            for picture_id in (*unused, *used)
        )
    for picture_id in used:
        add_sign_up(DAY, picture_id)
    originals = [file(storage_dir / "originals", str(picture_id), DAY) for picture_id in ids]
    thumbnails = [file(storage_dir / f"media/{picture_id}", "64.webp", DAY) for picture_id in ids]
    monkeypatch.setattr(cleanup, "BATCH", 10)
    # It reads the clock at the start, and after each batch: there are two, a tenth of the ids.
    clock = SimpleNamespace(monotonic=itertools.count(step=cleanup.TIME / 1.5).__next__)
    monkeypatch.setattr(cleanup, "time", clock)
    began = utc_now()
    counts = [clean_pictures(replace(RUN, created_at=began + hour * HOUR)) for hour in range(20)]
    assert all(count and 0 <= count["pictures"] <= 20 for count in counts)
    with transaction() as session:
        assert set(session.scalars(select(Picture.id).where(Picture.id.in_(ids)))) == set(used)
    assert {UUID(path.parent.name) for path in thumbnails if path.exists()} == set(used)
    assert not any(path.exists() for path in originals)


def test_an_unused_picture_is_deleted() -> None:
    unused, used = add_picture(), add_picture()
    add_sign_up(DAY, used)
    clean_pictures(RUN)
    with transaction() as session:
        assert session.get(Picture, unused) is None
        assert session.get(Picture, used)


def test_ended_tasks_are_deleted_after_the_retention_time() -> None:
    ages = {"old": 401 * DAY, "recent": 399 * DAY}
    with transaction() as session:
        ids = {}
        for name, age in ages.items():
            task = record.enqueue(session, ResizeThumbnail(picture_id=uuid4()))
            task.created_at, task.state = utc_now() - age, TaskState.SUCCESS
            ids[name] = task.id
        waiting = record.enqueue(session, ResizeThumbnail(picture_id=uuid4()))
        waiting.created_at = utc_now() - 401 * DAY
    result = forget_history(RUN)
    assert result == {"deleted": 1}
    with transaction() as session:
        assert session.get(Task, ids["old"]) is None
        assert session.get(Task, ids["recent"])
        assert session.get(Task, waiting.id)


def test_audit_events_are_deleted_after_their_retention_time() -> None:
    ages = {"old": 401 * DAY, "recent": 399 * DAY}
    records = {name: AuditRecord(event=AuditEvent.LOGGED_IN, reference="") for name in ages}
    with transaction() as session:
        for name, event in records.items():
            event.created_at = utc_now() - ages[name]
            session.add(event)
    assert forget_audit(RUN) == {"deleted": 1}
    with transaction() as session:
        assert session.get(AuditRecord, records["old"].id) is None
        assert session.get(AuditRecord, records["recent"].id)
