"""`Prefer: wait=N` (RFC 7240): how many seconds the client wants to wait for a change."""

import re
from collections.abc import Sequence

MAX_WAIT = 25  # seconds; proxies and browsers give up on a response later than that

_WAIT = re.compile(r'(?:^|,)\s*wait\s*=\s*("?)(\d{1,9})\1\s*(?=[,;]|$)', re.IGNORECASE | re.ASCII)


def wait_preferred(headers: Sequence[str]) -> int:
    """The seconds that the Prefer headers ask for, at most `MAX_WAIT`; 0 without a preference.

    Malformed preferences are ignored, as the RFC requires. Of several, the first one counts.
    """
    preference = _WAIT.search(", ".join(headers))
    return min(int(preference[2]), MAX_WAIT) if preference else 0
