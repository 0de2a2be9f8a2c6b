"""Streams the data export page by page: memory and transactions stay small for any account."""

import json
from collections.abc import AsyncIterator, Callable
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all

from foyer.accounts import audit
from foyer.accounts.profile.export import (
    ExportedAccount,
    ExportedEmailChange,
    ExportedEvent,
    ExportedNotice,
    ExportedPicture,
    ExportedReset,
    ExportedSession,
    ExportedSignUp,
    ExportedTask,
)
from foyer.db.base import utc_now
from foyer.db.engines import async_session
from foyer.models import (
    EmailChange,
    Notice,
    PasswordReset,
    Picture,
    SignUp,
    User,
    UserSession,
)
from foyer.task_engine.models import Task

PAGE = 1000

Pages = AsyncIterator[list[BaseModel]]
Record = TypeVar("Record", EmailChange, Notice, PasswordReset, Picture, SignUp, Task, UserSession)


async def stream_export(user: User) -> AsyncIterator[str]:
    """The export of an account as JSON, see `Export`. Each page is a transaction of its own.

    Sign-ups that other people began with the address are not included.
    """
    account = ExportedAccount.model_validate(user).model_dump_json()
    yield f'{{"exported_at": {json.dumps(utc_now().isoformat())},\n"account": {account}'
    for name, pages in _sections(user).items():
        yield f',\n"{name}": ['
        separator = "\n"
        async for page in pages:
            yield separator + ",\n".join(item.model_dump_json() for item in page)
            separator = ",\n"
        yield "]"
    yield "}\n"


def _sections(user: User) -> dict[str, Pages]:
    pictures = Picture.id.in_((user.picture_id, user.next_picture_id))
    sessions = (UserSession.user_id == user.id) & (UserSession.expires_at > func.now())
    sign_ups = SignUp.user_id == user.id
    email_changes = EmailChange.user_id == user.id
    resets = PasswordReset.email_key == user.email_key
    notices = Notice.user_id == user.id
    subject_ids = union_all(
        select(literal(user.id)),
        select(SignUp.id).where(sign_ups),
        select(EmailChange.id).where(email_changes),
        select(PasswordReset.id).where(resets),
        select(Notice.id).where(notices),
    )
    tasks = Task.subject_id.in_(subject_ids)
    return {
        "pictures": _pages(Picture, pictures, ExportedPicture.of),
        "sessions": _pages(UserSession, sessions, ExportedSession.model_validate),
        "sign_ups": _pages(SignUp, sign_ups, ExportedSignUp.model_validate),
        "email_changes": _pages(EmailChange, email_changes, ExportedEmailChange.model_validate),
        "password_resets": _pages(PasswordReset, resets, ExportedReset.model_validate),
        "notices": _pages(Notice, notices, ExportedNotice.model_validate),
        "tasks": _pages(Task, tasks, ExportedTask.model_validate),
        "events": _event_pages(user),
    }


async def _pages(
    table: type[Record], condition: ColumnElement[bool], export: Callable[[Record], BaseModel]
) -> Pages:
    """The records that match the condition, the oldest first."""
    query: Select[Record] = select(table).where(condition).limit(PAGE)
    query = query.order_by(table.created_at, table.id)
    page_query = query
    while True:
        async with async_session() as session:
            records = list(await session.scalars(page_query))
        if records:
            yield [export(record) for record in records]
        if len(records) < PAGE:
            return
        last_key = (records[-1].created_at, records[-1].id)
        page_query = query.where(tuple_(table.created_at, table.id) > last_key)


async def _event_pages(user: User) -> Pages:
    after = UUID(int=0)
    while True:
        async with async_session() as session:
            events = await audit.list_events_of_user(session, user, after=after, limit=PAGE)
        if events:
            yield [ExportedEvent.of(event) for event in events]
        if len(events) < PAGE:
            return
        after = events[-1].id
