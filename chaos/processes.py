"""The campaign's own processes."""

import sys
from collections.abc import Sequence
from pathlib import Path

from chaos import run_log
from chaos.plan import QUEUE
from local.application import QUEUES, Worker
from local.context import Context
from local.process import Process
from local.stack import Stack

ROOT = Path(__file__).parents[1]


def context_of(stack: Stack, history: Path) -> Context:
    """Return the stack's environment with the variables of the campaign's modules."""
    paths = ":".join([str(ROOT), str(ROOT / "backend")])
    return Context(stack.logs, stack.env | {"PYTHONPATH": paths, run_log.VARIABLE: str(history)})


class ChaosWorker(Worker):
    """A worker with the campaign's kinds and their queue."""

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        super().__init__(name, folder, context, queues=(*QUEUES, QUEUE))

    def command(self) -> Sequence[str | Path]:
        return ["chaos.worker_app" if part == "foyer.tasks" else part for part in super().command()]


class Client(Process):
    """The client process; the nemesis never hits it."""

    def __init__(self, folder: Path, context: Context, arguments: Sequence[str]) -> None:
        super().__init__("client", folder, context)
        self._arguments = arguments

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "chaos.client", *self._arguments]
