"""When the poller has seen each change of a task's state in the database.

The time of a change itself is not enough: its transaction may commit later.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from chaos.line_file import LineFile

INTERVAL = 0.1  # seconds between two reads
_LATE = 1000  # changes that may commit after one with a higher number
_READ = "SELECT number FROM chaos_transitions WHERE number > %s ORDER BY number"


class SightingFile:
    """The file of the sightings of a campaign."""

    def __init__(self, folder: Path) -> None:
        self._file = LineFile(folder / "sightings")

    def append(self, number: int, at: float) -> None:
        """Note that a change was visible at this monotonic time."""
        self._file.append({"number": number, "at": at})

    def read(self) -> Mapping[int, float]:
        """Return the time by which each change was visible, by its number."""
        return {line["number"]: line["at"] for line in self._file.read()}


async def watch(database_url: str, sightings: SightingFile) -> None:
    """Note all changes, until this is cancelled."""
    known: set[int] = set()
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                database_url, autocommit=True, connect_timeout=2
            ) as connection:
                await _watch(connection, sightings, known)
        except psycopg.OperationalError:  # the database was killed, or is still starting
            await asyncio.sleep(INTERVAL)


async def _watch(
    connection: psycopg.AsyncConnection, sightings: SightingFile, known: set[int]
) -> None:
    while True:
        cursor = await connection.execute(_READ, (max(known, default=0) - _LATE,))
        visible = {number for (number,) in await cursor.fetchall()}
        now = time.monotonic()
        for number in sorted(visible - known):
            sightings.append(number, now)
        known |= visible
        await asyncio.sleep(INTERVAL)
