"""How this process returns memory to the kernel."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h
_LARGE_BLOCK = 1024 * 1024  # bytes


def return_large_blocks(size: int = _LARGE_BLOCK, reserve: int | None = None) -> None:
    """Make every block of this size return to the kernel when it is freed.

    Smaller blocks come from the heap. The heap keeps as many free bytes at its end as the reserve
    has, or else almost none.

    glibc raises its threshold to 32 MiB by itself. Large blocks then come from a heap for each
    thread, where small objects behind them keep them allocated. In the API 19 MiB for a password
    hash stay for each thread: 125 MB become 244 MB. In a worker up to 100 MiB stay after a picture,
    and the largest pictures fail.

    Fresh pages cost time: half as much again for a password hash. The environment variable
    GLIBC_TUNABLES=glibc.malloc.hugetlb=1 saves two thirds of that. The images and `make up` set it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc only
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, size)
        if reserve is not None:
            mallopt(_TRIM_THRESHOLD, reserve)
