"""Task kinds of the campaign whose functions misbehave. The version before does not have them."""

import asyncio
import ctypes
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from chaos import run_log
from chaos.plan import QUEUE, Operation
from chaos.run_log import Event
from chaos.task_kinds import SOON, OperationPayload, TimedPayload, effect
from foyer.db.engines import transaction
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.payload import Payload, declared

__all__: list[str] = []

_THREADS = 5  # as many as the engine's pool has connections


class BadResult(OperationPayload, Payload, kind="bad_result", queue=QUEUE): ...


class HoldsInterpreter(TimedPayload, Payload, kind="holds_interpreter", queue=QUEUE): ...


class UsesConnections(OperationPayload, Payload, kind="uses_connections", queue=QUEUE): ...


class AsyncEffect(TimedPayload, Payload, kind="async_effect", queue=QUEUE): ...


def payload_of(operation: Operation) -> Payload:
    """Return the payload of the task that the operation enqueues, of any kind of the campaign."""
    payload = declared[operation.kind]
    fields = {"number": operation.number, "seconds": operation.seconds}
    return payload.model_validate({name: fields[name] for name in payload.model_fields})


@task_kind(BadResult, retry=SOON)
def bad_result(run: Run[BadResult]) -> Result:
    """Has its effect, and returns what JSON cannot hold."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    effect(run)
    return {"ratio": float("nan")}


@task_kind(HoldsInterpreter, retry=SOON)
def holds_interpreter(run: Run[HoldsInterpreter]) -> Result:
    """Keeps the interpreter's lock for some seconds: no other thread of its process runs."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    ctypes.PyDLL(None).usleep(run.payload.seconds * 1_000_000)
    return effect(run)


@task_kind(UsesConnections, retry=SOON)
def uses_connections(run: Run[UsesConnections]) -> Result:
    """Uses all connections of the engine's pool in threads."""
    run_log.append(Event.STARTED, run.id, run.attempt)

    def sleep(_number: int) -> None:
        with transaction() as session:
            session.execute(text("SELECT pg_sleep(2)"))

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(sleep, range(_THREADS)))
    return effect(run)


@task_kind(AsyncEffect, retry=SOON)
async def async_effect(run: Run[AsyncEffect]) -> Result:
    """Is `async def`."""
    run_log.append(Event.STARTED, run.id, run.attempt)
    await asyncio.sleep(run.payload.seconds / 2)
    return effect(run)
