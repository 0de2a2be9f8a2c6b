"""Sign-ups drained by 1 to 16 worker processes, beside what a simulation predicts.

Each batch is sent through nginx while its queues are paused, and drained when they are resumed. The
simulation gets times of one worker process only, which drains the pictures of a batch, and then its
mails, and what the other parts use while tasks wait and the worker is frozen. A whole run writes
.local/bench/capacity.json, which `make capacity` puts into docs/capacity.md.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from bench.capacity_run import KINDS, RUN, Batch, Capacity, mean_of
from bench.figures import Figure
from bench.processor import Processor, processor_time
from bench.scale import SMOKE, sized
from bench.sign_up_request import sign_up
from bench.slow_mail import slow_mail
from bench.systems import ALL, System, simulate
from local.application import Worker
from local.stack import Stack
from testkit.photos import camera_photo
from testkit.wait import wait_until

SIGN_UPS = sized(25, 1)  # of a batch, for each worker process
SMALLEST = sized(100, 4)  # batch
AT_A_TIME = 8
PROCESSES = (4,) if SMOKE else (1, 2, 4, 8, 16)  # from 8 on, two cores are full
SIMULATED = () if SMOKE else (32,)  # processes; not measured
WAITING = sized(6.0, 0.5)  # seconds; a worker that is frozen for 15 s counts as lost
MEGAPIXELS = 2
MAIL_WAIT = 0.1  # seconds
TIMEOUT = 600.0  # seconds for a batch
_UNFINISHED = "SELECT count(*) FROM tasks WHERE finished_at IS NULL AND queue = ANY(%s)"
_PUBLISHED = "SELECT count(*) FROM tasks WHERE finished_at IS NULL AND published_at IS NOT NULL"
_PAUSE = "INSERT INTO paused_queues (queue) SELECT unnest(%s::text[])"
_RESUME = "DELETE FROM paused_queues WHERE queue = ANY(%s) RETURNING now()"
_ELAPSED = """
SELECT extract(epoch FROM max(finished_at) - min(started_at))
  FROM tasks WHERE started_at >= %s AND queue = ANY(%s)
"""
_TOTALS = """
SELECT xact_commit, pg_current_wal_lsn() - '0/0'::pg_lsn, pg_database_size(datname)
  FROM pg_stat_database WHERE datname = current_database()
"""


def measure() -> list[Figure]:
    """Return the measured and the predicted rates, and the processor time of each part."""
    with (
        slow_mail(MAIL_WAIT) as smtp_url,
        tempfile.TemporaryDirectory() as folder,
        Stack(
            Path(folder),
            env={"SMTP_URL": smtp_url},
            parts={"database", "broker", "api", "dispatcher", "web"},
            durable=True,
        ) as stack,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        capacity = _Measurement(stack, database).measure()
    capacity.predicted.update(_predict(capacity))
    if not SMOKE:
        RUN.parent.mkdir(parents=True, exist_ok=True)
        RUN.write_text(json.dumps(asdict(capacity), indent=1) + "\n")
    return [*_rates(capacity), *_times(capacity)]


def _predict(capacity: Capacity) -> dict[str, float]:
    """Return the sign-ups a second, by the number of worker processes."""
    counts = (*PROCESSES, *SIMULATED)
    works, waiting = capacity.works(), sum(capacity.waiting.cores.values())
    systems = [
        System(capacity.cores, {ALL: count}, works, _sign_ups(count), waiting=waiting)
        for count in counts
    ]
    outcomes = zip(counts, simulate(systems), strict=True)
    return {str(count): _sign_ups(count) / outcome.elapsed for count, outcome in outcomes}


def _sign_ups(processes: int) -> int:
    """Return the size of a batch: with many tasks of each process, its first ones weigh less."""
    return max(SMALLEST, SIGN_UPS * processes)


def _rates(capacity: Capacity) -> Iterator[Figure]:
    for count, predicted in capacity.predicted.items():
        name = f"worker processes: {count}"
        yield Figure(f"{name}, predicted", predicted, "sign-ups/s")
        if batch := capacity.drained.get(count):
            yield Figure(f"{name}, measured", 1 / batch.elapsed, "sign-ups/s")
            yield Figure(f"{name}, error", capacity.error(count), "%")
            yield Figure(f"{name}, cores in use", capacity.cores_used(count), "cores")


def _times(capacity: Capacity) -> Iterator[Figure]:
    for part, seconds in capacity.processor().items():
        yield Figure(f"processor time of a sign-up, {part}", seconds * 1000, "ms")
    for part, cores in capacity.waiting.cores.items():
        yield Figure(f"while tasks wait, {part}", cores, "cores")
    for kind, work in capacity.works().items():
        yield Figure(f"wait without the processor, {kind}", work.wait * 1000, "ms")
    yield Figure("processor time of other programs", capacity.strangers, "cores")


class _Measurement:
    """The batches on one stack. Each is drained by a worker of its own."""

    def __init__(self, stack: Stack, database: psycopg.Connection) -> None:
        self._stack, self._database = stack, database
        self._photo = camera_photo(MEGAPIXELS)
        self._requests: list[Batch] = []
        self._number = 0  # of sign-ups in all batches

    def measure(self) -> Capacity:
        with self._worker(1) as worker:
            before = self._totals()
            self._send(worker, _sign_ups(1))
            waiting = self._wait(worker)
            kinds = {queue: self._drain(worker, [queue]) for queue in KINDS}
        drained = {}
        for count in PROCESSES:
            with self._worker(count) as worker:
                self._send(worker, _sign_ups(count))
                drained[str(count)] = self._drain(worker, KINDS)
        commits, log, rows, files = (
            (now - then) / self._number for now, then in zip(self._totals(), before, strict=True)
        )
        return Capacity(
            datetime.now(UTC).date().isoformat(),
            os.cpu_count() or 1,
            round(os.getloadavg()[0], 1),
            self._number,
            mean_of(self._requests),
            waiting,
            kinds,
            drained,
            len(self._photo),
            commits,
            log,
            rows,
            files,
        )

    @contextmanager
    def _worker(self, processes: int) -> Iterator[Worker]:
        """Run a worker whose processes have done a few tasks."""
        worker = self._stack.add_worker(f"worker-{processes}", concurrency=processes)
        worker.start()
        try:
            for _ in range(4 * processes):
                self._sign_up()
            wait_until(lambda: not self._unfinished(KINDS), what="the warm-up")
            yield worker
        finally:
            worker.stop()

    def _send(self, worker: Worker, number: int) -> None:
        """Send a batch of sign-ups whose tasks do not run yet."""
        self._database.execute(_PAUSE, (list(KINDS),))
        before = self._used(worker)
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            list(pool.map(lambda _: self._sign_up(), range(number)))
        self._requests.append(Batch.between(before, self._used(worker), number))
        self._number += number

    def _wait(self, worker: Worker) -> Batch:
        """Freeze the worker while the queues are not paused; then pause them again."""
        worker.pause()
        self._database.execute(_RESUME, (list(KINDS),))
        time.sleep(WAITING / 10)  # the dispatcher fills the broker's queues
        before = self._used(worker)
        time.sleep(WAITING)
        waiting = Batch.between(before, self._used(worker), WAITING)
        self._database.execute(_PAUSE, (list(KINDS),))
        worker.resume()
        wait_until(lambda: not self._row(_PUBLISHED)[0], what="the messages were taken back")
        return waiting

    def _drain(self, worker: Worker, queues: Sequence[str]) -> Batch:
        """Run the waiting tasks of these queues."""
        sign_ups = self._unfinished(queues) // len(queues)
        before = self._used(worker)
        (resumed,) = self._row(_RESUME, list(queues))
        wait_until(lambda: not self._unfinished(queues), seconds=TIMEOUT, what="the drain")
        used = self._used(worker)
        (elapsed,) = self._row(_ELAPSED, resumed, list(queues))
        return Batch.between(before, used, sign_ups, elapsed=float(elapsed))

    def _sign_up(self) -> None:
        sign_up(self._stack, self._photo, through_nginx=True)

    def _unfinished(self, queues: Sequence[str]) -> int:
        return int(self._row(_UNFINISHED, list(queues))[0])

    def _totals(self) -> list[float]:
        """Return the commits, the bytes of write-ahead log, of the database and of all files."""
        files = self._stack.storage.rglob("*")
        size = sum(file.stat().st_size for file in files if file.is_file())
        return [*map(float, self._row(_TOTALS)), size]

    def _row(self, query: LiteralString, *parameters: object) -> Any:
        return self._database.execute(query, parameters).fetchone()

    def _used(self, worker: Worker) -> Processor:
        stack = self._stack
        programs = {
            "nginx": stack.web,
            "API": stack.api,
            "PostgreSQL": stack.postgres,
            "Valkey": stack.broker,
            "dispatcher": stack.dispatcher,
        }
        return processor_time({part: server.pid for part, server in programs.items()}, worker.pid)
