"""Memory of large blocks goes back to the kernel."""

import resource
import subprocess
import sys

import pytest

from foyer.task_engine.worker.memory_limit import LARGE_BLOCK

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

_BLOCKS_OF_PHOTOS = """
import resource
from foyer.allocator import return_large_blocks
from foyer.task_engine.worker.memory_limit import HEAP_RESERVE, LARGE_BLOCK

return_large_blocks(LARGE_BLOCK, HEAP_RESERVE)
size = LARGE_BLOCK - 65536

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

bytearray(size)
before = faults()
for _ in range(20):
    bytearray(size)
print(faults() - before)
"""

_BLOCKS_OF_THE_LARGEST_PICTURE = """
import psutil
from foyer.allocator import return_large_blocks
from foyer.task_engine.worker.memory_limit import HEAP_RESERVE, LARGE_BLOCK

return_large_blocks(LARGE_BLOCK, HEAP_RESERVE)
before = psutil.Process().memory_info().rss
blocks = [bytearray(LARGE_BLOCK - 65536) for _ in range(50)]
del blocks
print(psutil.Process().memory_info().rss - before - HEAP_RESERVE)
"""

_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a setting of glibc")


@_LINUX
def test_threads_that_hashed_passwords_keep_no_memory() -> None:
    assert _number_from(_HASH_IN_THREADS) < 19 * 1024 * 1024  # of one hash; four were there at once


@_LINUX
def test_worker_reuses_the_memory_of_usual_photos() -> None:
    """Twenty blocks in turn need the pages of less than one."""
    assert _number_from(_BLOCKS_OF_PHOTOS) < LARGE_BLOCK / resource.getpagesize()


@_LINUX
def test_worker_keeps_no_more_memory_than_its_reserve() -> None:
    assert _number_from(_BLOCKS_OF_THE_LARGEST_PICTURE) < 1024 * 1024


def _number_from(program: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    return int(done.stdout)
