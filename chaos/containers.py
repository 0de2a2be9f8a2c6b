"""`python -m chaos.containers`: sign people up while containers are killed, and count the results.

People sign up until all faults have ended. The exit code is 1 if a task or a mail is missing or
doubled.

It acts on the running project of Docker Compose that COMPOSE_FILE names, through nginx at the given
address. Set RATE_LIMIT_SCALE=1000 in its `.env`: one client makes all sign-ups. For trials only:
the accounts that it makes stay.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from chaos.plan import Operation, OperationKind
from chaos.sign_up_client import SignUpClient
from foyer.task_engine.models import FINAL_STATES

CLIENTS = 4  # at once
PAUSE = 5.0  # seconds that the store does not answer
DOWN = 2.0  # seconds that a killed container is away
_TIMEOUT = 300.0  # seconds until all tasks must have ended
_TASKS = """
    SELECT coalesce(json_agg(json_build_array(id, kind, state, attempts)), '[]')
    FROM tasks WHERE id IN ({})
"""
_MAILS = (
    "import urllib.request as u;"
    "print(u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:1080/messages/').read().decode())"
)


@dataclass(frozen=True, slots=True)
class CampaignTask:
    """What this program needs of a task's row."""

    task_id: str
    kind: str
    state: str
    attempts: int


class Containers:
    """The containers of the project."""

    def __init__(self) -> None:
        self._compose = shlex.split(os.environ.get("COMPOSE", "docker compose"))

    def of(self, service: str) -> list[str]:
        """Return the ids of a service's containers."""
        return self.compose("ps", "--quiet", service).split()

    def compose(self, *arguments: str, standard_input: str = "") -> str:
        """Run a command of Docker Compose; return its output.

        Raises:
            subprocess.CalledProcessError: it failed; its message is on standard error.
        """
        return _run([*self._compose, *arguments], standard_input)

    def kill(self, container: str) -> None:
        """Kill a container, and start it again after a while."""
        _run(["docker", "kill", container])
        try:
            time.sleep(DOWN)
        finally:
            _run(["docker", "start", container])

    def tasks(self, ids: Sequence[UUID]) -> list[CampaignTask]:
        query = _TASKS.format(", ".join(f"'{task_id}'" for task_id in ids))
        psql = ("exec", "-T", "database", "psql", "--username", "foyer", "--tuples-only")
        rows = self.compose(*psql, "--no-align", standard_input=query)
        return [CampaignTask(*row) for row in json.loads(rows)]

    def mails(self) -> Counter[str]:
        """Return how many mails each address got."""
        printed = self.compose("exec", "-T", "mail", "python", "-c", _MAILS)
        return Counter(
            address.strip("<>")
            for mail in json.loads(printed)["messages"]
            for address in mail["recipients"]["to"]
        )


def faults(containers: Containers) -> Iterator[str]:
    """Kill one API, one worker and each dispatcher, of which one is active; freeze the store."""
    for victim in (
        *containers.of("api")[:1],
        *containers.of("worker-pictures")[:1],
        *containers.of("dispatcher"),
    ):
        containers.kill(victim)
        yield f"killed {victim[:12]}"
    if "storage" in containers.compose("config", "--services").split():
        containers.compose("pause", "storage")
        try:
            time.sleep(PAUSE)
        finally:
            containers.compose("unpause", "storage")
        yield f"froze the store for {PAUSE:.0f} s"


def main() -> int:
    """Run the sign-ups and the faults; print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m chaos.containers", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="of nginx")
    parser.add_argument("--sign-ups", type=int, default=200, help="at least")
    options = parser.parse_args()
    containers, first = Containers(), int(time.time() * 1000)
    client = SignUpClient(options.url, first)
    accepted: dict[int, Sequence[UUID]] = {}
    with ThreadPoolExecutor(CLIENTS + 1) as threads:
        faulty = threads.submit(_inject_faults, containers, accepted)

        def is_over() -> bool:
            return faulty.done() and len(accepted) >= options.sign_ups

        clients = [
            threads.submit(_sign_up_until, is_over, client, count(first + index, CLIENTS), accepted)
            for index in range(CLIENTS)
        ]
        for thread in (faulty, *clients):
            thread.result()
    ids = [task_id for tasks in accepted.values() for task_id in tasks]
    tasks = _tasks_at_the_end(containers, ids)
    mails = containers.mails()
    return _report(ids, tasks, {number: mails[_address(number)] for number in accepted})


def _inject_faults(containers: Containers, accepted: dict[int, Sequence[UUID]]) -> None:
    for line in faults(containers):
        print(f"{line}; {len(accepted)} sign-ups accepted so far", flush=True)


def _sign_up_until(
    is_over: Callable[[], bool],
    client: SignUpClient,
    numbers: Iterable[int],
    accepted: dict[int, Sequence[UUID]],
) -> None:
    """Sign up with one number after another; add the tasks of each to `accepted`."""
    for number in numbers:
        if is_over():
            return
        accepted[number] = client.perform(_sign_up(number)).tasks


def _sign_up(number: int) -> Operation:
    return Operation(number, OperationKind.SIGN_UP, at=0, seconds=0, dispatched=True)


def _address(number: int) -> str:
    return f"chaos-{number}@example.com"


def _tasks_at_the_end(containers: Containers, ids: Sequence[UUID]) -> list[CampaignTask]:
    deadline = time.monotonic() + _TIMEOUT
    while True:
        tasks = containers.tasks(ids)
        if all(task.state in FINAL_STATES for task in tasks) or time.monotonic() > deadline:
            return tasks
        time.sleep(1)


def _report(ids: Sequence[UUID], tasks: Sequence[CampaignTask], mails: dict[int, int]) -> int:
    states = Counter((task.kind, task.state, task.attempts) for task in tasks)
    for (kind, state, attempts), number in sorted(states.items()):
        print(f"{number:5} {kind} {state} after {attempts} attempts")
    expected = OperationKind.SIGN_UP.tasks * len(mails)
    print(f"{len(mails):5} sign-ups accepted, mails by address: {dict(Counter(mails.values()))}")
    distinct = set(map(str, ids))
    print(f"{len(distinct):5} tasks of {expected} that these sign-ups must have")
    lost = len(distinct - {task.task_id for task in tasks})
    unfinished = sum(task.state != "SUCCESS" for task in tasks)
    print(f"{lost} tasks lost, {unfinished} not done")
    wrong = len(distinct) != expected or lost or unfinished or set(mails.values()) != {1}
    return int(bool(wrong))


def _run(command: Sequence[str], standard_input: str = "") -> str:
    done = subprocess.run(
        command, check=True, input=standard_input, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
