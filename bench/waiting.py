"""2,000 long-polling pages on one API process: their delays and their memory.

Each waits for a sign-up of its own. First one after the other changes; then all in one moment.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from bench.crowd import Client
from bench.scale import sized
from foyer.accounts.sign_up.capability import row_id
from foyer.long_polling.fd_limit import raise_fd_limit
from local.stack import Stack

CLIENTS = sized(2000, 20)
RATE = 100  # changes per second
GOAL = 1.0  # seconds, the 95th percentile
GROWTH = 1.05  # of the process's memory, from the first round to the last

_INSERT = """
    INSERT INTO sign_ups (id, email, email_key, display_name, password_hash, state)
    VALUES (%s, 'bench@example.com', 'bench@example.com', 'Bench', '', 'pending')
"""
_CHANGE = "UPDATE sign_ups SET display_name = %s WHERE id = %s"
_CHANGE_ALL = "UPDATE sign_ups SET display_name = %s"


def measure() -> bool:
    """Print the delays and the memory; return whether the goals are met."""
    raise_fd_limit(CLIENTS)
    parts = {"database", "api"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, durable=True) as stack,
    ):
        return asyncio.run(_measure(stack))


async def _measure(stack: Stack) -> bool:
    memory = {"nobody waits": _memory(stack)}
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
        memory["each was told once"] = _memory(stack)
        at_once = await _all_at_once(database, crowd)
        memory["all were told at once"] = _memory(stack)
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages, return_exceptions=True)
    refused = sum(client.refused for client in crowd.values())
    return _report(singly, at_once, memory, refused)


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


def _report(
    singly: Sequence[float], at_once: Sequence[float], memory: dict[str, float], refused: int
) -> bool:
    print(f"{CLIENTS} pages wait on one API process, each for its own sign-up: COMMIT to answer")
    for name, notices in ((f"{RATE} changes/s", singly), ("all at once", at_once)):
        print(
            f"  {name:<16} p50 {statistics.median(notices) * 1000:6.0f} ms"
            f"   p95 {_p95(notices) * 1000:6.0f} ms   at most {max(notices) * 1000:6.0f} ms"
        )
    print(f"  answered 503, and asked again: {refused} times")
    prompt = _p95(singly) <= GOAL
    print(f"  wanted a p95 of {GOAL:.0f} s one after the other: {_said(prompt)}")
    print("  memory: " + ", ".join(f"{size:.0f} MiB when {when}" for when, size in memory.items()))
    _, first, *_, last = memory.values()
    flat = last <= first * GROWTH
    print(f"  wanted at most {GROWTH:.2f} of what it was when all began to wait: {_said(flat)}")
    return prompt and flat


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def _said(met: bool) -> str:
    return "met" if met else "MISSED"
