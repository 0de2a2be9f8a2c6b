"""`python -m chaos.client`: asks for everything in the plan, at its time, until it is accepted.

What was accepted goes into the file `accepted` of the evidence, a line an order: a promise was
made, and the judge will ask for it.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chaos import ledger
from chaos.patience import Patience
from chaos.plan import Asked, make_plan
from chaos.sign_ups import SignUps
from foyer.db.engines import transaction
from foyer.task_engine.dispatch import dispatch
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue

PEOPLE = 12  # at once; each waits for its answer


class Accepted:
    """The file of promises; one thread writes at a time."""

    def __init__(self, path: Path) -> None:
        self._path, self._turn = path, Lock()

    def note(self, asked: Asked, ids: list[UUID]) -> None:
        line = {"number": asked.number, "order": asked.order, "tasks": [str(each) for each in ids]}
        with self._turn, self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")


def enqueue_directly(asked: Asked) -> list[UUID]:
    """Commit one task of the campaign's kinds, and publish it if the plan says so.

    Raises:
        TimeoutError: the database was away for too long.
    """
    for turn in Patience():
        try:
            task_id = _commit(asked, again=turn > 0)
        except (OperationalError, InterfaceError, PoolTimeoutError):
            continue
        if asked.dispatched:
            _publish(task_id)
        return [task_id]
    raise TimeoutError(f"order {asked.number} was not accepted")


def _commit(asked: Asked, *, again: bool) -> UUID:
    """After an error nobody knows whether the COMMIT arrived: then look first."""
    with transaction() as session:
        if again:
            mine = Task.payload["number"].as_integer() == asked.number
            if earlier := session.scalar(select(Task.id).where(mine)):
                return earlier
        payload = {"number": asked.number, "seconds": asked.seconds}
        task = enqueue(session, asked.order.value, payload=payload)
        session.flush()
        return task.id


def _publish(task_id: UUID) -> None:
    try:
        dispatch([task_id])
    except Exception as error:  # noqa: BLE001 - as in the API: it is accepted, the sweep publishes it
        print(f"left to the sweep: {task_id} {error!r}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    for name, kind in (("seed", int), ("tasks", int), ("seconds", float), ("faults", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    given = parser.parse_args()
    plan = make_plan(given.seed, tasks=given.tasks, seconds=given.seconds, faults=given.faults)
    accepted = Accepted(ledger.folder() / "accepted")
    sign_ups = SignUps(given.url, given.seed)
    started = time.monotonic()

    def place(asked: Asked) -> None:
        ids = sign_ups.place(asked) if asked.order.is_sign_up else enqueue_directly(asked)
        accepted.note(asked, ids)

    failures = []
    with ThreadPoolExecutor(PEOPLE) as people:
        placed = []
        for asked in plan.asked:
            time.sleep(max(0.0, started + asked.at - time.monotonic()))
            placed.append(people.submit(place, asked))
        failures = [error for each in placed if (error := each.exception())]
    for error in failures:
        print(f"REFUSED {error!r}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
