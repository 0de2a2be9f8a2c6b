"""The made-up history: as many tasks as asked for, all ended, all counted."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select

from foyer.db.engines import transaction
from foyer.seeding import history as seeding
from foyer.seeding.history import SeedingRefusedError
from foyer.settings import Environment, get_settings
from foyer.task_engine.history.rollup import DAY
from foyer.task_engine.history.rollup_tables import TaskRollup
from foyer.task_engine.models import FINAL_STATES, Task, TaskAttempt, TaskState
from local.stack import Stack

ROWS = 3000


@pytest.fixture(scope="module")
def seeded(database: Stack) -> Iterator[Stack]:
    with transaction() as session:
        session.execute(delete(Task))
    database.foyer("seed-history", "--rows", str(ROWS))
    yield database
    with transaction() as session:
        session.execute(delete(Task))


@pytest.mark.usefixtures("seeded")
def test_a_years_history() -> None:
    with transaction() as session:
        states = dict(session.execute(select(Task.state, func.count()).group_by(Task.state)).all())
        oldest, newest = session.execute(
            select(func.min(Task.created_at), func.max(Task.created_at))
        ).one()
        attempts = session.scalar(select(func.count()).select_from(TaskAttempt))
        counted = session.scalars(
            select(func.sum(TaskRollup.count)).where(TaskRollup.width == DAY)
        ).one()
        people = session.scalar(select(func.count(func.distinct(Task.subject_id))))
    assert sum(states.values()) == ROWS
    assert set(states) <= FINAL_STATES
    assert states[TaskState.FAILURE] > ROWS / 100
    assert (newest - oldest).days in range(360, 366)
    assert attempts
    assert attempts > ROWS
    assert people
    assert people > ROWS / 20
    assert ROWS * 0.99 <= counted <= ROWS  # but for the last minute


def test_production_refuses() -> None:
    production = get_settings().model_copy(update={"environment": Environment.PRODUCTION})
    with pytest.raises(SeedingRefusedError):
        next(seeding.seed_history(production, 1))
