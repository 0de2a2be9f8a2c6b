"""A row of the benchmark is a list of figures: values with their spread and their goal."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

PERCENTILES = 20  # of `statistics.quantiles`: the last of them is the 95th percentile


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Attributes:
        name: what was measured; the figures of one row with one unit are drawn in one chart.
        value: in the unit.
        unit: such as "ms", "tasks/s", or "of bare FastAPI" for a ratio.
        spread: the smallest and the largest value of the rounds.
        at_least: the goal of a value that should be large.
        at_most: the goal of a value that should be small.
        is_correctness: the goal is not one of speed, so it also counts in a smoke run.
    """

    name: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    at_least: float | None = None
    at_most: float | None = None
    is_correctness: bool = False

    @property
    def has_goal(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    @property
    def is_ratio(self) -> bool:
        return self.unit.startswith("of ")

    @property
    def is_met(self) -> bool:
        """Whether the value reaches its goal; a value without a goal does."""
        low = -float("inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        return low <= self.value <= high


def median_of(
    name: str,
    rounds: Sequence[float],
    unit: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """Return the median of the rounds, with the smallest and largest as spread."""
    spread = (min(rounds), max(rounds))
    return Figure(name, statistics.median(rounds), unit, spread, at_least, at_most)


def ratio_of(
    name: str,
    rounds: Sequence[float],
    others: Sequence[float],
    unit: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """Return the median ratio of two things that were measured in turn, in rounds.

    A round measures both soon after each other, on a machine that was the same.
    """
    ratios = [value / other for value, other in zip(rounds, others, strict=True)]
    return median_of(name, ratios, unit, at_least=at_least, at_most=at_most)


def milliseconds(
    name: str,
    seconds: Sequence[float],
    *,
    p50_at_most: float | None = None,
    p95_at_most: float | None = None,
) -> list[Figure]:
    """Return the median and the 95th percentile of times.

    Args:
        name: what took this long.
        seconds: at least two times.
        p50_at_most: the goal of the median, in milliseconds.
        p95_at_most: the goal of the 95th percentile, in milliseconds.
    """
    median, slow = statistics.median(seconds) * 1000, p95(seconds) * 1000
    return [
        Figure(f"{name}, p50", median, "ms", at_most=p50_at_most),
        Figure(f"{name}, p95", slow, "ms", at_most=p95_at_most),
    ]


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile of at least two values; it is never above the largest."""
    return statistics.quantiles(values, n=PERCENTILES, method="inclusive")[-1]


def condition(name: str, *, holds: bool) -> Figure:
    """Return a figure for a condition: 1 if it holds, as it must, else 0."""
    return Figure(name, float(holds), "1 if true", at_least=1, is_correctness=True)
