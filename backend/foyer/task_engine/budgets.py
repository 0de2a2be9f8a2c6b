"""Budgets: how many tasks of a limit may be published now.

The publisher locks a limit until its transaction ends, counts, publishes and stores the number
of starts. So two dispatchers never use the same budget. A process that dies in between leaves
messages without a mark in the row, which no worker can claim.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from sqlalchemy import Interval, bindparam, text
from sqlalchemy.orm import Session

from foyer.task_engine.limit import Limit
from foyer.task_engine.outbox import DueTask
from foyer.task_engine.payload import declared

# The first number, "limi" in ASCII, keeps these locks apart from others with two numbers.
_LOCK = text("SELECT pg_advisory_xact_lock(1818848617, hashtext(:name))")
# Uses after the present were stored before the database's clock stepped back.
_COUNT = text("""
    SELECT
        (SELECT count(*) FROM tasks WHERE kind = ANY(:kinds) AND state = 'STARTED'),
        (SELECT count(*) FROM tasks WHERE kind = ANY(:kinds)
            AND state IN ('PENDING', 'RETRY') AND published_at IS NOT NULL),
        coalesce(sum(amount), 0),
        extract(epoch FROM min(used_at) + :period - clock_timestamp())
    FROM limit_uses
    WHERE limit_name = :name
        AND used_at BETWEEN clock_timestamp() - :period AND clock_timestamp()
""").bindparams(bindparam("period", type_=Interval()))
_USE = text("""
    INSERT INTO limit_uses (limit_name, used_at, amount) VALUES (:name, clock_timestamp(), :amount)
    ON CONFLICT (limit_name, used_at) DO UPDATE SET amount = limit_uses.amount + excluded.amount
""")
_FORGET = text("""
    DELETE FROM limit_uses
    WHERE limit_name = :name
        AND used_at NOT BETWEEN clock_timestamp() - :period AND clock_timestamp()
""").bindparams(bindparam("period", type_=Interval()))


def limits_of(kinds: Iterable[str]) -> dict[str, Limit]:
    """Return the limit of each of these kinds that has one."""
    return {
        kind: limit
        for kind in kinds
        if kind in declared and (limit := declared[kind].__declaration__.limit)
    }


def kinds_of(limit: Limit) -> list[str]:
    return [kind for kind, other in limits_of(declared).items() if other == limit]


@dataclass(slots=True)
class Budgets:
    """The budgets of some kinds. They are locked until the transaction ends.

    Attributes:
        limits: the limit of each kind that has one.
        room: how many tasks of each limit may be published.
        free_in: seconds until a rate that is used up has room again.
    """

    limits: dict[str, Limit]
    room: dict[Limit, float] = field(default_factory=dict)
    free_in: float = math.inf

    @classmethod
    def lock(cls, session: Session, kinds: Collection[str]) -> Self:
        """Lock and read the limits of these kinds. Without a limit it needs no query."""
        budgets = cls(limits_of(kinds))
        for limit in sorted(set(budgets.limits.values()), key=lambda limit: limit.name):
            session.execute(_LOCK, {"name": limit.name})
            budgets._read(session, limit)
        return budgets

    def _read(self, session: Session, limit: Limit) -> None:
        period = limit.rate.period if limit.rate else timedelta(0)
        values = {"name": limit.name, "kinds": kinds_of(limit), "period": period}
        running, published, used, free_in = session.execute(_COUNT, values).one()
        room = math.inf if limit.running is None else limit.running - running - published
        if limit.rate:
            # Messages in the broker start at once when workers are free again.
            room = min(room, limit.rate.amount - used, limit.rate.amount - published)
            if used >= limit.rate.amount:
                self.free_in = min(self.free_in, max(0.0, float(free_in)))
        self.room[limit] = room

    @property
    def exhausted_kinds(self) -> set[str]:
        return {kind for kind, limit in self.limits.items() if self.room[limit] <= 0}

    def take(self, due: Iterable[DueTask]) -> list[DueTask]:
        """Return those of these tasks for which there is room, in their order."""
        allowed = []
        for task in due:
            limit = self.limits.get(task.kind)
            if limit is None or self.room[limit] > 0:
                allowed.append(task)
            if limit:
                self.room[limit] -= 1
        return allowed

    def store(self, session: Session, published: Iterable[DueTask]) -> None:
        """Store that these tasks were published."""
        amounts: defaultdict[Limit, int] = defaultdict(int)
        for task in published:
            if limit := self.limits.get(task.kind):
                amounts[limit] += 1
        for limit, amount in amounts.items():
            if limit.rate:
                session.execute(_USE, {"name": limit.name, "amount": amount})
                session.execute(_FORGET, {"name": limit.name, "period": limit.rate.period})
