"""What the processes of one stack share."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.output import Screen


@dataclass(frozen=True)
class Context:
    """What the processes of one stack share.

    Where they log, their environment, where their lines are shown, and whether somebody wants
    all to stop: nothing is waited for then.
    """

    logs: Path
    env: Mapping[str, str] | None = None
    screen: Screen | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class StoppedError(Exception):
    """Somebody wants all to stop."""
