"""Requests share one run of the health checks, however many they are. A scrape ends in time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foyer.api import health_checks
from foyer.api.health_checks import NO_ANSWER, OK, HealthChecks
from foyer.settings import Settings


class FakeDatabase:
    """Counts its checks. They end when `answers` is set, and cannot be cancelled before."""

    def __init__(self) -> None:
        self.checks = 0
        self.answers = asyncio.Event()

    async def check(self) -> str | None:
        self.checks += 1
        while not self.answers.is_set():
            try:
                await self.answers.wait()
            except asyncio.CancelledError:
                continue
        return None


async def _no_problem(*_: Settings) -> str | None:
    return None


@pytest.fixture(autouse=True)
def other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    for check in ("_broker", "_dispatcher", "_workers", "_queues"):
        monkeypatch.setattr(health_checks, check, _no_problem)
    monkeypatch.setattr(health_checks, "CHECK_TIMEOUT", 60)
    monkeypatch.setattr(health_checks, "RESPONSE_TIMEOUT", 60)


def _checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, answers: bool
) -> tuple[FakeDatabase, HealthChecks]:
    """Return checks with a database that answers, or does not until the test says so."""
    database = FakeDatabase()
    if answers:
        database.answers.set()
    monkeypatch.setattr(health_checks, "_database", database.check)
    return database, HealthChecks(Settings(storage_dir=tmp_path))


async def _read(checks: HealthChecks, *, times: int, max_age: float) -> list[str]:
    """Read the checks that many times at once; return the database's results."""
    readings = (checks.read(max_age=max_age) for _ in range(times))
    return [results["database"] for results in await asyncio.gather(*readings)]


def test_fifty_concurrent_requests_share_one_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def requests() -> None:
        database, checks = _checks(tmp_path, monkeypatch, answers=True)
        assert await _read(checks, times=50, max_age=60) == [OK] * 50
        assert await _read(checks, times=50, max_age=60) == [OK] * 50
        assert database.checks == 1
        assert await _read(checks, times=50, max_age=0) == [OK] * 50
        assert database.checks == 2

    asyncio.run(requests())


def test_a_check_that_hangs_is_not_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_checks, "CHECK_TIMEOUT", 0.05)
    monkeypatch.setattr(health_checks, "RESPONSE_TIMEOUT", 0.2)

    async def requests() -> None:
        database, checks = _checks(tmp_path, monkeypatch, answers=False)
        for _ in range(2):
            assert await _read(checks, times=50, max_age=0) == [NO_ANSWER] * 50
        assert database.checks == 1
        database.answers.set()
        await _read(checks, times=1, max_age=60)  # the check ends

    asyncio.run(requests())


def test_a_scrape_ends_in_time_while_the_event_loop_is_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def requests() -> None:
        _, checks = _checks(tmp_path, monkeypatch, answers=True)
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor() as threads:
            with monkeypatch.context() as patch:
                patch.setattr(health_checks, "THREAD_TIMEOUT", 0.1)
                scrape = threads.submit(checks.read_in_thread, loop)
                # This blocks the event loop until the scrape has ended.
                assert set(scrape.result(timeout=60).values()) == {NO_ANSWER}
            assert set((await asyncio.to_thread(checks.read_in_thread, loop)).values()) == {OK}

    asyncio.run(requests())
