"""The API's answers to the poller. The poller writes them; the checker reads them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from chaos.line_file import LineFile


class Poll(StrEnum):
    """How a request asks: a follower sends the ETag of its last answer, a newcomer none."""

    FOLLOWER = "follower"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class ShownTask:
    """What an answer shows of a task."""

    task_id: UUID
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. A 304 shows what the client has.

    Attributes:
        api: the number of the API process.
        sent: when the request was sent, monotonic time in seconds.
        sent_etag: of the request, or "".
    """

    resource: str
    poll: Poll
    api: int
    sent: float
    status: int
    sent_etag: str
    etag: str
    tasks: tuple[ShownTask, ...]


class AnswerFile:
    """The file of the answers of a campaign, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._file = LineFile(folder / "answers")

    def append(self, answer: Answer) -> None:
        self._file.append(asdict(answer))

    def read(self) -> Iterator[Answer]:
        """Yield the answers since the last call."""
        for line in self._file.read():
            tasks = tuple(
                ShownTask(UUID(task["task_id"]), task["state"], task["attempts"])
                for task in line["tasks"]
            )
            yield Answer(**(line | {"poll": Poll(line["poll"]), "tasks": tasks}))
