"""The memory limit of each pool process, which bounds the memory of a picture."""

import ctypes
import resource
import sys
from typing import Any

from celery.signals import worker_process_init

from foyer.settings import get_settings

_MMAP_THRESHOLD_PARAMETER = -3  # M_MMAP_THRESHOLD of malloc.h
_LARGE_BLOCK = 1024 * 1024  # bytes


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
    """Make every large block return to the kernel when it is freed.

    glibc raises its threshold to 32 MiB by itself. Blocks of a picture then come from the heap,
    and small objects behind them keep up to 100 MiB allocated: the next picture fails.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc only
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD_PARAMETER, _LARGE_BLOCK)
