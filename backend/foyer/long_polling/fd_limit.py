"""The process's limit of open files. Each long poll needs one, for its client's connection."""

import resource

RESERVED = 256  # open files for all other uses: short requests, the database, the logs


def raise_fd_limit(connections: int) -> int:
    """Raise the limit for this many long polls; return how many the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + RESERVED
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return connections
    limit = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return max(limit - RESERVED, 0)
