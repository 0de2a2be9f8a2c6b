"""Memory of large blocks goes back to the kernel."""

import subprocess
import sys

import pytest

_HASH_IN_THREADS = """
import psutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from foyer.accounts.password.hashing import hash_password_sync
from foyer.allocator import return_large_blocks

return_large_blocks()
all_run = Barrier(4)

def hash_beside_others(number):
    for _ in range(3):  # glibc raises its threshold at the first block that is freed
        all_run.wait()
        hash_password_sync("a sentence is fine")

before = psutil.Process().memory_info().rss
with ThreadPoolExecutor(4) as threads:
    list(threads.map(hash_beside_others, range(4)))
    print(psutil.Process().memory_info().rss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a setting of glibc")
def test_threads_that_hashed_passwords_keep_no_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HASH_IN_THREADS], check=True, capture_output=True, text=True
    )
    kept = int(done.stdout)
    assert kept < 19 * 1024 * 1024  # of one hash; four were there at once
