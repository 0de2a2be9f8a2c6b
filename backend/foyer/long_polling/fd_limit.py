"""Room: a request that waits is an open file."""

import resource

OTHERS = 256  # open files for all else: requests that do not wait, the database, the logs


def make_room(wanted: int) -> int:
    """Raise the process's limit of open files as far as it may; returns how many can wait."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted + OTHERS:
        return wanted
    allowed = wanted + OTHERS if hard == resource.RLIM_INFINITY else min(wanted + OTHERS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - OTHERS, 0)
