"""A claim that is faster than the publisher's commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from foyer.db.engines import driver_connection, transaction
from foyer.task_engine import lease, outbox, record
from foyer.task_engine.lease import Claimant, Lease
from foyer.task_engine.payload import Payload
from testkit.wait import wait_until

pytestmark = pytest.mark.usefixtures("database")

LOCK_WAITERS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class Claimed(Payload, kind="claimed", queue="claimed"):
    """No worker runs it."""


def claim(task_id: UUID) -> Lease | None:
    with transaction() as session:
        claimant = Claimant("w", 1, timedelta(hours=1))
        return lease.claim(driver_connection(session), task_id, claimant)


def enqueue() -> UUID:
    with transaction() as session:
        return record.enqueue(session, Claimed()).id


def test_a_claim_waits_for_the_commit_of_the_publisher() -> None:
    task_id = enqueue()
    with ThreadPoolExecutor(1) as pool:
        with transaction() as publisher:
            assert outbox.lock_due(publisher, [task_id])
            claiming = pool.submit(claim, task_id)
            wait_until(lambda: publisher.scalar(LOCK_WAITERS), what="the claim waits")
            outbox.mark_published(publisher, [task_id], "a generation")
        claimed = claiming.result(60)
    assert claimed
    assert claimed.attempt == 1
    assert claim(task_id) is None, "a second delivery"


def test_an_unmarked_task_cannot_be_claimed() -> None:
    task_id = enqueue()
    assert claim(task_id) is None
    with transaction() as session:
        outbox.mark_published(session, [task_id], "a generation")
    assert claim(task_id)
