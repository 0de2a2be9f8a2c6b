"""The queries with which KEDA scales the workers on Kubernetes, on a real database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.db.engines import engine
from foyer.task_engine import pauses
from foyer.task_engine.models import Task, TaskState

pytestmark = pytest.mark.usefixtures("database")

FILE = Path(__file__).parents[3] / "deploy" / "kubernetes" / "autoscaling.yaml"
TRIGGERS = {
    manifest["metadata"]["name"]: manifest["spec"]["triggers"][0]
    for manifest in yaml.safe_load_all(FILE.read_text())
    if manifest["kind"] == "ScaledObject"
}
QUERIES = {worker: trigger["metadata"]["query"] for worker, trigger in TRIGGERS.items()}
QUEUES = {"worker-pictures": ["pictures"], "worker-mail": ["mail", "bulk"]}
HOUR = timedelta(hours=1)


@pytest.fixture
def session() -> Iterator[Session]:
    """A transaction that is not committed: the other tests do not see its tasks."""
    with Session(engine()) as session:
        yield session


def test_each_query_has_its_queues() -> None:
    assert QUERIES.keys() == QUEUES.keys()


@pytest.mark.parametrize("worker", QUEUES)
def test_the_tasks_count_that_a_worker_could_run_now(session: Session, worker: str) -> None:
    def count() -> int:
        session.flush()
        number: int = session.execute(text(QUERIES[worker])).scalar_one()
        return number

    def add(queue: str, **fields: object) -> None:
        session.add(Task(kind="scaled", queue=queue, **fields))

    before = count()
    for queue in QUEUES[worker]:
        add(queue)
        add(queue, state=TaskState.RETRY, run_at=utc_now() - HOUR)
    due = 2 * len(QUEUES[worker])
    assert count() == before + due
    add("control")
    for queue in QUEUES[worker]:
        add(queue, run_at=utc_now() + HOUR)
        add(queue, state=TaskState.STARTED)
    assert count() == before + due
    for queue in QUEUES[worker]:
        pauses.pause(session, queue)
    assert count() == 0


@pytest.mark.parametrize("worker", QUEUES)
def test_a_query_reads_waiting_tasks_only(session: Session, worker: str) -> None:
    session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "\n".join(session.execute(text(f"EXPLAIN {QUERIES[worker]}")).scalars())
    assert "Seq Scan on tasks" not in plan
    assert "ix_tasks_published" in plan


@pytest.mark.parametrize("worker", QUEUES)
def test_keda_queries_once_in_a_polling_interval(worker: str) -> None:
    assert TRIGGERS[worker]["useCachedMetrics"] is True
