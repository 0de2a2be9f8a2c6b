"""Expiry: links and sessions end by themselves, and are forgotten."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest

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
from foyer.task_engine.kinds import Run
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue
from foyer.tasks import clean_pictures, expire_links, expire_sessions, expire_sign_ups

pytestmark = pytest.mark.usefixtures("database", "storage_dir")

RUN = Run(id=uuid4(), attempt=1, created_at=utc_now())
DAY = timedelta(days=1)
Row = TypeVar("Row", EmailChange, UserSession, Notice, PasswordReset, SignUp)


def user(next_picture: UUID | None = None) -> UUID:
    key = f"{uuid4().hex}@example.com"
    with transaction() as session:
        row = User(
            email=key,
            email_key=key,
            display_name="Ada",
            password_hash="none",
            next_picture_id=next_picture,
        )
        session.add(row)
    return row.id


def add(row: Row) -> Row:
    with transaction() as session:
        session.add(row)
    return row


def again(row: Row) -> Row | None:
    with transaction() as session:
        return session.get(type(row), row.id)


def change(age: timedelta) -> EmailChange:
    key = f"{uuid4().hex}@example.com"
    row = EmailChange(user_id=user(), email=key, email_key=key, created_at=utc_now() - age)
    add(row)
    return row


def state_of(row: EmailChange) -> EmailChangeState | None:
    found = again(row)
    return found.state if found else None


def test_changes_of_address_expire_and_are_forgotten() -> None:
    fresh, late, old = change(DAY), change(3 * DAY), change(31 * DAY)
    expire_links(RUN)
    assert state_of(fresh) is EmailChangeState.PENDING
    assert state_of(late) is EmailChangeState.EXPIRED
    assert state_of(old) is None


def test_what_tasks_say_of_a_forgotten_subject_is_forgotten_with_it() -> None:
    """Nobody could find it later, when the person asks for all data to be deleted."""
    old = change(31 * DAY)
    with transaction() as session:
        task = enqueue(session, "send_email_change_email", subject_id=old.id, payload={"a": "b"})
        task.state, task.finished_at = TaskState.FAILURE, utc_now()
        task.error = {"code": "mail_refused", "message": f"<{old.email}>: user unknown"}
        task.traceback = f"... {old.email} ..."
    expire_links(RUN)
    with transaction() as session:
        kept = session.get_one(Task, task.id)
    assert (kept.kind, kept.state) == ("send_email_change_email", TaskState.FAILURE)
    assert (kept.subject_id, kept.payload, kept.traceback) == (None, {}, None)
    assert kept.error
    assert old.email not in str(kept.error)


def test_resets_and_notices_are_forgotten() -> None:
    kept, gone = (
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
    assert (again(kept[0]) is None, again(kept[1]) is None) == (False, False)
    assert (again(gone[0]) is None, again(gone[1]) is None) == (True, True)


def test_sessions_are_forgotten_when_their_time_is_over() -> None:
    over, going = (
        add(UserSession(user_id=user(), token_hash=uuid4().bytes, expires_at=utc_now() + after))
        for after in (-timedelta(seconds=1), timedelta(seconds=60))
    )
    expire_sessions(RUN)
    assert again(over) is None
    assert again(going)


def test_a_mail_sent_again_lets_a_sign_up_live_on_and_its_end_takes_the_password() -> None:
    renewed, late = (
        SignUp(
            email="a@b.example",
            email_key="a@b.example",
            display_name="Ada",
            password_hash="a hash",
            created_at=utc_now() - 3 * DAY,
            mailed_at=utc_now() - mailed,
        )
        for mailed in (DAY, 3 * DAY)
    )
    for row in (renewed, late):
        add(row)
    expire_sign_ups(RUN)
    living, over = again(renewed), again(late)
    assert living
    assert over
    assert (living.state, living.password_hash) == (SignUpState.PENDING, "a hash")
    assert (over.state, over.password_hash) == (SignUpState.EXPIRED, "")


def test_a_picture_that_is_to_be_somebodys_is_kept() -> None:
    with transaction() as session:
        picture = Picture(task_id=uuid4(), created_at=utc_now() - 2 * DAY)
        session.add(picture)
    user(next_picture=picture.id)
    clean_pictures(RUN)
    with transaction() as session:
        assert session.get(Picture, picture.id)
