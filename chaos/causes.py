"""Which fault explains that an attempt was cut off."""

from collections.abc import Iterable

from chaos.evidence import Attempt
from chaos.faults import Struck
from chaos.plan import Fault

_DATABASE = {Fault.KILL_DATABASE, Fault.FREEZE_DATABASE, Fault.RESTART_DATABASE}
_COMES_UP_WITHIN = 5.0  # seconds; a database that was started again is not there at once


def cause(attempt: Attempt, struck: Iterable[Struck]) -> Struck | None:
    """The first fault that can have ended this attempt; None: it should not have ended so."""
    fitting = (each for each in struck if _touches(each, attempt))
    return min(fitting, key=lambda each: each.at, default=None)


def _touches(struck: Struck, attempt: Attempt) -> bool:
    over = struck.mended + (_COMES_UP_WITHIN if struck.fault in _DATABASE else 0)
    if struck.at > (attempt.ended or float("inf")) or over < attempt.started:
        return False
    return struck.fault in _DATABASE or struck.worker == attempt.worker
