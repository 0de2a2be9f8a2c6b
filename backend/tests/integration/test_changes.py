"""The table of changes: each change is read once, and old ones are deleted."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from foyer.db.engines import listening_connection
from foyer.long_polling import changes
from foyer.long_polling.changes import ChangeReader, ChangesMissedError
from local.stack import Stack
from tests.conftest import connected_to

INSERT = "INSERT INTO changes (resource_ids) VALUES (%s)"


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack):
        yield


async def _overlapping_transactions(url: str, early: str, late: str) -> list[list[str]]:
    async with await listening_connection() as connection:
        reader = ChangeReader(connection)
        await reader.start()
        reads = []
        with psycopg.connect(url) as first, psycopg.connect(url, autocommit=True) as second:
            first.execute(INSERT, (f"{early} {early}",))
            second.execute(INSERT, (late,))
            reads.append(await reader.read())
            first.commit()
            reads += [await reader.read(), await reader.read()]
    return [[name for name in names if name in {early, late}] for names in reads]


def test_a_change_is_read_once_although_a_later_transaction_commits_first(stack: Stack) -> None:
    early, late = uuid4().hex, uuid4().hex
    reads = asyncio.run(_overlapping_transactions(stack.database_url, early, late))
    assert reads == [[late], [early, early], []]


async def _delete_all_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async with await listening_connection() as connection:
        reader = ChangeReader(connection)
        await reader.start()
        await reader.read()
        monkeypatch.setattr(changes, "RETENTION", 0.0)
        for _ in range(2):  # the first one remembers which changes are old
            await reader.delete_old()
        with pytest.raises(ChangesMissedError):
            await reader.read()


def test_old_changes_are_deleted_and_a_late_reader_notices(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, open_one = uuid4().hex, uuid4().hex
    with (
        psycopg.connect(stack.database_url) as uncommitted,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        uncommitted.execute(INSERT, (open_one,))
        database.execute(INSERT, (old,))
        asyncio.run(_delete_all_that_was_read(monkeypatch))
        uncommitted.commit()
        rows = "SELECT resource_ids FROM changes WHERE resource_ids = ANY(%s)"
        assert database.execute(rows, ([old, open_one],)).fetchall() == [(open_one,)]
