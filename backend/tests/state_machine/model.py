"""The model of a task row: plain Python without clock and concurrency."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from foyer.task_engine.lease import Lease
from foyer.task_engine.models import FINAL_STATES, WAITING_STATES, TaskState

MAX_CRASHES = 3


@dataclass(slots=True)
class ModelTask:
    """One task. `outcomes` has one entry for each attempt, None while it runs."""

    id: UUID
    state: TaskState = TaskState.PENDING
    crashes: int = 0
    due: bool = True
    generation: str | None = None  # of the broker that it was published to
    holder: UUID | None = None  # the lease's token; it stays if the lease expired
    expired: bool = False
    outcomes: list[TaskState | None] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.state in WAITING_STATES

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def to_publish(self) -> bool:
        return self.waits and self.due and self.generation is None

    @property
    def claimable(self) -> bool:
        return self.waits and self.due and self.generation is not None

    def held_by(self, claim: Lease) -> bool:
        return self.holder == claim.token

    def start(self, claim: Lease) -> None:
        self.state, self.holder, self.expired = TaskState.STARTED, claim.token, False
        self.outcomes.append(None)

    def resume(self) -> None:
        """A worker that lost its lease takes the task back, because no newer attempt began."""
        if self.state is TaskState.RETRY:
            self.crashes -= 1
        self.state, self.expired, self.outcomes[-1] = TaskState.STARTED, False, None

    def end(self, state: TaskState, *, due: bool = True) -> None:
        """End the attempt. After RETRY, the task waits again and is unpublished."""
        if self.state is TaskState.STARTED:
            self.outcomes[-1] = state
        self.state, self.holder, self.expired = state, None, False
        if state is TaskState.RETRY:
            self.due, self.generation = due, None

    def snooze(self, *, due: bool) -> None:
        """Give the attempt back: it leaves no entry."""
        self.end(TaskState.RETRY, due=due)
        self.outcomes.pop()

    def crash(self, *, keeps_holder: bool) -> TaskState:
        holder = self.holder
        self.crashes += 1
        is_last = self.crashes >= MAX_CRASHES
        self.end(TaskState.FAILURE if is_last else TaskState.RETRY)
        if keeps_holder and not is_last:
            self.holder = holder
        return self.state


def unmark(tasks: Iterable[ModelTask], *, keep: str | None) -> None:
    """Mark waiting tasks as unpublished, except those of one generation."""
    for task in tasks:
        if task.waits and task.generation != keep:
            task.generation = None
