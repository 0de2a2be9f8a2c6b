"""The generated history: the number of its tasks, their states, and their roll-ups."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from sqlalchemy import delete, func, select

from foyer.db.engines import transaction
from foyer.seeding import history as seeding
from foyer.seeding.fixtures import KINDS
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
def test_seeding_adds_ended_tasks_of_a_year_with_roll_ups() -> None:
    with transaction() as session:
        states = dict(session.execute(select(Task.state, func.count()).group_by(Task.state)).all())
        oldest, newest = session.execute(
            select(func.min(Task.created_at), func.max(Task.created_at))
        ).one()
        attempts = session.scalar(select(func.count()).select_from(TaskAttempt))
        counted = session.scalars(
            select(func.sum(TaskRollup.count)).where(TaskRollup.width == DAY)
        ).one()
        subjects = session.scalar(select(func.count(func.distinct(Task.subject_id))))
    assert sum(states.values()) == ROWS
    assert set(states) <= FINAL_STATES
    assert states[TaskState.FAILURE] > ROWS / 100
    assert (newest - oldest).days in range(360, 366)
    assert attempts
    assert attempts > ROWS
    assert subjects
    assert subjects > ROWS / 20
    assert ROWS * 0.99 <= counted <= ROWS  # the last minute is not counted yet


def test_seeding_refuses_to_run_in_production() -> None:
    production = get_settings().model_copy(update={"environment": Environment.PRODUCTION})
    with pytest.raises(SeedingRefusedError):
        next(seeding.seed_history(production, 1))


def test_generated_errors_have_the_codes_and_places_of_the_application() -> None:
    errors = [failure.error for kind in KINDS for failure in kind.failures]
    assert "picture_damaged" in {error["code"] for error in errors}
    for error in errors:
        module, _, function = error["place"].rpartition(".")
        assert callable(getattr(import_module(module), function))
