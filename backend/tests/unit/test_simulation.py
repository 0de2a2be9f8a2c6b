"""The simulation behind docs/capacity.md, against the formulas of queueing theory."""

from dataclasses import replace

import pytest

from bench.systems import ALL, System, Work, simulate

TASKS = 3000
SECONDS = 0.08  # of one task
LOAD = 0.6


def queue(*, cores: int, processes: int, work: Work, rate: float | None = None) -> System:
    """Return a system with one task for each sign-up."""
    return System(cores, {ALL: processes}, {"task": work}, sign_ups=TASKS, rate=rate)


def test_waiting_times_are_those_of_the_formulas() -> None:
    work = Work(process=SECONDS)
    rate = LOAD / SECONDS
    single, shared = simulate(
        [
            queue(cores=1, processes=1, work=work, rate=rate),
            queue(cores=1, processes=1000, work=work, rate=rate),
        ]
    )
    # M/D/1: one process, tasks one after the other (Pollaczek and Khinchine).
    assert single.wait_mean == pytest.approx(SECONDS * LOAD / 2 / (1 - LOAD), rel=0.05)
    # M/D/1 with processor sharing: all tasks at once on one core.
    assert shared.response_mean == pytest.approx(SECONDS / (1 - LOAD), rel=0.05)
    assert shared.wait_mean == 0


def test_a_batch_takes_the_time_of_the_part_that_is_full() -> None:
    waiting, computing, queued, passed = simulate(
        [
            queue(cores=2, processes=4, work=Work(process=0.002, wait=0.098)),
            queue(cores=2, processes=4, work=Work(process=0.016, database=0.004, wait=0.01)),
            queue(cores=2, processes=4, work=Work(process=0.004, dispatcher=0.012)),
            replace(queue(cores=1, processes=1, work=Work(process=0.012)), waiting=0.5),
        ]
    )
    assert waiting.elapsed == pytest.approx(TASKS * 0.1 / 4, rel=0.02)  # the processes
    assert computing.elapsed == pytest.approx(TASKS * 0.02 / 2, rel=0.02)  # the cores
    assert queued.elapsed == pytest.approx(TASKS * 0.012, rel=0.02)  # the dispatcher
    # The dispatcher pauses for 50 ms and uses 50 ms of the core, which takes it 100 ms.
    assert passed.elapsed == pytest.approx(TASKS * 0.012 * 1.5, rel=0.02)
