"""Finds the fault that cut an attempt off."""

from collections.abc import Iterable

from chaos.history import Attempt
from chaos.nemesis import FaultEvent
from chaos.plan import DATABASE_FAULTS

_DATABASE_START = 5.0  # seconds that a database may take to start
_LAST_STATEMENT = 2.0  # seconds until the database has executed what a killed process had sent


def cause(attempt: Attempt, faults: Iterable[FaultEvent]) -> FaultEvent | None:
    """Return the first fault that can have cut this attempt off; None if no fault can have."""
    candidates = (fault for fault in faults if _can_cut_off(fault, attempt))
    return min(candidates, key=lambda fault: fault.at, default=None)


def _can_cut_off(event: FaultEvent, attempt: Attempt) -> bool:
    over = event.healed + (_DATABASE_START if event.fault in DATABASE_FAULTS else _LAST_STATEMENT)
    if event.at > (attempt.ended or float("inf")) or over < attempt.started:
        return False
    return event.fault in DATABASE_FAULTS or event.worker == attempt.worker
