"""`python -m chaos.poller`: polls the resource of each accepted operation until its tasks ended.

It notes each answer. After SIGTERM it follows what was accepted until then to its end.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from chaos import run_log, sightings
from chaos.acceptances import AcceptanceFile
from chaos.answers import Answer, AnswerFile, Poll, ShownTask
from chaos.sightings import SightingFile
from chaos.violations import FINAL
from local.http import NO_TLS

PARALLEL_ROUNDS = 30  # of different resources
ROUNDS_AFTER_END = 1  # a final state stays
PAUSE = 1.0  # seconds between two rounds of one resource
WAIT = 2  # seconds that a long poll waits for a change
_FILE_INTERVAL = 0.2  # seconds between two looks for new acceptances


class Poller:
    """A client of several API processes."""

    def __init__(self, urls: Sequence[str], folder: Path) -> None:
        self._urls = urls
        self._accepted, self._answers = AcceptanceFile(folder), AnswerFile(folder)
        self._http = httpx.AsyncClient(timeout=15, verify=NO_TLS, trust_env=False)
        self._turns = asyncio.Semaphore(PARALLEL_ROUNDS)
        self._is_stopping = asyncio.Event()

    def stop(self) -> None:
        """Follow no further operations; `run` returns when those until now have ended."""
        self._is_stopping.set()

    async def run(self) -> None:
        """Follow all operations."""
        async with asyncio.TaskGroup() as group:
            is_last_look = False
            while not is_last_look:
                is_last_look = self._is_stopping.is_set()
                for acceptance in self._accepted.read():
                    group.create_task(self._follow(acceptance.resource))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._is_stopping.wait(), _FILE_INTERVAL)

    async def _follow(self, resource: str) -> None:
        client = _Client(self._http, resource)
        rounds_after_end = 0
        for number in itertools.count():
            async with self._turns:
                await self._round(client, number)
            rounds_after_end += client.has_ended
            if rounds_after_end > ROUNDS_AFTER_END:
                return
            await asyncio.sleep(PAUSE)

    async def _round(self, client: "_Client", number: int) -> None:
        """Poll each API in both ways.

        A change ends the long poll of the first API. The next ones are asked at once: they may
        not have read of the change yet.
        """
        apis = [(number + turn) % len(self._urls) for turn in range(len(self._urls))]
        for poll in (Poll.FOLLOWER, Poll.NEWCOMER):
            for api in apis:
                waits = poll is Poll.FOLLOWER and api == apis[0] and not client.has_ended
                try:
                    answer = await client.ask(self._urls[api], api, poll, waits=waits)
                except httpx.TransportError:
                    continue  # the API is down, or died before it answered
                self._answers.append(answer)


class _Client:
    """A client of one resource."""

    def __init__(self, http: httpx.AsyncClient, resource: str) -> None:
        self._http, self._resource = http, resource
        self._etag = ""  # of the follower
        self._known: tuple[ShownTask, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether all tasks have ended."""
        return bool(self._known) and all(task.state in FINAL for task in self._known)

    async def ask(self, url: str, api: int, poll: Poll, *, waits: bool) -> Answer:
        """Poll one API.

        Raises:
            httpx.TransportError: it gave no answer.
        """
        etag = self._etag if poll is Poll.FOLLOWER else ""
        headers = {"If-None-Match": etag} if etag else {}
        if waits and etag:
            headers["Prefer"] = f"wait={WAIT}"
        sent = time.monotonic()
        response = await self._http.get(f"{url}{self._resource}", headers=headers)
        new_etag, status = response.headers.get("etag", ""), response.status_code
        tasks: tuple[ShownTask, ...] = ()
        if status == HTTPStatus.OK:
            tasks = _shown(response.json())
        elif status == HTTPStatus.NOT_MODIFIED and etag:
            tasks = self._known
        if status == HTTPStatus.OK and poll is Poll.FOLLOWER:
            self._etag, self._known = new_etag, tasks
        return Answer(self._resource, poll, api, sent, status, etag, new_etag, tasks)


def _shown(body: dict[str, Any]) -> tuple[ShownTask, ...]:
    """Return the tasks of a sign-up, or the one task."""
    return tuple(
        ShownTask(UUID(task["id"]), task["state"], task["attempts"])
        for task in body.get("tasks", [body])
    )


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", action="append", required=True, help="of one API process")
    options = parser.parse_args()
    folder = run_log.folder()
    poller = Poller(options.url, folder)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, poller.stop)
    watching = asyncio.create_task(
        sightings.watch(os.environ["DATABASE_URL"], SightingFile(folder))
    )
    await poller.run()
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
