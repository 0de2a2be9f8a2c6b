"""`python -m chaos.client`: performs each planned operation at its time until it is accepted.

It appends each accepted operation to the file of acceptances. The checker requires a task row for
each of them.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chaos import run_log
from chaos.acceptances import Acceptance, AcceptanceFile
from chaos.bad_kinds import payload_of
from chaos.plan import Operation, make_plan
from chaos.retries import Retries
from chaos.sign_up_client import SignUpClient
from foyer.db.engines import transaction
from foyer.task_engine.dispatch import dispatch
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue

CONCURRENT_OPERATIONS = 12  # each thread waits for its response


def enqueue_directly(operation: Operation) -> Acceptance:
    """Commit one task of the campaign's kinds, and publish it if the plan says so.

    Raises:
        TimeoutError: the database was away for too long.
    """
    for retry in Retries():
        try:
            task_id = _commit(operation, repeated=retry > 0)
        except (OperationalError, InterfaceError, PoolTimeoutError):
            continue
        if operation.dispatched:
            _publish(task_id)
        return Acceptance(operation.kind, f"/api/tasks/{task_id}", [task_id])
    raise TimeoutError(f"operation {operation.number} was not accepted")


def _commit(operation: Operation, *, repeated: bool) -> UUID:
    """Enqueue the task, unless a repeated call finds that the earlier COMMIT arrived."""
    with transaction() as session:
        if repeated:
            same_operation = Task.payload["number"].as_integer() == operation.number
            if task_id := session.scalar(select(Task.id).where(same_operation)):
                return task_id
        task = enqueue(session, payload_of(operation))
        session.flush()
        return task.id


def _publish(task_id: UUID) -> None:
    try:
        dispatch([task_id])
    except Exception as error:  # noqa: BLE001 - as in the API: the dispatcher publishes it later
        print(f"left to the dispatcher: {task_id} {error!r}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    for name, kind in (("seed", int), ("tasks", int), ("seconds", float), ("faults", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    options = parser.parse_args()
    plan = make_plan(
        options.seed, tasks=options.tasks, seconds=options.seconds, faults=options.faults
    )
    accepted = AcceptanceFile(run_log.folder())
    sign_ups = SignUpClient(options.url, options.seed)
    started = time.monotonic()

    def perform(operation: Operation) -> None:
        if operation.kind.is_sign_up:
            accepted.append(sign_ups.perform(operation))
        else:
            accepted.append(enqueue_directly(operation))

    with ThreadPoolExecutor(CONCURRENT_OPERATIONS) as threads:
        futures = []
        for operation in plan.operations:
            time.sleep(max(0.0, started + operation.at - time.monotonic()))
            futures.append(threads.submit(perform, operation))
        failures = [error for future in futures if (error := future.exception())]
    for error in failures:
        print(f"REFUSED {error!r}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
