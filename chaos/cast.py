"""The workers and dispatchers of a campaign, with their clocks and their way to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chaos.plan import WORKERS
from chaos.processes import ChaosDispatcher, ChaosWorker, context_of
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.clock import SteppedClock
from testkit.debian import program
from testkit.pgbouncer import PgBouncer

DISPATCHERS = ("dispatcher", "reserve")
POOLED = ("anna", "boris", "reserve")  # these use PgBouncer, if there is one
# PgBouncer refuses clients for this time after the database was away; its default is 15 s.
_PGBOUNCER = "server_login_retry = 1"


@dataclass(frozen=True, slots=True)
class Cast:
    """The processes, not started."""

    workers: dict[str, ChaosWorker]
    dispatchers: list[ChaosDispatcher]


@contextmanager
def pooler_of(stack: Stack) -> Iterator[PgBouncer | None]:
    """Run PgBouncer in session mode; yield None if there is none."""
    try:
        program("pgbouncer", "pgbouncer")
    except pytest.skip.Exception:
        yield None
        return
    context = Context(stack.logs)
    pooler = PgBouncer(
        stack.folder / "pooler", free_port(), context, stack.postgres, "session", _PGBOUNCER
    )
    pooler.start()
    try:
        yield pooler
    finally:
        pooler.kill()


def make_cast(stack: Stack, history: Path, library: Path | None, pooler: PgBouncer | None) -> Cast:
    """Return the processes. Each has a clock of its own if the library is there."""
    runs = stack.folder / "run"
    direct = context_of(stack, history)
    pooled = replace(direct, env={**direct.env, "DATABASE_URL": pooler.url}) if pooler else direct

    def context(name: str) -> Context:
        return pooled if name in POOLED else direct

    def clock(name: str) -> SteppedClock | None:
        return SteppedClock(history / f"{name}.clock", library) if library else None

    return Cast(
        {name: ChaosWorker(name, runs, context(name), clock(name)) for name in WORKERS},
        [ChaosDispatcher(name, runs, context(name), clock(name)) for name in DISPATCHERS],
    )
