"""Expiry: unconfirmed sign-ups, links and sessions end, and old rows are deleted."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import (
    EmailChange,
    EmailChangeState,
    Notice,
    NoticeEvent,
    PasswordReset,
    Picture,
    SignUp,
    SignUpState,
    User,
    UserSession,
)
from foyer.payloads import ExpireLinks, ResizeThumbnail, SendEmailChangeEmail
from foyer.pictures import storage
from foyer.settings import get_settings
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue
from foyer.tasks import clean_pictures, expire_links, expire_sessions, expire_sign_ups

pytestmark = pytest.mark.usefixtures("database", "storage_dir")

RUN: Run[Any] = Run(id=uuid4(), attempt=1, created_at=utc_now(), payload=ExpireLinks())
DAY = timedelta(days=1)
Record = TypeVar("Record", EmailChange, UserSession, Notice, PasswordReset, SignUp)


def user(next_picture: UUID | None = None) -> UUID:
    key = f"{uuid4().hex}@example.com"
    with transaction() as session:
        new_user = User(
            email=key,
            email_key=key,
            display_name="Ada",
            password_hash="none",
            next_picture_id=next_picture,
        )
        session.add(new_user)
    return new_user.id


def add(record: Record) -> Record:
    with transaction() as session:
        session.add(record)
    return record


def reread(record: Record) -> Record | None:
    with transaction() as session:
        return session.get(type(record), record.id)


def change(age: timedelta) -> EmailChange:
    key = f"{uuid4().hex}@example.com"
    record = EmailChange(user_id=user(), email=key, email_key=key, created_at=utc_now() - age)
    add(record)
    return record


def state_of(record: EmailChange) -> EmailChangeState | None:
    change = reread(record)
    return change.state if change else None


def test_address_changes_expire_and_old_ones_are_deleted() -> None:
    fresh, late, old = change(DAY), change(3 * DAY), change(31 * DAY)
    expire_links(RUN)
    assert state_of(fresh) is EmailChangeState.PENDING
    assert state_of(late) is EmailChangeState.EXPIRED
    assert state_of(old) is None


def test_task_contents_are_deleted_with_their_subject() -> None:
    """Without its subject a task cannot be found when the person asks for deletion later."""
    old = change(31 * DAY)
    with transaction() as session:
        task = enqueue(session, SendEmailChangeEmail(), subject_id=old.id)
        task.unique_key = old.email
        task.state, task.finished_at = TaskState.FAILURE, utc_now()
        task.error = {"code": "mail_refused", "message": f"<{old.email}>: user unknown"}
        task.traceback = f"... {old.email} ..."
    expire_links(RUN)
    with transaction() as session:
        task_after = session.get_one(Task, task.id)
    assert (task_after.kind, task_after.state) == ("send_email_change_email", TaskState.FAILURE)
    assert (task_after.subject_id, task_after.payload, task_after.traceback) == (None, {}, None)
    assert task_after.unique_key is None
    assert task_after.error
    assert old.email not in str(task_after.error)


def test_old_resets_and_notices_are_deleted() -> None:
    young, old = (
        (
            add(PasswordReset(email_key="a@b.example", created_at=utc_now() - age)),
            add(
                Notice(
                    user_id=user(),
                    event=NoticeEvent.PASSWORD_CHANGED,
                    email="a@b.example",
                    created_at=utc_now() - age,
                )
            ),
        )
        for age in (29 * DAY, 31 * DAY)
    )
    expire_links(RUN)
    assert (reread(young[0]) is None, reread(young[1]) is None) == (False, False)
    assert (reread(old[0]) is None, reread(old[1]) is None) == (True, True)


def test_expired_sessions_are_deleted() -> None:
    over, going = (
        add(UserSession(user_id=user(), token_hash=uuid4().bytes, expires_at=utc_now() + after))
        for after in (-timedelta(seconds=1), timedelta(seconds=60))
    )
    expire_sessions(RUN)
    assert reread(over) is None
    assert reread(going)


def test_sign_up_expires_after_its_latest_mail_and_loses_its_password() -> None:
    renewed, late = (
        SignUp(
            id=uuid4(),
            email="a@b.example",
            email_key="a@b.example",
            display_name="Ada",
            password_hash="a hash",
            created_at=utc_now() - 3 * DAY,
            mailed_at=utc_now() - mailed,
        )
        for mailed in (DAY, 3 * DAY)
    )
    for sign_up in (renewed, late):
        add(sign_up)
    expire_sign_ups(RUN)
    pending, expired = reread(renewed), reread(late)
    assert pending
    assert expired
    assert (pending.state, pending.password_hash) == (SignUpState.PENDING, "a hash")
    assert (expired.state, expired.password_hash) == (SignUpState.EXPIRED, "")


def test_picture_in_progress_is_not_cleaned_up() -> None:
    with transaction() as session:
        picture = Picture(task_id=uuid4(), created_at=utc_now() - 2 * DAY)
        session.add(picture)
    user(next_picture=picture.id)
    clean_pictures(RUN)
    with transaction() as session:
        assert session.get(Picture, picture.id)


def test_expired_sign_up_loses_its_picture_and_the_files(storage_dir: Path) -> None:
    settings = get_settings()
    with transaction() as session:
        expired, open_one = (expiring_sign_up(session, age) for age in (3 * DAY, DAY))
    for picture_id in (expired.picture_id, open_one.picture_id):
        assert picture_id
        storage.save_original(settings, picture_id, BytesIO(b"a photo"))
        storage.save_thumbnail(settings, picture_id, 64, b"a thumbnail")
    expire_sign_ups(RUN)
    with transaction() as session:
        assert session.get(Picture, expired.picture_id) is None
        assert session.get_one(SignUp, expired.id).picture_id is None
        assert session.get(Picture, open_one.picture_id)
        states = {task.subject_id: task.state for task in session.scalars(select(Task))}
    assert states[expired.id] is TaskState.REVOKED
    assert states[open_one.id] is TaskState.PENDING
    paths = " ".join(str(path) for path in storage_dir.rglob("*"))
    assert str(expired.picture_id) not in paths
    assert paths.count(str(open_one.picture_id)) > 1


def expiring_sign_up(session: Session, age: timedelta) -> SignUp:
    """A sign-up with a picture and its task, whose last mail has this age."""
    sign_up = SignUp(
        id=uuid4(),
        email="a@b.example",
        email_key="a@b.example",
        display_name="Ada",
        password_hash="a hash",
        mailed_at=utc_now() - age,
    )
    task = enqueue(session, ResizeThumbnail(picture_id=uuid4()), subject_id=sign_up.id)
    picture = Picture(id=uuid4(), task_id=task.id)
    session.add(picture)
    session.flush()
    sign_up.picture_id = picture.id
    session.add(sign_up)
    return sign_up
