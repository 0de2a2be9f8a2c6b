"""The task row under any order of events. Hypothesis compares the row with a model."""

import os
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from foyer.db.engines import driver_connection, transaction
from foyer.task_engine import ends, lease, outbox, record, transitions
from foyer.task_engine.failure import WORKER_LOST, Failure
from foyer.task_engine.models import WAITING_STATES, TaskState
from foyer.task_engine.payload import Payload
from local.stack import Stack
from tests.state_machine.model import ModelTask, unmark
from tests.state_machine.world import Draw, World, event

# `make chaos` asks for 500.
RUNS = int(os.environ.get("STATE_MACHINE_RUNS", "10"))
STEPS = 50
KIND, QUEUE = "of_the_state_machine", "of_the_state_machine"
LEASE = timedelta(hours=1)  # leases expire only by the rule `lease_runs_out`
AGO = text("now() - interval '1 second'")
BROKEN = Failure("broken", "It broke.", "a traceback")
WORKERS = st.sampled_from(["anna", "boris", "clara"])


class OfTheStateMachine(Payload, kind=KIND, queue=QUEUE):
    """No worker runs it."""


class TaskRow(World):
    """Events: actions of dispatchers, workers and administrators, in any order."""

    @initialize()
    def empty(self) -> None:
        """Empty the table, because publishing and reclaiming act on all of it."""
        with transaction() as session:
            session.execute(text("TRUNCATE tasks CASCADE"))

    @event("room", weight=3)
    def enqueue(self, _draw: Draw) -> None:
        with transaction() as session:
            task_id = record.enqueue(session, OfTheStateMachine()).id
        self.model[task_id] = ModelTask(task_id)

    @event("waiting", weight=2)
    def dispatch(self, draw: Draw) -> None:
        most = draw(st.integers(1, 3), label="most")
        with transaction() as session:
            due = outbox.lock_next(session, QUEUE, [KIND], most)
            outbox.mark_published(session, [task.id for task in due], str(self.generation))
        locked = {task.id for task in due}
        expected = {task.id for task in self.model.values() if task.to_publish}
        assert locked <= expected
        assert len(locked) == min(most, len(expected))
        for task_id in locked:
            self.model[task_id].generation = str(self.generation)

    @event("waiting", weight=4)
    def deliver(self, draw: Draw) -> None:
        self._deliver(draw(st.sampled_from(self.waiting), label="task"), draw(WORKERS))

    @event("every")
    def deliver_again(self, draw: Draw) -> None:
        """Deliver a message again, or an old message of the broker."""
        self._deliver(draw(st.sampled_from(self.every), label="task"), draw(WORKERS))

    def _deliver(self, task: ModelTask, worker: str) -> None:
        pid = len(self.claims)
        with transaction() as session:
            claimant = lease.Claimant(worker, pid, LEASE)
            claimed = lease.claim(driver_connection(session), task.id, claimant)
            repeated = lease.claim(driver_connection(session), task.id, claimant)
        assert repeated == claimed, "the answer of a claim may be lost"
        assert (claimed is not None) == task.claimable
        if claimed:
            assert claimed.attempt == len(task.outcomes) + 1
            self.claims.append(claimed)
            self.ran_in[claimed.token] = (worker, pid)
            task.start(claimed)

    @event("running")
    def heartbeat(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.running), label="claim")
        with transaction() as session:
            if draw(st.booleans(), label="by_the_main_process"):
                assert self._renew(session, claim) == {claim.task_id}
            else:
                assert lease.progress(driver_connection(session), claim, 50, "on it", length=LEASE)
            assert lease.is_valid(driver_connection(session), claim)
            assert lease.store_log(driver_connection(session), claim)
        self.task_of(claim).resume()

    def _renew(self, session: Session, claim: lease.Lease) -> set[UUID]:
        worker, pid = self.ran_in[claim.token]
        return lease.renew(driver_connection(session), worker, {claim.task_id: pid}, LEASE)

    @event("running")
    def succeed(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.running), label="claim")
        with transaction() as session:
            assert ends.succeed(driver_connection(session), claim, '{"pages": 7}')
        self.task_of(claim).resume()
        self.task_of(claim).end(TaskState.SUCCESS)

    @event("running")
    def fail(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.running), label="claim")
        with transaction() as session:
            assert ends.fail(driver_connection(session), claim, BROKEN)
        self.task_of(claim).resume()
        self.task_of(claim).end(TaskState.FAILURE)

    @event("running")
    def retry(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.running), label="claim")
        is_delayed = draw(st.booleans(), label="is_delayed")
        with transaction() as session:
            assert ends.retry(
                driver_connection(session), claim, BROKEN, timedelta(hours=is_delayed)
            )
        self.task_of(claim).resume()
        self.task_of(claim).end(TaskState.RETRY, due=not is_delayed)

    @event("running")
    def snooze(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.running), label="claim")
        is_delayed = draw(st.booleans(), label="is_delayed")
        with transaction() as session:
            assert ends.snooze(driver_connection(session), claim, timedelta(hours=is_delayed))
        self.task_of(claim).resume()
        self.task_of(claim).snooze(due=not is_delayed)

    @event("late")
    def late_writer(self, draw: Draw) -> None:
        """A worker cannot write after a newer attempt began, or after the task ended."""
        claim = draw(st.sampled_from(self.late), label="claim")
        worker, pid = self.ran_in[claim.token]
        with transaction() as session:
            assert not self._renew(session, claim)
            assert not lease.is_valid(driver_connection(session), claim)
            assert not lease.store_log(driver_connection(session), claim)
            assert not lease.progress(driver_connection(session), claim, 99, "asleep", length=LEASE)
            assert not ends.succeed(driver_connection(session), claim, '{"late": true}')
            assert not ends.retry(driver_connection(session), claim, BROKEN, timedelta(0))
            assert not ends.fail(driver_connection(session), claim, BROKEN)
            assert not ends.snooze(driver_connection(session), claim, timedelta(0))
            assert not transitions.release_lost(
                session, claim.task_id, worker=worker, pid=pid, reason=WORKER_LOST
            )

    @event("unfinished")
    def revoke(self, draw: Draw) -> None:
        task = draw(st.sampled_from(self.unfinished), label="task")
        with transaction() as session:
            assert transitions.revoke(session, task.id)
            assert not transitions.revoke(session, task.id)
        task.end(TaskState.REVOKED)

    @event("started", weight=2)
    def child_dies(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.started), label="claim")
        worker, pid = self.ran_in[claim.token]
        with transaction() as session:
            state = transitions.release_lost(
                session, claim.task_id, worker=worker, pid=pid, reason=WORKER_LOST
            )
        assert state == self.task_of(claim).crash(keeps_holder=False)

    @event("started", weight=2)
    def lease_runs_out(self, draw: Draw) -> None:
        claim = draw(st.sampled_from(self.started), label="claim")
        self.move(claim.task_id, (TaskState.STARTED,), lease_until=AGO)
        self.task_of(claim).expired = True

    @event("waiting")
    def its_time_comes(self, draw: Draw) -> None:
        task = draw(st.sampled_from(self.waiting), label="task")
        self.move(task.id, tuple(WAITING_STATES), run_at=AGO)
        task.due = True

    @event("running", weight=2)
    def reclaim(self, _draw: Draw) -> None:
        with transaction() as session:
            reclaimed = dict(transitions.reclaim(session, 100))
        expired = [task for task in self.model.values() if task.expired]
        assert reclaimed == {task.id: task.crash(keeps_holder=True) for task in expired}

    @event("waiting")
    def broker_is_emptied(self, draw: Draw) -> None:
        """The broker was emptied, or not."""
        self.generation += draw(st.booleans(), label="emptied")
        with transaction() as session:
            outbox.unmark_other_generations(session, str(self.generation), 100)
        unmark(self.model.values(), keep=str(self.generation))

    @event("waiting")
    def message_is_lost(self, draw: Draw) -> None:
        """A message is not in its queue: a killed worker had reserved it, or a claim failed."""
        task = draw(st.sampled_from(self.waiting), label="task")
        with transaction() as session:
            outbox.unmark_lost(session, [task.id], timedelta(0))
        unmark([task], keep=None)


@pytest.mark.timeout(1800)
def test_the_task_row_matches_the_model_after_any_events(database: Stack) -> None:
    assert database.postgres.is_running
    run_state_machine_as_test(
        TaskRow,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,  # the time of a database varies
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
