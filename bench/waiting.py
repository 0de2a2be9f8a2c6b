"""2,000 long-polling pages on one API process: their delays and their memory.

Each waits for a sign-up of its own. First one after the other changes; then all in one moment.
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from bench.crowd import Client
from bench.figures import Figure, milliseconds
from bench.scale import DURABLE, sized
from foyer.accounts.sign_up.capability import row_id
from foyer.long_polling.fd_limit import raise_fd_limit
from local.stack import Stack

CLIENTS = sized(2000, 20)
RATE = 100  # changes per second
GOAL = 1000.0  # milliseconds, the 95th percentile
GROWTH = 1.05  # of the process's memory, from the first round to the last

_INSERT = """
    INSERT INTO sign_ups (id, email, email_key, display_name, password_hash, state)
    VALUES (%s, 'bench@example.com', 'bench@example.com', 'Bench', '', 'pending')
"""
_CHANGE = "UPDATE sign_ups SET display_name = %s WHERE id = %s"
_CHANGE_ALL = "UPDATE sign_ups SET display_name = %s"


def measure() -> list[Figure]:
    """Return the delays from COMMIT to the response, and the memory of the process."""
    raise_fd_limit(CLIENTS)
    parts = {"database", "api"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, durable=DURABLE) as stack,
    ):
        return asyncio.run(_measure(stack))


async def _measure(stack: Stack) -> list[Figure]:
    memory = {"no page waits": _memory(stack)}
    async with await psycopg.AsyncConnection.connect(
        stack.database_url, autocommit=True
    ) as database:
        crowd = {uuid4(): Client("") for _ in range(CLIENTS)}
        async with database.cursor() as cursor:
            await cursor.executemany(_INSERT, [(row_id(capability),) for capability in crowd])
        pages = []
        for capability, client in crowd.items():
            pages.append(asyncio.create_task(_page(client, capability, stack.api.port)))
            await client.told()
        memory["all wait"] = _memory(stack)
        singly = await _one_after_the_other(database, crowd)
        memory["each changed once"] = _memory(stack)
        at_once = await _all_at_once(database, crowd)
        memory["all changed at once"] = _memory(stack)
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages, return_exceptions=True)
    refused = sum(client.refused for client in crowd.values())
    growth = memory["all changed at once"] / memory["all wait"]
    return [
        *milliseconds(f"{RATE} changes/s", singly, p95_at_most=GOAL),
        *milliseconds("all change at once", at_once),
        Figure("responses with 503, repeated", refused, "responses"),
        *(Figure(f"memory, {moment}", size, "MiB") for moment, size in memory.items()),
        Figure("memory after all changes", growth, "of all wait", at_most=GROWTH),
    ]


async def _page(client: Client, capability: UUID, port: int) -> None:
    client.path = f"/api/sign-ups/{capability}"
    await client.follow(port)


async def _one_after_the_other(
    database: psycopg.AsyncConnection, crowd: dict[UUID, Client]
) -> list[float]:
    """Return the seconds from each COMMIT to its response."""
    committed: dict[UUID, float] = {}
    for capability in random.sample(list(crowd), len(crowd)):
        await asyncio.sleep(random.expovariate(RATE))
        await database.execute(_CHANGE, ("changed", row_id(capability)))
        committed[capability] = time.time()
    return [await crowd[page].told() - moment for page, moment in committed.items()]


async def _all_at_once(database: psycopg.AsyncConnection, crowd: dict[UUID, Client]) -> list[float]:
    await database.execute(_CHANGE_ALL, ("changed again",))
    committed = time.time()
    return [await client.told() - committed for client in crowd.values()]


def _memory(stack: Stack) -> float:
    """Return the memory of the API process in MiB."""
    status = Path(f"/proc/{stack.api.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
