"""The plan of a campaign: its operations and faults with their times, all derived from the seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

QUEUE = "chaos"  # of the campaign's own kinds
WORKERS = ("anna", "boris", "clara", "dmitri")


class OperationKind(StrEnum):
    """A client's operation: a sign-up over HTTP, or a task of one of the campaign's kinds."""

    SIGN_UP = "sign_up"  # two tasks
    SIGN_UP_WITHOUT_PICTURE = "sign_up_without_picture"
    QUICK = "quick"
    SLOW = "slow"
    FLAKY = "flaky"
    HOPELESS = "hopeless"
    POISON = "poison"
    BAD_RESULT = "bad_result"
    HOLDS_INTERPRETER = "holds_interpreter"
    USES_CONNECTIONS = "uses_connections"
    ASYNC_EFFECT = "async_effect"

    @property
    def tasks(self) -> int:
        return 2 if self is OperationKind.SIGN_UP else 1

    @property
    def is_sign_up(self) -> bool:
        return self in {OperationKind.SIGN_UP, OperationKind.SIGN_UP_WITHOUT_PICTURE}


class Fault(StrEnum):
    """A fault that the nemesis injects. The short campaign injects each kill once."""

    KILL_WORKER = "kill a worker"
    KILL_CHILD = "kill a pool child"
    KILL_BROKER = "kill the broker"
    KILL_DATABASE = "kill the database"
    KILL_API = "kill the API"
    KILL_DISPATCHER = "kill dispatcher"
    STOP_WORKER = "stop a worker in good order"
    FREEZE_WORKER = "freeze a worker past its lease"
    FREEZE_BROKER = "freeze the broker"
    FLUSH_BROKER = "empty the broker"
    RESTART_DATABASE = "restart the database"
    FREEZE_DATABASE = "freeze the database"
    LONG_OUTAGE = "stop the database for longer than a lease"
    FREEZE_DISPATCHER = "freeze the leading dispatcher until another one leads"
    STEP_CLOCK = "step the clocks of a worker and the leading dispatcher"
    REVOKE_TASKS = "revoke tasks as Flower does"
    DEPLOY = "deploy another version to a worker"


DATABASE_FAULTS = frozenset(
    {Fault.KILL_DATABASE, Fault.FREEZE_DATABASE, Fault.RESTART_DATABASE, Fault.LONG_OUTAGE}
)
KILLS = tuple(fault for fault in Fault if fault.name.startswith("KILL"))

# Weights in percent. A poison task kills three processes, so there are few.
_MIX = {
    OperationKind.SIGN_UP: 16,
    OperationKind.SIGN_UP_WITHOUT_PICTURE: 8,
    OperationKind.QUICK: 34,
    OperationKind.SLOW: 12,
    OperationKind.FLAKY: 10,
    OperationKind.HOPELESS: 7,
    OperationKind.POISON: 2,
    OperationKind.BAD_RESULT: 4,
    OperationKind.HOLDS_INTERPRETER: 2,
    OperationKind.USES_CONNECTIONS: 2,
    OperationKind.ASYNC_EFFECT: 3,
}

# Seconds until the fault is healed, minimum and maximum. LEASE is 5 s in the campaign: a frozen
# worker sleeps past it, and a frozen database may let it expire.
_DURATIONS = {
    Fault.KILL_WORKER: (0.5, 4),
    Fault.KILL_BROKER: (0.5, 3),
    Fault.KILL_DATABASE: (0.5, 2),
    Fault.KILL_API: (0.5, 2),
    Fault.KILL_DISPATCHER: (0.5, 3),
    # A slow task may need 7 s; a worker that is still running is killed then.
    Fault.STOP_WORKER: (3, 8),
    Fault.DEPLOY: (3, 8),
    Fault.FREEZE_WORKER: (7, 10),
    Fault.FREEZE_BROKER: (2, 8),
    Fault.RESTART_DATABASE: (0.5, 2),
    Fault.FREEZE_DATABASE: (2, 5),
    Fault.LONG_OUTAGE: (8, 12),
    Fault.FREEZE_DISPATCHER: (17, 20),  # a frozen one loses the leadership after 15 s
    Fault.STEP_CLOCK: (5, 15),
}
_AT_ONCE = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Operation:
    """One planned operation; `at` is in seconds after the start."""

    number: int
    kind: OperationKind
    at: float
    seconds: int  # of a slow task
    dispatched: bool  # False: as if the client died between COMMIT and publication


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """One planned fault; `at` and `lasts` are in seconds, `worker` is the preferred victim."""

    fault: Fault
    at: float
    lasts: float
    worker: str


@dataclass(frozen=True, slots=True)
class Plan:
    operations: tuple[Operation, ...]
    faults: tuple[PlannedFault, ...]


def make_plan(
    seed: int,
    *,
    tasks: int,
    seconds: float,
    faults: int,
    kinds_of_faults: Sequence[Fault] = tuple(Fault),
) -> Plan:
    """Spread operations for `tasks` tasks, and `faults` faults, over `seconds`.

    The operations of a seed do not depend on the faults.
    """
    rng = random.Random(seed)  # noqa: S311 - must be repeatable
    return Plan(
        operations=tuple(_operations(rng, tasks, seconds)),
        faults=tuple(_faults(rng, faults, seconds, kinds_of_faults)),
    )


def _operations(rng: random.Random, tasks: int, seconds: float) -> Iterator[Operation]:
    remaining, number = tasks, 0
    average = sum(kind.tasks * weight for kind, weight in _MIX.items()) / sum(_MIX.values())
    while remaining:
        kind = rng.choices(list(_MIX), list(_MIX.values()))[0]
        if kind.tasks > remaining:
            continue
        remaining -= kind.tasks
        at = seconds * average * number / tasks
        yield Operation(number, kind, min(at, seconds), rng.randint(2, 7), rng.random() < 0.7)  # noqa: PLR2004
        number += 1


def _faults(
    rng: random.Random, count: int, seconds: float, kinds: Sequence[Fault]
) -> Iterator[PlannedFault]:
    """Draw faults from a shuffled deck, so that every kind has its turn."""
    deck: list[Fault] = []
    pace = seconds / count
    for turn in range(count):
        if not deck:
            deck = list(KILLS if count <= len(KILLS) else kinds)
            rng.shuffle(deck)
        fault = deck.pop()
        yield PlannedFault(
            fault,
            at=pace * (turn + rng.random()),
            lasts=rng.uniform(*_DURATIONS.get(fault, _AT_ONCE)),
            worker=rng.choice(WORKERS),
        )
