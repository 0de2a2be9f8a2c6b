"""The tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Enum, ForeignKey, Index, MetaData, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7


def utc_now() -> datetime:
    return datetime.now(UTC)


class TaskState(StrEnum):
    """Celery's own names."""

    PENDING = "PENDING"
    STARTED = "STARTED"
    RETRY = "RETRY"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    REVOKED = "REVOKED"


FINAL_STATES = frozenset({TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED})
WAITING_STATES = frozenset({TaskState.PENDING, TaskState.RETRY})


class SignUpState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"  # another sign-up of the same address was confirmed
    EXPIRED = "expired"


class EmailChangeState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"  # by the person, a newer change, or a new password
    SUPERSEDED = "superseded"  # the address has become somebody's
    EXPIRED = "expired"


class NoticeEvent(StrEnum):
    """What the owner of an account is told by mail after it happened."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    EMAIL_CHANGED = "email_changed"


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class AuditEvent(StrEnum):
    """What the audit log knows. Add freely; never rename: old rows say it for ever."""

    SIGNED_UP = "signed_up"
    CONFIRMATION_RESENT = "confirmation_resent"
    SIGN_UP_EMAIL_CHANGED = "sign_up_email_changed"
    CONFIRMED = "confirmed"
    LOGGED_IN = "logged_in"
    LOG_IN_FAILED = "log_in_failed"
    LOGGED_OUT = "logged_out"
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere"
    SESSION_ENDED = "session_ended"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGE_WITHDRAWN = "email_change_withdrawn"
    EMAIL_CHANGED = "email_changed"
    NAME_CHANGED = "name_changed"
    PICTURE_CHANGED = "picture_changed"
    PICTURE_REMOVED = "picture_removed"
    ACCOUNT_DELETED = "account_deleted"
    DATA_EXPORTED = "data_exported"
    ADMIN_CREATED = "admin_created"
    TASK_REVOKED = "task_revoked"


def _enum(of: type[StrEnum]) -> Enum:
    """Stored by value, as text with a check: a new member needs no ALTER TYPE."""
    return Enum(
        of,
        native_enum=False,
        length=16,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to declare it
        datetime: DateTime(timezone=True),
        str: Text(),
        dict[str, Any]: JSONB(none_as_null=True),
        TaskState: _enum(TaskState),
        SignUpState: _enum(SignUpState),
        EmailChangeState: _enum(EmailChangeState),
        NoticeEvent: _enum(NoticeEvent),
        Role: _enum(Role),
        # No check: the log must take what a newer process of a rolling deploy notes.
        AuditEvent: Enum(
            AuditEvent,
            native_enum=False,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Picture(Base):
    """A picture somebody gave us. Its id is its public name and cannot be guessed."""

    __tablename__ = "pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID]  # the task that makes the thumbnails; no key: history is cleaned up
    crop: Mapped[dict[str, Any] | None]  # {x, y, size} in source pixels after EXIF rotation
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ready_at: Mapped[datetime | None]  # set once all thumbnails are durable


class User(Base):
    """A person whose address is confirmed."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]  # as the person writes it
    email_key: Mapped[str] = mapped_column(unique=True)  # normalised: one account an address
    display_name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(default=Role.USER)
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey("pictures.id", ondelete="SET NULL"))
    # Becomes the picture once its thumbnails are there; until then the present one stays.
    next_picture_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("pictures.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SignUp(Base):
    """Somebody asked for an account. It reserves no address until its link is used."""

    __tablename__ = "sign_ups"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)  # the capability to follow it
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    email_version: Mapped[int] = mapped_column(default=1, server_default="1")  # links are of one
    display_name: Mapped[str]
    password_hash: Mapped[str]  # "" once it is over
    state: Mapped[SignUpState] = mapped_column(default=SignUpState.PENDING)
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey("pictures.id", ondelete="SET NULL"))
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    mailed_at: Mapped[datetime] = mapped_column(server_default=func.now())  # latest mail asked for
    confirmed_at: Mapped[datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    fingerprint: Mapped[bytes | None]  # of the request that has the key


class LogInSession(Base):
    """A log-in. The cookie holds the token; here is only its hash."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ip: Mapped[str | None]  # seen last
    user_agent: Mapped[str | None]


class EmailChange(Base):
    """Somebody asked for another address. It reserves none until its link is used."""

    __tablename__ = "email_changes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    state: Mapped[EmailChangeState] = mapped_column(default=EmailChangeState.PENDING)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


Index(
    "uq_email_changes_pending",  # one at a time
    EmailChange.user_id,
    unique=True,
    postgresql_where=text("state = 'pending'"),
)


class PasswordReset(Base):
    """Somebody asked for a new password, for an address that may or may not have an account."""

    __tablename__ = "password_resets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email_key: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]  # used, or of no more use


class Notice(Base):
    """Something the owner of an account is told, at the address the account had when it was."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    event: Mapped[NoticeEvent]
    email: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Task(Base):
    """One piece of work: the only place where its state is kept. See tasks/record.py."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)  # what it is about, e.g. a sign-up
    slot: Mapped[str | None] = mapped_column(unique=True)  # of a periodic kind: once in each
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[TaskState] = mapped_column(default=TaskState.PENDING)
    progress: Mapped[int] = mapped_column(SmallInteger, default=0)  # percent
    step: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    run_at: Mapped[datetime] = mapped_column(server_default=func.now())  # not before
    published_at: Mapped[datetime | None]
    published_to: Mapped[str | None]  # the broker's generation, see tasks/broker.py
    started_at: Mapped[datetime | None]  # of the latest attempt
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    crashes: Mapped[int] = mapped_column(SmallInteger, default=0)  # attempts that just vanished
    worker: Mapped[str | None]
    pid: Mapped[int | None]  # of the worker's process that runs it
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]  # {code, message}: what a person may read
    traceback: Mapped[str | None]  # what an administrator may read


Index("ix_tasks_history", Task.created_at.desc(), Task.id.desc())
# These stay as small as the work in hand, however long the history is.
_WAITING = "state IN ('PENDING', 'RETRY')"
Index("ix_tasks_due", Task.run_at, postgresql_where=text(f"{_WAITING} AND published_at IS NULL"))
Index(
    "ix_tasks_published",
    Task.published_at,
    postgresql_where=text(f"{_WAITING} AND published_at IS NOT NULL"),
)
Index("ix_tasks_leases", Task.lease_until, postgresql_where=text("state = 'STARTED'"))


class TaskAttempt(Base):
    """One run of a task by one worker."""

    __tablename__ = "task_attempts"

    task_id: Mapped[UUID] = mapped_column(
        ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    worker: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[TaskState | None]
    error: Mapped[dict[str, Any] | None]
    traceback: Mapped[str | None]


class Worker(Base):
    """A worker, and when a message last went all the way through it. See tasks/liveness.py."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    asked_at: Mapped[datetime | None]


class TaskKindRow(Base):
    """What the workers say they can do; dispatch reads the queue from here."""

    __tablename__ = "task_kinds"

    kind: Mapped[str] = mapped_column(primary_key=True)
    queue: Mapped[str]
    registered_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class AuditRow(Base):
    """Something that happened to an account. Added, never changed; see accounts/audit.py."""

    __tablename__ = "audit_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    event: Mapped[AuditEvent]
    user_id: Mapped[UUID | None] = mapped_column(index=True)  # no key: it outlives the account
    subject: Mapped[str | None] = mapped_column(index=True)  # the pseudonym of an address
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    reference: Mapped[str]
    details: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
