"""The state of the test: the model, all claims so far, and the invariants."""

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

AT_ONCE = 3  # unfinished tasks; few, so that each gets many events

Draw = Callable[..., Any]
Event = Callable[[Any, Draw], None]
_events: list[tuple[str, Event]] = []


def event(needs: str, *, weight: int = 1) -> Callable[[Event], Event]:
    """Register an event that is possible while the property `needs` is true or not empty.

    Events are not rules of Hypothesis, because it disables half of the rules in each run, and a run
    without deliveries would be useless.
    """

    def register(act: Event) -> Event:
        _events.extend([(needs, act)] * weight)
        return act

    return register


class World(RuleBasedStateMachine):
    """The table and its model. All claims stay, so that late writers can use old ones."""

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
        """The claims whose worker may write; some of their leases expired and were reclaimed."""
        return [claim for claim in self.claims if self.task_of(claim).held_by(claim)]

    @property
    def started(self) -> list[Lease]:
        return [claim for claim in self.running if not self.task_of(claim).waits]

    @property
    def late(self) -> list[Lease]:
        return [claim for claim in self.claims if not self.task_of(claim).held_by(claim)]

    def task_of(self, claim: Lease) -> ModelTask:
        return self.model[claim.task_id]

    def move(self, task_id: UUID, state: tuple[TaskState, ...], **times: object) -> None:
        """Change the times of one row, as if time had passed."""
        with transaction() as session:
            session.execute(
                update(Task).where(Task.id == task_id, Task.state.in_(state)).values(**times)
            )

    @invariant()
    def the_rows_are_the_model(self) -> None:
        with transaction() as session:
            stored = {task.id: task for task in session.scalars(select(Task))}
        assert stored.keys() == self.model.keys()
        for task_id, task in stored.items():
            model = self.model[task_id]
            assert (task.state, task.attempts) == (model.state, len(model.outcomes))
            assert (task.crashes, task.lease_token) == (model.crashes, model.holder)
            assert (task.finished_at is not None) == model.is_final
            if model.waits:
                assert task.published_to == model.generation
            _is_recoverable(task)

    @invariant()
    def history_has_each_attempt_and_never_changes(self) -> None:
        query = select(TaskAttempt).order_by(TaskAttempt.task_id, TaskAttempt.number)
        with transaction() as session:
            attempts = list(session.scalars(query))
        for task_id, task in self.model.items():
            of_task = [attempt for attempt in attempts if attempt.task_id == task_id]
            assert [attempt.number for attempt in of_task] == list(range(1, len(task.outcomes) + 1))
            assert [attempt.outcome for attempt in of_task] == task.outcomes
        for attempt in attempts:
            task = self.model[attempt.task_id]
            may_resume = task.holder is not None and attempt.number == len(task.outcomes)
            if attempt.ended_at and not may_resume:
                end = (attempt.ended_at, attempt.outcome, attempt.error, attempt.traceback)
                assert self.history.setdefault((attempt.task_id, attempt.number), end) == end


def _is_recoverable(task: Task) -> None:
    """A running task has a lease that expires; a waiting task is published or due some time."""
    assert (task.state is TaskState.STARTED) == (task.lease_until is not None)
    assert task.lease_token is not None or task.lease_until is None
    assert (task.published_at is None) == (task.published_to is None)
    assert task.run_at is not None
