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

    Without sign-ups, they are of one second.

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
        cls, before: Processor, after: Processor, number: float, *, elapsed: float | None = None
    ) -> "Batch":
        used = {
            part: round(seconds - before.parts[part], 3)  # the kernel counts hundredths
            for part, seconds in after.parts.items()
        }
        strangers = after.machine - before.machine - sum(used.values())
        seconds = after.clock - before.clock if elapsed is None else elapsed
        return cls(
            seconds / number,
            {part: time / number for part, time in used.items()},
            max(strangers, 0.0) / number,
        )

    def work(self, waiting: "Batch") -> Work:
        """Return the task that one worker process did in this batch, for the simulation.

        Args:
            waiting: what all parts used while tasks waited and none ran.
        """
        used = {
            part: max(seconds - waiting.cores[part] * self.elapsed, 0.0)
            for part, seconds in self.processor.items()
        }
        process, database = used.pop(PROCESSES), used.pop("PostgreSQL")
        return Work(
            process,
            database,
            wait=max(self.elapsed - process - database, 0.0),
            main=used.pop(MAIN),
            dispatcher=used.pop("dispatcher"),
            others=sum(used.values()),
        )

    @property
    def cores(self) -> dict[str, float]:
        """The cores that each part used."""
        return {part: seconds / self.elapsed for part, seconds in self.processor.items()}


def mean_of(batches: Sequence[Batch]) -> Batch:
    """Return the mean of batches."""
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
    sign_ups: int  # in all batches
    requests: Batch
    waiting: Batch  # a second in which tasks wait, and no worker takes them
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
        for name in ("requests", "waiting"):
            content[name] = Batch(**content[name])
        return cls(**content)

    def works(self) -> dict[str, Work]:
        """Return a sign-up's tasks for the simulation."""
        return {kind: batch.work(self.waiting) for kind, batch in self.kinds.items()}

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

    def cores_used(self, count: str) -> float:
        """The cores that all programs used while this many worker processes drained a batch."""
        batch = self.drained[count]
        return sum(batch.cores.values()) + batch.strangers / batch.elapsed

    def error(self, count: str) -> float:
        """Return the error of a prediction, in percent of what was measured."""
        return (self.predicted[count] * self.drained[count].elapsed - 1) * 100

    @property
    def strangers(self) -> float:
        """The cores that other programs used while batches were drained."""
        return fmean(batch.strangers / batch.elapsed for batch in self.drained.values())
