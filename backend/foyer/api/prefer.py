"""`Prefer: wait=N` (RFC 7240): how long a client would wait for a better answer."""

import re
from collections.abc import Sequence

MAX_WAIT = 25  # seconds; below what proxies and browsers take for a dead server

_WAIT = re.compile(r'(?:^|,)\s*wait\s*=\s*("?)(\d{1,9})\1\s*(?=[,;]|$)', re.IGNORECASE | re.ASCII)


def wait_preferred(headers: Sequence[str]) -> int:
    """The seconds that these Prefer headers ask for, as far as they are granted; 0 for none.

    What cannot be read is left aside, as the RFC wants it; of several, the first counts.
    """
    found = _WAIT.search(", ".join(headers))
    return min(int(found[2]), MAX_WAIT) if found else 0
