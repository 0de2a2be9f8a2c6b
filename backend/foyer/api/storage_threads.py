"""Threads for calls of the storage, which may block for seconds.

They are few and separate from other threads: a storage that does not answer must not delay log-ins,
and each running upload may need the memory of its whole file.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from foyer.object_storage.errors import StorageUnreachableError
from foyer.settings import get_settings

_THREADS = 2
_PATIENCE = 4  # timeouts: for a free thread, and for a call with its retries

_executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="storage")

Parameters = ParamSpec("Parameters")
Value = TypeVar("Value")


async def in_storage_thread(
    call: Callable[Parameters, Value], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Value:
    """Call the function in one of the threads; wait for a free one and for the result.

    Raises:
        StorageUnreachableError: the result did not come in time. The call may still run.
    """
    limit = _PATIENCE * get_settings().storage_timeout.total_seconds()
    running = asyncio.get_running_loop().run_in_executor(_executor, lambda: call(*args, **kwargs))
    try:
        return await asyncio.wait_for(running, limit)
    except TimeoutError as error:
        raise StorageUnreachableError from error
