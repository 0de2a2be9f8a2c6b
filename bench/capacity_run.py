"""The result of bench/capacity.py as a file, and what follows from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from bench.processor import BENCH, MAIN, PROCESSES, Processor
from bench.systems import Work
from local.bootstrap import HOME

RUN = HOME / "bench" / "capacity.json"
KINDS = ("pictures", "mail")  # the queues of a sign-up's tasks


@dataclass(frozen=True, slots=True)
class Batch:
    """Seconds of one sign-up, as the mean of a batch of requests or of drained tasks.

    Attributes:
        elapsed: the time of the batch, divided by its sign-ups.
        processor: processor time, by part.
        strangers: processor time of all programs that do not belong to the measurement.
    """

    elapsed: float
    processor: Mapping[str, float]
    strangers: float

    @classmethod
    def between(
        cls, before: Processor, after: Processor, sign_ups: int, *, elapsed: float | None = None
    ) -> "Batch":
        used = {part: seconds - before.parts[part] for part, seconds in after.parts.items()}
        strangers = after.machine - before.machine - sum(used.values())
        seconds = after.clock - before.clock if elapsed is None else elapsed
        return cls(
            seconds / sign_ups,
            {part: time / sign_ups for part, time in used.items()},
            max(strangers, 0.0) / sign_ups,
        )

    def work(self) -> Work:
        """Return the task that one worker process did in this batch, for the simulation."""
        process, database = self.processor[PROCESSES], self.processor["PostgreSQL"]
        main, dispatcher = self.processor[MAIN], self.processor["dispatcher"]
        return Work(
            process,
            database,
            wait=max(self.elapsed - process - database, 0.0),
            main=main,
            dispatcher=dispatcher,
            others=sum(self.processor.values()) - process - database - main - dispatcher,
        )


def mean_of(batches: Sequence[Batch]) -> Batch:
    """Return the mean of batches of one size."""
    parts = batches[0].processor
    return Batch(
        fmean(batch.elapsed for batch in batches),
        {part: fmean(batch.processor[part] for batch in batches) for part in parts},
        fmean(batch.strangers for batch in batches),
    )


@dataclass(frozen=True, slots=True)
class Capacity:
    """All batches, and what a sign-up leaves behind."""

    date: str
    cores: int
    load: float
    sign_ups: int  # of a batch
    requests: Batch
    kinds: Mapping[str, Batch]  # by one worker process
    drained: Mapping[str, Batch]  # by the number of worker processes
    photo: float  # bytes
    commits: float  # of a sign-up, as are the bytes that follow
    write_ahead_log: float
    database: float
    files: float
    predicted: dict[str, float] = field(default_factory=dict)  # sign-ups/s, by processes

    @classmethod
    def read(cls, file: Path) -> "Capacity":
        content: dict[str, Any] = json.loads(file.read_text())
        for name in ("kinds", "drained"):
            content[name] = {key: Batch(**batch) for key, batch in content[name].items()}
        return cls(**(content | {"requests": Batch(**content["requests"])}))

    def works(self) -> dict[str, Work]:
        """Return a sign-up's tasks for the simulation."""
        return {kind: batch.work() for kind, batch in self.kinds.items()}

    def processor(self) -> dict[str, float]:
        """Return the processor time of a sign-up and its tasks, by part of the product.

        The tasks are those of most processes: the dispatcher then publishes more at once.
        """
        return {
            part: seconds + self.busiest.processor[part]
            for part, seconds in self.requests.processor.items()
            if part != BENCH
        }

    @property
    def busiest(self) -> Batch:
        """The batch that most worker processes drained."""
        return self.drained[max(self.drained, key=int)]

    def error(self, count: str) -> float:
        """Return the error of a prediction, in percent of what was measured."""
        return (self.predicted[count] * self.drained[count].elapsed - 1) * 100

    @property
    def strangers(self) -> float:
        """The cores that other programs used while batches were drained."""
        return fmean(batch.strangers / batch.elapsed for batch in self.drained.values())
