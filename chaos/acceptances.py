"""The accepted operations. The client writes them; the poller and the checker read them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from chaos.line_file import LineFile
from chaos.plan import OperationKind


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An accepted operation.

    Attributes:
        resource: the path of the API that shows its tasks.
    """

    kind: OperationKind
    resource: str
    tasks: list[UUID]


class AcceptanceFile:
    """The file of the acceptances of a campaign."""

    def __init__(self, folder: Path) -> None:
        self._file = LineFile(folder / "accepted")

    def append(self, acceptance: Acceptance) -> None:
        self._file.append(asdict(acceptance))

    def read(self) -> Iterator[Acceptance]:
        """Yield the acceptances since the last call."""
        for line in self._file.read():
            tasks = [UUID(task_id) for task_id in line["tasks"]]
            yield Acceptance(OperationKind(line["kind"]), line["resource"], tasks)
