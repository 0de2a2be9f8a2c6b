"""The campaign's own processes."""

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from chaos import run_log
from chaos.plan import QUEUE
from local.application import QUEUES, Dispatcher, Worker
from local.context import Context
from local.process import Process
from local.stack import Stack
from testkit.clock import SteppedClock

ROOT = Path(__file__).parents[1]
OLD_VERSION = "CHAOS_OLD_VERSION"  # a variable; with it, a worker does not know all kinds
_LEADERSHIP = re.compile(r"event=dispatcher_(started|active|interrupted)")


def context_of(stack: Stack, history: Path) -> Context:
    """Return the stack's environment with the variables of the campaign's modules."""
    paths = ":".join([str(ROOT), str(ROOT / "backend")])
    return Context(stack.logs, stack.env | {"PYTHONPATH": paths, run_log.VARIABLE: str(history)})


class _Clocked:
    """The clock of a process, which the nemesis steps."""

    clock: SteppedClock | None

    def step_clock(self, difference: timedelta) -> None:
        if self.clock:
            self.clock.step(difference)


class ChaosWorker(_Clocked, Worker):
    """A worker with the campaign's kinds and their queue."""

    def __init__(
        self, name: str, folder: Path, context: Context, clock: SteppedClock | None
    ) -> None:
        super().__init__(name, folder, _with_clock(context, clock), queues=(*QUEUES, QUEUE))
        self.clock = clock

    def command(self) -> Sequence[str | Path]:
        return ["chaos.worker_app" if part == "foyer.tasks" else part for part in super().command()]

    @property
    def is_old(self) -> bool:
        """Whether the worker runs the version before, or will when it starts again."""
        return OLD_VERSION in self.env

    def deploy_other_version(self) -> None:
        """Change the version that the next start runs."""
        env = {name: value for name, value in self.env.items() if name != OLD_VERSION}
        self.env = env if self.is_old else env | {OLD_VERSION: "1"}


class ChaosDispatcher(_Clocked, Dispatcher):
    """One of two dispatchers."""

    def __init__(
        self, name: str, folder: Path, context: Context, clock: SteppedClock | None
    ) -> None:
        super().__init__(name, folder, _with_clock(context, clock))
        self.clock = clock

    @property
    def leads(self) -> bool:
        """Whether the process is the active dispatcher, according to its log."""
        events = _LEADERSHIP.findall(self.output.path.read_text())
        return bool(events) and events[-1] == "active"


def _with_clock(context: Context, clock: SteppedClock | None) -> Context:
    return replace(context, env={**context.env, **clock.environment}) if clock else context


class Client(Process):
    """The program that performs the operations; the nemesis never hits it."""

    program = "client"

    def __init__(self, folder: Path, context: Context, arguments: Sequence[str]) -> None:
        super().__init__(self.program, folder, context)
        self._arguments = arguments

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", f"chaos.{self.program}", *self._arguments]


class Poller(Client):
    """The program that follows the accepted operations."""

    program = "poller"
    grace = 180.0  # it sees all of them end
