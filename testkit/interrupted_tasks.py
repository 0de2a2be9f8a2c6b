"""Task kinds that crash, meet a broken database, block their process, or are `async def`."""

import asyncio
import ctypes
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from foyer.db.engines import async_session, transaction
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.payload import Payload
from testkit.misbehaving_tasks import ONCE, QUICK, Ledger, add_effect

__all__: list[str] = []

BLOCKED = 7.0  # seconds; longer than the lease of the tests


class Crashes(Ledger, Payload, kind="crashes", queue="mail"):
    crashes: int
    errors: int


class RunsAtMostOnce(Ledger, Payload, kind="runs_at_most_once", queue="mail"): ...


class LocksATableOnce(Ledger, Payload, kind="locks_a_table_once", queue="mail"): ...


class LocksATable(Ledger, Payload, kind="locks_a_table", queue="mail"): ...


class ReadsTheDatabase(Ledger, Payload, kind="reads_the_database", queue="mail"):
    gate: Path


class IsSilent(Ledger, Payload, kind="is_silent", queue="mail"):
    gate: Path


class EndsInTime(Ledger, Payload, kind="ends_in_time", queue="mail"): ...


class HoldsTheInterpreter(Ledger, Payload, kind="holds_the_interpreter", queue="mail"): ...


class UsesAllConnections(Ledger, Payload, kind="uses_all_connections", queue="mail"): ...


class SharesConnections(Ledger, Payload, kind="shares_connections", queue="mail"):
    gate: Path


class CountsTasks(Ledger, Payload, kind="counts_tasks", queue="mail"): ...


class Waits(Ledger, Payload, kind="waits", queue="mail"): ...


@task_kind(Crashes, retry=QUICK)
def crashes(run: Run[Crashes]) -> Result:
    """Kill the process in the first attempts, fail in the next ones, then succeed."""
    if run.attempt <= run.payload.crashes:
        os.kill(os.getpid(), signal.SIGKILL)
    if run.attempt <= run.payload.crashes + run.payload.errors:
        raise ValueError(run.attempt)
    add_effect(run, "done")
    return None


@task_kind(RunsAtMostOnce, at_most_once=True)
def runs_at_most_once(run: Run[RunsAtMostOnce]) -> Result:
    add_effect(run, "begun")
    os.kill(os.getpid(), signal.SIGKILL)
    return None


@task_kind(LocksATableOnce, at_most_once=True)
def locks_a_table_once(run: Run[LocksATableOnce]) -> Result:
    """Have an effect, then fail while another session locks the table."""
    add_effect(run, "begun")
    with transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        session.execute(text("LOCK TABLE pictures IN ACCESS EXCLUSIVE MODE"))
    return None


@task_kind(LocksATable, retry=ONCE)
def locks_a_table(run: Run[LocksATable]) -> Result:
    """Fail while another session locks the table."""
    with transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        session.execute(text("LOCK TABLE pictures IN ACCESS EXCLUSIVE MODE"))
    add_effect(run, "locked")
    return None


@task_kind(ReadsTheDatabase, retry=ONCE)
def reads_the_database(run: Run[ReadsTheDatabase]) -> Result:
    """Read in a transaction of its own until the gate file exists."""
    while not run.payload.gate.exists():
        with transaction() as session:
            session.execute(text("SELECT 1"))
        time.sleep(0.1)
    add_effect(run, "done")
    return None


@task_kind(IsSilent, retry=ONCE, time_limit=timedelta(minutes=30))
def is_silent(run: Run[IsSilent]) -> Result:
    """Run without a word to the engine until the gate file exists."""
    while not run.payload.gate.exists():
        time.sleep(0.1)
    add_effect(run, "done")
    return {"pages": 7}


@task_kind(EndsInTime, retry=QUICK, time_limit=timedelta(seconds=3), grace=timedelta(seconds=1))
def ends_in_time(run: Run[EndsInTime]) -> Result:
    """Return before the time limits, which are over when the result is stored."""
    time.sleep(0.5)
    add_effect(run, "done")
    return {"pages": 7}


@task_kind(HoldsTheInterpreter, retry=QUICK)
def holds_the_interpreter(run: Run[HoldsTheInterpreter]) -> Result:
    """Call C code that keeps the lock of the interpreter, as a regular expression may."""
    add_effect(run, "begun")
    ctypes.PyDLL(None).usleep(int(BLOCKED * 1_000_000))
    return None


@task_kind(UsesAllConnections, retry=QUICK)
def uses_all_connections(run: Run[UsesAllConnections]) -> Result:
    """Keep more connections of the engine's pool than it has."""
    add_effect(run, "begun")

    def sleep(_number: int) -> None:
        with transaction() as session:
            session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": BLOCKED})

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(sleep, range(5)))
    return None


@task_kind(SharesConnections, retry=ONCE)
def shares_connections(run: Run[SharesConnections]) -> Result:
    """Read in twice as many threads as the pool has connections, until the gate file exists."""

    def read(_number: int) -> None:
        while not run.payload.gate.exists():
            with transaction() as session:
                session.execute(text("SELECT pg_sleep(0.05)"))

    with ThreadPoolExecutor(10) as threads:
        for number, _ in enumerate(threads.map(read, range(10))):
            run.progress(number, "reading")
    add_effect(run, "done")
    return None


@task_kind(CountsTasks, retry=QUICK)
async def counts_tasks(run: Run[CountsTasks]) -> Result:
    """Use the pool of asynchronous connections, which belongs to one event loop."""
    async with async_session() as session:
        count = await session.scalar(text("SELECT count(*) FROM tasks"))
    add_effect(run, "counted")
    return {"tasks": count}


@task_kind(Waits, retry=ONCE, time_limit=timedelta(seconds=1))
async def waits(run: Run[Waits]) -> Result:
    try:
        await asyncio.sleep(60)
    finally:
        add_effect(run, "cleaned up")
    return None
