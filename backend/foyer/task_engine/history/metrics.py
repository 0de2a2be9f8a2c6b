"""Prometheus metrics of tasks, queues and workers, read from the database at each scrape.

The rows and the totals have all figures, so no worker counts anything, and a restart loses nothing.
Every dispatcher serves the same figures, also one that is not active.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import structlog
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.metrics.declaration import Declaration
from foyer.task_engine.history.durations import BUCKETS, bucket_end
from foyer.task_engine.history.rollup_tables import (
    AttemptTotal,
    DurationTotal,
    Measure,
    TaskTotal,
)
from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.history.totals import read_total
from foyer.task_engine.models import (
    ACTIVE_STATES,
    FINAL_STATES,
    WAITING_STATES,
    DispatcherRow,
    Task,
    Worker,
)
from foyer.task_engine.pauses import paused_queues
from foyer.task_engine.payload import queue_by_kind
from foyer.task_engine.record import BULK
from foyer.task_engine.workers import IS_ALIVE, consumers

log = structlog.stdlib.get_logger(__name__)

# Each fourth bucket of the roll-ups ends one of a metric: the bounds are 4 ms, 16 ms … 70 minutes.
COARSENESS = 4

_UP = Declaration("gauge", "foyer_database_up", "1 if the metrics below could be read, else 0.")
_ENDED = Declaration("counter", "foyer_tasks_ended", "Tasks that ended.", ("kind", "state"))
_ATTEMPTS = Declaration(
    "counter", "foyer_task_attempts", "Attempts of the tasks that ended.", ("kind", "outcome")
)
_ATTEMPT_SECONDS = Declaration(
    "counter", "foyer_task_attempt_seconds", "Run time of these attempts.", ("kind", "outcome")
)
_DURATIONS = {
    Measure.WAIT: Declaration(
        "histogram",
        "foyer_task_wait_seconds",
        "From the time at which the last attempt was due to its start.",
        ("kind",),
    ),
    Measure.RUN: Declaration(
        "histogram", "foyer_task_run_seconds", "Run time of the last attempt.", ("kind",)
    ),
}
_ACTIVE = Declaration(
    "gauge", "foyer_tasks_active", "Tasks that have not ended.", ("kind", "state")
)
_DUE = Declaration(
    "gauge", "foyer_queue_due_tasks", "Tasks that are due and do not run yet.", ("queue",)
)
_OLDEST = Declaration(
    "gauge",
    "foyer_queue_oldest_due_seconds",
    "For how long the oldest of them is due, without the tasks of bulk actions; 0 without one.",
    ("queue",),
)
_CONSUMERS = Declaration(
    "gauge",
    "foyer_queue_processes",
    "Processes of the workers that consume the queue.",
    ("queue",),
)
_PAUSED = Declaration(
    "gauge", "foyer_queue_paused", "1 if the queue is paused, else 0.", ("queue",)
)
_WORKERS = Declaration("gauge", "foyer_workers", "Workers that run.")
_PROCESSES = Declaration("gauge", "foyer_worker_processes", "Processes of their pools.")
_BUSY = Declaration(
    "gauge", "foyer_worker_processes_busy", "Processes of the pools that run a task."
)
_DISPATCHER_IDLE = Declaration(
    "gauge",
    "foyer_dispatcher_idle_seconds",
    "Time since a dispatcher was active; `+Inf` if none ever was.",
)
TASK_METRICS = (
    *(_UP, _ENDED, _ATTEMPTS, _ATTEMPT_SECONDS, *_DURATIONS.values(), _ACTIVE),
    *(_DUE, _OLDEST, _CONSUMERS, _PAUSED, _WORKERS, _PROCESSES, _BUSY, _DISPATCHER_IDLE),
)

_COUNT_ACTIVE = (
    select(Task.kind, Task.state, func.count())
    .where(of_states(ACTIVE_STATES))
    .group_by("kind", "state")
)
# All others run before those of bulk actions, which may wait for long.
_OLDEST_DUE = func.min(Task.run_at).filter(Task.priority < BULK)
_AGE = func.coalesce(func.extract("epoch", func.now() - _OLDEST_DUE), 0)
_COUNT_DUE = (
    select(Task.queue, func.count(), _AGE)
    .where(of_states(WAITING_STATES), Task.run_at <= func.now())
    .group_by(Task.queue)
)
_COUNT_WORKERS = select(
    func.count(), func.coalesce(func.sum(Worker.slots), 0), func.coalesce(func.sum(Worker.busy), 0)
).where(IS_ALIVE)
_IDLE = select(func.extract("epoch", func.now() - DispatcherRow.active_at))


class TaskMetrics(Collector):
    """Collects the metrics. One scrape reads at a time, so that scrapes use one connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def collect(self) -> Iterable[Metric]:
        """Return all metrics, or only `foyer_database_up 0` if the database is unavailable."""
        try:
            with self._lock, transaction() as session:
                metrics = list(_metrics(session))
        except Exception as error:  # noqa: BLE001 - any error: the scrape reports it
            log.warning("metrics_unavailable", reason=repr(error))
            metrics = []
        yield _UP.gauge(bool(metrics))
        yield from metrics

    def describe(self) -> Iterable[Metric]:
        """Return no metrics: the registry would read the database when it is created."""
        return ()


def _metrics(session: Session) -> Iterator[Metric]:
    yield from of_ended_tasks(session)
    yield from _of_durations(session)
    active = _ACTIVE.gauge()
    for kind, state, count in session.execute(_COUNT_ACTIVE):
        active.add_metric([kind, state], count)
    yield active
    yield from _of_queues(session)
    yield from of_processes(session)


def of_ended_tasks(session: Session) -> Iterator[Metric]:
    """Yield the counters of tasks that ended, and of their attempts."""
    ended, attempts, seconds = _ENDED.counter(), _ATTEMPTS.counter(), _ATTEMPT_SECONDS.counter()
    # From zero: Prometheus sees no increase in the first value of a series, the first failure.
    counts = dict.fromkeys(product(queue_by_kind(), sorted(FINAL_STATES)), 0.0)
    for kind, state, count in read_total(session, TaskTotal):
        counts[kind, state] = count
    for labels, count in counts.items():
        ended.add_metric(labels, count)
    for kind, outcome, count, run_time in read_total(session, AttemptTotal):
        attempts.add_metric([kind, outcome], count)
        seconds.add_metric([kind, outcome], run_time)
    yield from (ended, attempts, seconds)


def _of_durations(session: Session) -> Iterator[Metric]:
    counts: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * BUCKETS)
    for kind, measure, bucket, count in read_total(session, DurationTotal):
        counts[measure, kind][bucket] += count
    for measure, declaration in _DURATIONS.items():
        histogram = declaration.histogram()
        for (counted, kind), of_kind in sorted(counts.items()):
            if counted == measure:
                histogram.add_metric([kind], _cumulative(of_kind), sum_value=None)
        yield histogram


def _cumulative(counts: list[float]) -> list[tuple[str, float]]:
    """Return the upper bounds and the counts below them; the last bucket has no bound."""
    ends = range(COARSENESS, BUCKETS, COARSENESS)
    bounded = [(str(bucket_end(end - 1)), sum(counts[:end])) for end in ends]
    return [*bounded, ("+Inf", sum(counts))]


def _of_queues(session: Session) -> Iterator[Metric]:
    due = {queue: (count, age) for queue, count, age in session.execute(_COUNT_DUE)}
    by_queue = consumers(session)
    paused = paused_queues(session)
    depth, oldest, processes, is_paused = (
        declaration.gauge() for declaration in (_DUE, _OLDEST, _CONSUMERS, _PAUSED)
    )
    for queue in sorted({*queue_by_kind().values(), *due, *by_queue, *paused} - {""}):
        count, age = due.get(queue, (0, 0))
        depth.add_metric([queue], count)
        oldest.add_metric([queue], float(age))
        processes.add_metric([queue], by_queue[queue].slots if queue in by_queue else 0)
        is_paused.add_metric([queue], queue in paused)
    yield from (depth, oldest, processes, is_paused)


def of_processes(session: Session) -> Iterator[Metric]:
    """Yield the gauges of the workers and of the dispatcher."""
    gauges = (_WORKERS, _PROCESSES, _BUSY)
    for declaration, count in zip(gauges, session.execute(_COUNT_WORKERS).one(), strict=True):
        yield declaration.gauge(count)
    idle = session.scalar(_IDLE)
    yield _DISPATCHER_IDLE.gauge(math.inf if idle is None else float(idle))
