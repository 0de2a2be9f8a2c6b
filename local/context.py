"""The settings that all processes of one stack share."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.environment import inherited
from local.output import Screen


@dataclass(frozen=True)
class Context:
    """The settings that all processes of one stack share.

    Attributes:
        logs: the folder of the log files.
        env: the environment variables.
        screen: shows each printed line; None shows nothing.
        stop: set when the stack is being stopped. Waits for readiness end then.
    """

    logs: Path
    env: Mapping[str, str] = field(default_factory=inherited)
    screen: Screen | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class StoppedError(Exception):
    """The stack is being stopped."""
