"""The memory limit of each pool process, which bounds the memory of a picture."""

import resource
import sys
from typing import Any

from celery.signals import worker_process_init

from foyer.allocator import return_large_blocks
from foyer.settings import get_settings

# The memory of a usual photo stays in the process: fresh pages for each cost a sixth of its time.
LARGE_BLOCK = 4 * 1024 * 1024  # bytes
HEAP_RESERVE = 16 * 1024 * 1024  # bytes


@worker_process_init.connect
def _limit_memory(**_: Any) -> None:
    """Make a task with too much memory fail with MemoryError, before the kernel kills a process.

    RLIMIT_DATA counts allocated memory. RLIMIT_AS also counts reserved addresses, about 200 MiB
    before the first task. Systems other than Linux do not apply RLIMIT_DATA to all of it.
    """
    limit = get_settings().pool_process_memory
    if not limit or sys.platform != "linux":
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


@worker_process_init.connect
def _return_large_blocks(**_: Any) -> None:
    """Without this a picture may leave too little memory for the next one."""
    return_large_blocks(LARGE_BLOCK, HEAP_RESERVE)
