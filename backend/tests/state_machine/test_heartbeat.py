"""The cost of a heartbeat in the database's log (WAL)."""

from datetime import timedelta

from sqlalchemy import text

from foyer.db.engines import driver_connection, transaction
from foyer.task_engine import lease, outbox, record
from foyer.task_engine.payload import Payload
from local.stack import Stack

LENGTH = timedelta(hours=1)
BEATS = 100
LIMIT = 300  # bytes of one heartbeat


class Beating(Payload, kind="beating", queue="beating"):
    """No worker runs it."""

    n: int


def test_a_heartbeat_writes_at_most_300_bytes_of_wal(database: Stack) -> None:
    """The attempt has a long log, which did not change."""
    assert database.postgres.is_running
    with transaction() as session:
        task_ids = [record.enqueue(session, Beating(n=n)).id for n in range(50)]
    with transaction() as session:
        outbox.mark_published(session, task_ids, "a generation")
        for pid, task_id in enumerate(task_ids):
            lease.claim(driver_connection(session), task_id, lease.Claimant("w", pid, LENGTH))
        session.execute(
            text(
                "UPDATE task_attempts SET log = (SELECT string_agg(md5(n::text), ' ')"
                " FROM generate_series(1, 6000) AS n)"
            )
        )
    renew(task_ids[0])  # the first change of a page after a checkpoint writes the whole page
    before = wal_position()
    for _ in range(BEATS):
        renew(task_ids[0])
    assert (wal_position() - before) / BEATS <= LIMIT


def renew(task_id: object) -> None:
    with transaction() as session:
        assert lease.renew(driver_connection(session), "w", {task_id: 0}, LENGTH)  # type: ignore[dict-item]


def wal_position() -> int:
    with transaction() as session:
        position = text("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
        return int(session.scalar(position))
