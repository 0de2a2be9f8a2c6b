"""The workers of bench/throughput.py: Celery's with kinds of this folder, Dramatiq's and RQ's."""

import sys
from collections.abc import Sequence
from pathlib import Path

from local.application import Worker
from local.context import Context
from local.process import Process

PROCESSES = 4


class BenchWorker(Worker):
    """A Celery worker with the kinds of one module of this folder."""

    def __init__(
        self,
        module: str,
        folder: Path,
        context: Context,
        queues: Sequence[str],
        *,
        processes: int = PROCESSES,
    ) -> None:
        super().__init__(f"bench-{module}", folder, context, queues=queues, concurrency=processes)
        self._module = module

    def command(self) -> Sequence[str | Path]:
        module = f"bench.{self._module}"
        return [module if part == "foyer.tasks" else part for part in super().command()]


class DramatiqWorker(Process):
    """A Dramatiq worker with one thread in each process."""

    def __init__(self, folder: Path, context: Context) -> None:
        super().__init__("dramatiq", folder, context)

    def command(self) -> Sequence[str | Path]:
        options = ("--processes", str(PROCESSES), "--threads", "1")
        return [sys.executable, "-m", "dramatiq", "bench.dramatiq_peer", *options]


class RqWorker(Process):
    """RQ's pool of workers."""

    def __init__(self, folder: Path, context: Context) -> None:
        super().__init__("rq", folder, context)

    def command(self) -> Sequence[str | Path]:
        options = ("--url", self.env["PEER_REDIS_URL"], "--num-workers", str(PROCESSES))
        return [sys.executable, "-m", "rq.cli", "worker-pool", *options, "--quiet"]
