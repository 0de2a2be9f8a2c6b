"""Clean-ups: what is old goes, what is needed stays, twice at once does no harm."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import AuditEvent, AuditRecord, Picture, SignUp, SignUpState
from foyer.settings import get_settings
from foyer.task_engine import record
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from foyer.tasks import clean_pictures, expire_sign_ups, forget_audit, forget_history

pytestmark = pytest.mark.usefixtures("database", "storage_dir")

RUN = Run(id=uuid4(), attempt=1, created_at=utc_now())
DAY = timedelta(days=1)


def sign_up(age: timedelta, picture_id: UUID | None = None) -> UUID:
    with transaction() as session:
        row = SignUp(
            email="old@example.com",
            email_key="old@example.com",
            display_name="Old",
            password_hash="none",
            created_at=utc_now() - age,
            mailed_at=utc_now() - age,
            picture_id=picture_id,
        )
        session.add(row)
    return row.id


def picture(age: timedelta = 2 * DAY, *, ready: bool = False) -> UUID:
    with transaction() as session:
        row = Picture(
            task_id=uuid4(),
            created_at=utc_now() - age,
            ready_at=utc_now() if ready else None,
        )
        session.add(row)
    return row.id


def file(folder: Path, name: str, age: timedelta) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes")
    then = (utc_now() - age).timestamp()
    for changed in (path, path.parent):
        os.utime(changed, (then, then))
    return path


def state_of(sign_up_id: UUID) -> SignUpState | None:
    with transaction() as session:
        row = session.get(SignUp, sign_up_id)
        return row.state if row else None


def test_sign_ups_expire_and_are_forgotten() -> None:
    fresh, late, old = sign_up(DAY), sign_up(3 * DAY), sign_up(31 * DAY)
    expire_sign_ups(RUN)
    assert state_of(fresh) is SignUpState.PENDING
    assert state_of(late) is SignUpState.EXPIRED
    assert state_of(old) is None


def test_files_without_a_row_go_and_others_stay() -> None:
    settings = get_settings()
    waiting, done, failed = picture(), picture(ready=True), picture(8 * DAY)
    for picture_id in (waiting, done, failed):
        sign_up(DAY, picture_id)
    kept = [
        file(settings.originals_dir, str(waiting), 2 * DAY),
        file(settings.originals_dir, str(uuid4()), timedelta(minutes=1)),
        file(settings.media_dir / str(done), "64.webp", 2 * DAY),
    ]
    gone = [
        file(settings.originals_dir, str(done), 2 * DAY),
        file(settings.originals_dir, str(failed), 8 * DAY),
        file(settings.originals_dir, str(uuid4()), 2 * DAY),
        file(settings.originals_dir, ".half-written.abc", 2 * DAY),
        file(settings.media_dir / str(uuid4()), "64.webp", 2 * DAY),
        file(settings.media_dir / str(done), ".512.webp.half-written", 2 * DAY),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(clean_pictures, [RUN, RUN]))
    assert [path.exists() for path in kept] == [True] * len(kept)
    assert [path.exists() for path in gone] == [False] * len(gone)


def test_a_picture_of_nobody_is_forgotten() -> None:
    unused, used = picture(), picture()
    sign_up(DAY, used)
    clean_pictures(RUN)
    with transaction() as session:
        assert session.get(Picture, unused) is None
        assert session.get(Picture, used)


def test_history_is_kept_for_a_time() -> None:
    ages = {"old": 401 * DAY, "recent": 399 * DAY}
    with transaction() as session:
        ids = {}
        for name, age in ages.items():
            task = record.enqueue(session, "resize_thumbnail")
            task.created_at, task.state = utc_now() - age, TaskState.SUCCESS
            ids[name] = task.id
        waiting = record.enqueue(session, "resize_thumbnail")
        waiting.created_at = utc_now() - 401 * DAY
    result = forget_history(RUN)
    assert result == {"deleted": 1}
    with transaction() as session:
        assert session.get(Task, ids["old"]) is None
        assert session.get(Task, ids["recent"])
        assert session.get(Task, waiting.id)


def test_the_audit_log_is_kept_for_longer() -> None:
    ages = {"old": 401 * DAY, "recent": 399 * DAY}
    rows = {name: AuditRecord(event=AuditEvent.LOGGED_IN, reference="") for name in ages}
    with transaction() as session:
        for name, row in rows.items():
            row.created_at = utc_now() - ages[name]
            session.add(row)
    assert forget_audit(RUN) == {"deleted": 1}
    with transaction() as session:
        assert session.get(AuditRecord, rows["old"].id) is None
        assert session.get(AuditRecord, rows["recent"].id)


def test_a_periodic_task_is_enqueued_once_in_its_period() -> None:
    def ask(_: int) -> UUID | None:
        with transaction() as session:
            return record.enqueue_periodic(session, "some_report", 1000 * DAY)

    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(ask, range(10)))
    assert len([task_id for task_id in made if task_id]) == 1
