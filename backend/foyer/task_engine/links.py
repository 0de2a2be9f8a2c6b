"""Links between tasks: a follower waits until the tasks before it have ended.

Until then its `run_at` is `NEVER`, so all other code sees a task that is not due yet. A trigger of
PostgreSQL (migration 0014) counts down the follower's `blockers` in the transaction that ends a
task before it, whichever process writes that end, and makes the follower due. If that task did not
succeed and the follower needs its success, the trigger ends the follower and all tasks after it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from foyer.task_engine.failure import PREDECESSOR_FAILED
from foyer.task_engine.models import FINAL_STATES, Task, TaskLink, TaskState

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Predecessors:
    """The tasks before a new task, whose rows are locked until the end of the transaction.

    Attributes:
        needed: those that must succeed.
        ended: those that had ended already, with their states.
        unended: the others.
    """

    needed: frozenset[UUID] = frozenset()
    ended: dict[UUID, TaskState] = field(default_factory=dict)
    unended: frozenset[UUID] = frozenset()

    @property
    def have_failed(self) -> bool:
        """Whether one of those that must succeed has ended otherwise."""
        ends = (self.ended.get(task_id, TaskState.SUCCESS) for task_id in self.needed)
        return any(state is not TaskState.SUCCESS for state in ends)


def lock_predecessors(
    session: Session, after: Collection[UUID], when_ended: Collection[UUID]
) -> Predecessors:
    """Lock the tasks before a new task, so that they do not end before it is committed.

    Raises:
        LookupError: there is no such task.
    """
    ids = {*after, *when_ended}
    # Ordered by id, so that two transactions that lock several tasks do not deadlock.
    query = select(Task.id, Task.state).where(Task.id.in_(ids)).order_by(Task.id)
    states = dict(session.execute(query.with_for_update(key_share=True)).all()) if ids else {}
    if missing := ids - states.keys():
        raise LookupError(f"there are no tasks {sorted(map(str, missing))}")
    ended = {task_id: state for task_id, state in states.items() if state in FINAL_STATES}
    return Predecessors(frozenset(after), ended, frozenset(ids - ended.keys()))


def block(task: Task, predecessors: Predecessors) -> None:
    """Make a new task wait for these tasks; or end it, if one of them has failed already."""
    if predecessors.have_failed:
        task.state, task.finished_at = TaskState.FAILURE, func.clock_timestamp()
        task.error = PREDECESSOR_FAILED.error
    elif predecessors.unended:
        task.blockers = len(predecessors.unended)
        task.release_at, task.run_at = task.run_at, NEVER


def add_links(session: Session, follower_id: UUID, predecessors: Predecessors) -> None:
    """Store that the task follows these tasks."""
    ids = [*predecessors.ended, *predecessors.unended]
    links = [
        {
            "task_id": task_id,
            "follower_id": follower_id,
            "needs_success": task_id in predecessors.needed,
        }
        for task_id in ids
    ]
    if not links:
        return
    session.execute(insert(TaskLink), links)
    session.execute(
        update(Task).where(Task.id.in_(predecessors.unended)).values(has_followers=True)
    )


def outcomes(session: Session, follower_id: UUID) -> Counter[TaskState]:
    """Count the states of the tasks before this one, for example of a batch that has ended."""
    query = (
        select(Task.state, func.count())
        .join(TaskLink, TaskLink.task_id == Task.id)
        .where(TaskLink.follower_id == follower_id)
        .group_by(Task.state)
    )
    return Counter(dict(session.execute(query).all()))


def released(session: Session, task_id: UUID) -> list[UUID]:
    """Return the followers of an ended task that do not wait for another one."""
    query = (
        select(TaskLink.follower_id)
        .join(Task, Task.id == TaskLink.follower_id)
        .where(TaskLink.task_id == task_id, Task.blockers == 0)
    )
    return list(session.scalars(query))
