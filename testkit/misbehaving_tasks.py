"""Task kinds whose functions misbehave: results and errors that cannot be stored, wrong logging."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, RetryPolicy, Run
from foyer.task_engine.payload import Payload

__all__: list[str] = []

QUICK = RetryPolicy(max_attempts=3, delays=(timedelta(milliseconds=100),))
ONCE = RetryPolicy(max_attempts=1)

INVALID_RESULTS: dict[str, Callable[[], Any]] = {
    "NaN": lambda: {"ratio": float("nan")},
    "NUL": lambda: {"text": "a\0b"},
    "datetime": lambda: {"at": datetime.now(UTC)},
    "surrogate": lambda: {"text": "\ud800"},
    "2 MB": lambda: {"text": "x" * 2_000_000},
    "list": lambda: [1, 2],
}
UNUSUAL_ERRORS: dict[str, Callable[[], Exception]] = {
    "2 MB": lambda: ValueError("word " * 400_000),
    "NUL": lambda: ValueError("a\0b"),
    "surrogate": lambda: ValueError("\ud800"),
    "long class": type("E" * 5000, (Exception,), {}),
}


class Ledger(BaseModel):
    """A part of a payload: the file that collects the effects."""

    ledger: Path


def add_effect(run: Run[Any], text: str) -> None:
    """Append a line to the ledger file, which outlives the process."""
    with run.payload.ledger.open("a") as ledger:
        ledger.write(f"{run.id} {text}\n")


class Returns(Ledger, Payload, kind="returns", queue="mail"):
    result: str


class Raises(Ledger, Payload, kind="raises", queue="mail"):
    error: str


class LogsBadly(Ledger, Payload, kind="logs_badly", queue="mail"): ...


@task_kind(Returns, retry=QUICK)
def returns(run: Run[Returns]) -> Result:
    add_effect(run, "returned")
    result: Result = INVALID_RESULTS[run.payload.result]()
    return result


@task_kind(Raises, retry=ONCE)
def raises(run: Run[Raises]) -> Result:
    add_effect(run, "raised")
    error = UNUSUAL_ERRORS[run.payload.error]()
    raise error


@task_kind(LogsBadly, retry=QUICK)
def logs_badly(run: Run[LogsBadly]) -> Result:
    """Log as a library with a bug does."""
    run.progress(200, "half \ud800 of a character")
    log = logging.getLogger("a.library")
    log.warning("%d pages", "seven")
    log.warning("a lone surrogate: %s", "\ud800")
    add_effect(run, "logged")
    return None
