"""The plan: what is asked for and what is broken, when. The seed decides all of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

QUEUE = "chaos"  # where the campaign's own kinds wait
WORKERS = ("anna", "boris", "clara", "dmitri")


class Order(StrEnum):
    """What a client asks for: a sign-up by HTTP, or a task of a kind of the campaign's."""

    SIGN_UP = "sign_up"  # two tasks
    SIGN_UP_WITHOUT_PICTURE = "sign_up_without_picture"
    QUICK = "quick"
    SLOW = "slow"
    FLAKY = "flaky"
    HOPELESS = "hopeless"
    POISON = "poison"

    @property
    def tasks(self) -> int:
        return 2 if self is Order.SIGN_UP else 1

    @property
    def is_sign_up(self) -> bool:
        return self in {Order.SIGN_UP, Order.SIGN_UP_WITHOUT_PICTURE}


class Fault(StrEnum):
    """What is done to the stack. The kills come first: the short form does each of them once."""

    KILL_WORKER = "kill a worker"
    KILL_CHILD = "kill a pool child"
    KILL_BROKER = "kill the broker"
    KILL_DATABASE = "kill the database"
    KILL_API = "kill the API"
    KILL_BEAT = "kill beat"
    STOP_WORKER = "stop a worker in good order"
    FREEZE_WORKER = "freeze a worker past its lease"
    FREEZE_BROKER = "freeze the broker"
    FLUSH_BROKER = "empty the broker"
    RESTART_DATABASE = "restart the database"
    FREEZE_DATABASE = "freeze the database"


KILLS = tuple(fault for fault in Fault if fault.name.startswith("KILL"))

# Of a hundred orders. A poison task costs three processes, so there are few.
_MIX = {
    Order.SIGN_UP: 16,
    Order.SIGN_UP_WITHOUT_PICTURE: 8,
    Order.QUICK: 40,
    Order.SLOW: 14,
    Order.FLAKY: 12,
    Order.HOPELESS: 8,
    Order.POISON: 2,
}

# Seconds until it is mended, from … to. LEASE is 5 s in the campaign: a frozen worker sleeps past
# it, a frozen database just may make it expire.
_LASTS = {
    Fault.KILL_WORKER: (0.5, 4),
    Fault.KILL_BROKER: (0.5, 3),
    Fault.KILL_DATABASE: (0.5, 2),
    Fault.KILL_API: (0.5, 2),
    Fault.KILL_BEAT: (0.5, 3),
    Fault.STOP_WORKER: (3, 8),  # a slow task may need 7 s to end; who is late is killed then
    Fault.FREEZE_WORKER: (7, 10),
    Fault.FREEZE_BROKER: (2, 8),
    Fault.RESTART_DATABASE: (0.5, 2),
    Fault.FREEZE_DATABASE: (2, 5),
}
_AT_ONCE = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One order; `at` is in seconds after the start."""

    number: int
    order: Order
    at: float
    seconds: int  # of a slow task
    dispatched: bool  # else the client dies, so to speak, between COMMIT and publish


@dataclass(frozen=True, slots=True)
class Planned:
    """One fault; `at` and `lasts` are in seconds, `worker` is who is struck first."""

    fault: Fault
    at: float
    lasts: float
    worker: str


@dataclass(frozen=True, slots=True)
class Plan:
    asked: tuple[Asked, ...]
    faults: tuple[Planned, ...]


def make_plan(seed: int, *, tasks: int, seconds: float, faults: int) -> Plan:
    """Spread orders for `tasks` tasks, and `faults` faults, over `seconds`."""
    chance = random.Random(seed)  # noqa: S311 - repeatable is the point
    return Plan(
        asked=tuple(_orders(chance, tasks, seconds)),
        faults=tuple(_faults(chance, faults, seconds)),
    )


def _orders(chance: random.Random, tasks: int, seconds: float) -> Iterator[Asked]:
    left, number = tasks, 0
    average = sum(order.tasks * weight for order, weight in _MIX.items()) / sum(_MIX.values())
    while left:
        order = chance.choices(list(_MIX), list(_MIX.values()))[0]
        if order.tasks > left:
            continue
        left -= order.tasks
        at = seconds * average * number / tasks
        yield Asked(number, order, min(at, seconds), chance.randint(2, 7), chance.random() < 0.7)  # noqa: PLR2004
        number += 1


def _faults(chance: random.Random, count: int, seconds: float) -> Iterator[Planned]:
    """Deal them from a shuffled deck: no kind is forgotten, however few there are."""
    deck: list[Fault] = []
    pace = seconds / count
    for turn in range(count):
        if not deck:
            deck = list(KILLS if count <= len(KILLS) else Fault)
            chance.shuffle(deck)
        fault = deck.pop()
        yield Planned(
            fault,
            at=pace * (turn + chance.random()),
            lasts=chance.uniform(*_LASTS.get(fault, _AT_ONCE)),
            worker=chance.choice(WORKERS),
        )
