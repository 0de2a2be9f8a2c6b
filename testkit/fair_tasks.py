"""Two task kinds with queues of their own, for tests of how queues share a worker."""

import time
from pathlib import Path

from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.payload import Payload
from testkit.misbehaving_tasks import QUICK, Ledger, add_effect

QUEUES = ("letters", "photos")


class Letter(Ledger, Payload, kind="letter", queue="letters"):
    gate: Path


class Photo(Ledger, Payload, kind="photo", queue="photos"):
    gate: Path


@task_kind(Letter, retry=QUICK)
def letter(run: Run[Letter]) -> Result:
    return _wait_for_gate(run)


@task_kind(Photo, retry=QUICK)
def photo(run: Run[Photo]) -> Result:
    return _wait_for_gate(run)


def _wait_for_gate(run: Run[Letter] | Run[Photo]) -> Result:
    while not run.payload.gate.exists():
        time.sleep(0.1)
    add_effect(run, "done")
    return None
