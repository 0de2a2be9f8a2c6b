"""Statistics read the recent tasks by an index, however large the history is."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.db.base import utc_now
from foyer.db.engines import async_engine, async_session
from foyer.task_engine.history import statistics as history
from foyer.task_engine.history.rollup_tables import RollupMark

pytestmark = pytest.mark.usefixtures("in_stack")

YEAR = timedelta(days=365)
_SCATTERED = text("""
    INSERT INTO tasks (id, kind, payload, state, progress, attempts, crashes,
        created_at, started_at, finished_at)
    SELECT gen_random_uuid(), 'scattered', '{}', 'SUCCESS', 100, 1, 0, moment, moment, moment
    FROM (SELECT now() - random() * interval '365 days' AS moment FROM generate_series(1, 10000))
""")
_SEQUENTIALLY_READ = text("""
    SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'tasks'
""")


def test_statistics_of_a_year_do_not_read_the_whole_table() -> None:
    """Not even if the rows are in no order, as in a table from which old tasks were deleted."""

    async def rows_read() -> int:
        try:
            async with async_session() as session:
                await session.execute(_SCATTERED)
                await session.execute(text("ANALYZE tasks"))
                await session.execute(update(RollupMark).values(until=func.now()))
                # As if the table were large: many rows cost more by an index.
                await session.execute(text("SET LOCAL random_page_cost = 20"))
                before = await _read_sequentially(session)
                await history.statistics(
                    session,
                    since=utc_now() - YEAR,
                    until=utc_now(),
                    kind="scattered",
                    error_groups=1,
                )
                return await _read_sequentially(session) - before
        finally:
            await async_engine().dispose()

    assert asyncio.run(rows_read()) == 0


async def _read_sequentially(session: AsyncSession) -> int:
    """Return the number of rows of `tasks` that this transaction read without an index."""
    rows: int = (await session.scalars(_SEQUENTIALLY_READ)).one()
    return rows
