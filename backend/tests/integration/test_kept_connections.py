"""The connection that a thread keeps for its statements."""

import threading

import psycopg
import pytest

from foyer.db.retry import execute_with_retry


@pytest.mark.usefixtures("in_stack")
def test_connection_of_a_thread_is_kept_and_closed_when_the_thread_ends() -> None:
    used: list[psycopg.Connection[object]] = []

    def use() -> None:
        for _ in range(2):
            execute_with_retry(used.append)
        assert not used[0].closed

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert used[0] is used[1]
    assert used[0].closed
