"""The campaign's own processes, started and killed as Foyer's are."""

import sys
from collections.abc import Sequence
from pathlib import Path

from chaos import ledger
from chaos.plan import QUEUE
from local.application import QUEUES, Worker
from local.context import Context
from local.process import Process
from local.stack import Stack

ROOT = Path(__file__).parents[1]


def context_of(stack: Stack, evidence: Path) -> Context:
    """The stack's environment, and what the campaign's modules need besides."""
    paths = ":".join([str(ROOT), str(ROOT / "backend")])
    return Context(stack.logs, stack.env | {"PYTHONPATH": paths, ledger.VARIABLE: str(evidence)})


class ChaosWorker(Worker):
    """A worker that knows the campaign's kinds too, and their queue."""

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        super().__init__(name, folder, context, queues=(*QUEUES, QUEUE))

    def command(self) -> Sequence[str | Path]:
        return ["chaos.task_kinds" if part == "foyer.tasks" else part for part in super().command()]


class Client(Process):
    """The people who ask for things; a process of its own, that nobody kills."""

    def __init__(self, folder: Path, context: Context, arguments: Sequence[str]) -> None:
        super().__init__("client", folder, context)
        self._arguments = arguments

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "chaos.client", *self._arguments]
