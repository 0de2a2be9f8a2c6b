"""The engine of a process."""

import threading
from concurrent.futures import ThreadPoolExecutor

from foyer.db.engines import engine, forget_engine

THREADS = 20


def test_threads_that_ask_at_once_get_the_same_engine() -> None:
    forget_engine(close=True)
    barrier = threading.Barrier(THREADS)

    def ask(_: int) -> int:
        barrier.wait()
        return id(engine())

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(ask, range(THREADS)))) == 1
    forget_engine(close=True)
