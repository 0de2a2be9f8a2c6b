"""Who waits in a process."""

import asyncio
import subprocess
import sys

import pytest

from foyer.long_polling.fd_limit import OTHERS
from foyer.long_polling.subscriptions import Waiters

LONG = 5.0  # seconds; no test waits for it


def admitting(most: int = 10) -> Waiters:
    waiters = Waiters(most)
    waiters.admit()
    return waiters


def soon(seconds: float = LONG) -> float:
    return asyncio.get_running_loop().time() + seconds


async def _told_before_it_waits() -> bool:
    waiters = admitting()
    with waiters.join("thing") as waiter:
        assert waiter
        waiter.attend()
        waiters.tell("thing")
        return await waiter.wait(soon())


def test_what_is_told_between_the_look_and_the_wait_is_not_lost() -> None:
    assert asyncio.run(_told_before_it_waits())


async def _told_of_another() -> bool:
    waiters = admitting()
    with waiters.join("thing") as waiter:
        assert waiter
        waiters.tell("another")
        return await waiter.wait(soon(0.05))


def test_news_of_another_thing_wake_nobody() -> None:
    assert not asyncio.run(_told_of_another())


async def _dismissed() -> tuple[bool, bool]:
    waiters = admitting()
    with waiters.join("thing") as waiter:
        assert waiter
        waiters.dismiss()
        waiter.attend()
        return await waiter.wait(soon()), waiter.is_dismissed


def test_who_is_dismissed_does_not_wait_again() -> None:
    assert asyncio.run(_dismissed()) == (False, True)


def test_nobody_waits_before_news_arrive_nor_after() -> None:
    waiters = Waiters(10)
    with waiters.join("thing") as early:
        assert early is None
    waiters.admit()
    waiters.dismiss()
    with waiters.join("thing") as late:
        assert late is None
    assert len(waiters) == 0


def test_a_process_that_leaves_lets_nobody_in_again() -> None:
    waiters = admitting()
    waiters.close()
    waiters.admit()
    with waiters.join("thing") as waiter:
        assert waiter is None


async def _crowd() -> list[bool]:
    waiters = admitting(most=2)
    with waiters.join("a") as first, waiters.join("a") as second, waiters.join("b") as third:
        let_in = [first is not None, second is not None, third is not None]
    with waiters.join("b") as later:
        return [*let_in, later is not None]


def test_no_more_than_a_number_wait_and_a_place_is_free_again() -> None:
    assert asyncio.run(_crowd()) == [True, True, False, True]


@pytest.mark.parametrize(("hard", "room"), [(4096, 1000), (800, 800 - OTHERS), (100, 0)])
def test_the_open_files_of_a_process_bound_who_can_wait(hard: int, room: int) -> None:
    code = (
        "import resource; from foyer.long_polling.fd_limit import make_room;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (64, {hard}));"
        "print(make_room(1000))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert int(done.stdout) == room
