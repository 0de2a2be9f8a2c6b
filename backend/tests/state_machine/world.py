"""What the events share: the model, the claims made so far, and what holds after each step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select, update

from foyer.db.engines import transaction
from foyer.task_engine.lease import Lease
from foyer.task_engine.models import Task, TaskAttempt, TaskState
from tests.state_machine.model import ModelTask

AT_ONCE = 3  # unfinished tasks: few, so that much happens to each

Draw = Callable[..., Any]
Event = Callable[[Any, Draw], None]
_events: list[tuple[str, Event]] = []


def event(needs: str, *, weight: int = 1) -> Callable[[Event], Event]:
    """Something that may happen while the world's property `needs` is true or not empty.

    Not rules of Hypothesis: it switches off half of those in each run, and a run without deliveries
    tells nothing.
    """

    def register(act: Event) -> Event:
        _events.extend([(needs, act)] * weight)
        return act

    return register


class World(RuleBasedStateMachine):
    """The table and its model. Claims are kept for ever: late writers come back with theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[UUID, ModelTask] = {}
        self.claims: list[Lease] = []
        self.ran_in: dict[UUID, tuple[str, int]] = {}  # worker and pid, by lease
        self.generation = 0
        self.history: dict[tuple[UUID, int], tuple[object, ...]] = {}

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        possible = [act for needs, act in _events if getattr(self, needs)]
        data.draw(st.sampled_from(possible), label="event")(self, data.draw)

    @property
    def room(self) -> bool:
        return len(self.unfinished) < AT_ONCE

    @property
    def every(self) -> list[ModelTask]:
        return list(self.model.values())

    @property
    def unfinished(self) -> list[ModelTask]:
        return [task for task in self.model.values() if not task.is_final]

    @property
    def waiting(self) -> list[ModelTask]:
        return [task for task in self.model.values() if task.waits]

    @property
    def running(self) -> list[Lease]:
        return [claim for claim in self.claims if self.task_of(claim).held_by(claim)]

    @property
    def late(self) -> list[Lease]:
        return [claim for claim in self.claims if not self.task_of(claim).held_by(claim)]

    def task_of(self, claim: Lease) -> ModelTask:
        return self.model[claim.task_id]

    def move(self, task_id: UUID, state: tuple[TaskState, ...], **times: object) -> None:
        """Let time pass for one row."""
        with transaction() as session:
            session.execute(
                update(Task).where(Task.id == task_id, Task.state.in_(state)).values(**times)
            )

    @invariant()
    def the_rows_are_the_model(self) -> None:
        with transaction() as session:
            rows = {row.id: row for row in session.scalars(select(Task))}
        assert rows.keys() == self.model.keys()
        for task_id, row in rows.items():
            task = self.model[task_id]
            assert (row.state, row.attempts) == (task.state, len(task.outcomes))
            assert (row.crashes, row.lease_token) == (task.crashes, task.holder)
            assert (row.finished_at is not None) == task.is_final
            if task.waits:
                assert row.published_to == task.generation
            _somebody_will_find(row)

    @invariant()
    def history_has_each_attempt_and_never_changes(self) -> None:
        query = select(TaskAttempt).order_by(TaskAttempt.task_id, TaskAttempt.number)
        with transaction() as session:
            attempts = list(session.scalars(query))
        for task_id, task in self.model.items():
            mine = [each for each in attempts if each.task_id == task_id]
            assert [each.number for each in mine] == list(range(1, len(task.outcomes) + 1))
            assert [each.outcome for each in mine] == task.outcomes
        for each in attempts:
            if each.ended_at:
                told = (each.ended_at, each.outcome, each.error, each.traceback)
                assert self.history.setdefault((each.task_id, each.number), told) == told


def _somebody_will_find(row: Task) -> None:
    """Whoever died: a running row by its lease, a waiting one by run_at or its publication."""
    assert (row.state is TaskState.STARTED) == (row.lease_until is not None)
    assert (row.lease_token is None) == (row.lease_until is None)
    assert (row.published_at is None) == (row.published_to is None)
    assert row.run_at is not None
