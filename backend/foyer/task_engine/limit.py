"""Limits of kinds: how many tasks run at once, and how many start in a period."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from limits import parse


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tasks in each period of this length."""

    amount: int
    period: timedelta

    def __post_init__(self) -> None:
        if self.amount < 1 or self.period <= timedelta(0):
            raise ValueError(f"with {self.amount} tasks in {self.period} they would wait for ever.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a rate such as "20 per second" or "500/hour".

        Raises:
            ValueError: it is no rate, or of no task.
        """
        rate = parse(text)
        return cls(rate.amount, timedelta(seconds=rate.get_expiry()))


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that one kind has, or that several kinds share.

    Attributes:
        name: of the protected resource, for example a provider. It must be unique.
        running: how many tasks may run at once.
        rate: how many may be published in a period.

    Raises:
        ValueError: it lets no task run.
    """

    name: str
    running: int | None = None
    rate: Rate | None = None

    def __post_init__(self) -> None:
        if self.running is not None and self.running < 1:
            raise ValueError(f"the limit {self.name!r} lets no task run.")
